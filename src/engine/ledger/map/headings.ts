/**
 * Comparing headings: what is left of one when spelling, table prefixes, units and brackets are taken away.
 */

/** Table names that exports put before a column: `BKPF-BELNR`, `ApInvoicePaymentsAllAmount`. */
const PREFIXES =
  /^(bkpf|bseg|bsik|bsak|rbkp|rseg|lfa1|lfb1|lfbk|reguh|regup|apinvoicepaymentsall|apinvoicesall|apchecksall|appaymentschedulesall|apsuppliersitesall|apsuppliers|pozsuppliers|vendtrans|vendinvoicejour|vendtable)(?=.{3})/;

const plain = (heading: string): string =>
  heading.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/ß/g, "ss").toLowerCase().replace(/[^a-z0-9]+/g, "");

/** The forms a heading is looked up by, most faithful first. */
export function formsOf(heading: string): string[] {
  const whole = plain(heading);
  const unbracketed = plain(heading.replace(/\(.*?\)|\[.*?\]/g, " "));
  const forms = [whole, whole.replace(PREFIXES, ""), unbracketed, unbracketed.replace(PREFIXES, "")];
  return [...new Set(forms)].filter((form) => form !== "");
}

/** The words of a heading: `SupplierInvoiceNo.` is supplier, invoice, no. */
export const wordsOf = (heading: string): string[] =>
  heading.replace(/([a-z])([A-Z])/g, "$1 $2").normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .split(/[^a-z0-9]+/).filter((word) => word !== "");
