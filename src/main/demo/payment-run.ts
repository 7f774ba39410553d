/**
 * The demo's payment run, as the file that would go to the bank (pain.001): what falls due just after the ledger's end, and among it payments that must not
 * leave: bills paid before, one of them under a number with a letter too many, accounts of an employee and of another supplier, ten times the amount, a stranger.
 */
import { dayFromNumber } from "../../base/day.ts";
import { decimalText } from "../../base/money.ts";
import { makeIban, type Supplier } from "./company.ts";
import { throwDice } from "./dice.ts";
import type { Invoice } from "./history.ts";
import { keepBooks, type DemoFile, type DemoSize } from "./ledger.ts";

type Line = { readonly name: string; readonly iban: string; readonly minor: number; readonly reference: string };

/** Bills that fall due so many days after the ledger's end are in the run. */
const DUE_WITHIN_DAYS = 7;
const MOST_HONEST = 90;

export function demoPaymentRun(size: DemoSize = {}): DemoFile {
  const { company, payments } = keepBooks(size);
  const { lastDay } = company.period;
  const dice = throwDice((size.seed ?? 2026) + 1);
  const suppliers = new Map(company.suppliers.map((one) => [one.supplierId, one]));
  const paid = new Set(payments.map(({ docId }) => docId));
  const lineOf = (invoice: Invoice, change: Partial<Line> = {}): Line[] => {
    const supplier: Supplier | undefined = suppliers.get(invoice.supplierId);
    return supplier === undefined ? [] : [{ name: supplier.name, iban: supplier.iban, minor: invoice.netMinor + invoice.taxMinor, reference: invoice.invoiceNo, ...change }];
  };
  const bills = company.invoices.filter(({ docType, currency, invoiceNo }) => docType === "invoice" && currency === "GBP" && invoiceNo !== "");
  const open = bills.filter(({ docId, dueDay }) => !paid.has(docId) && dueDay <= lastDay + DUE_WITHIN_DAYS).slice(-MOST_HONEST);
  const old = bills.filter(({ docId, postedDay, netMinor }) => paid.has(docId) && postedDay > lastDay - 150 && netMinor > 50_000);
  const [again, another, typed] = [0, 1, 2].map((at) => old[Math.floor((old.length * (at + 1)) / 4)]);
  const [first, second, third, ...rest] = open;
  const other = company.suppliers.find(({ supplierId, iban }) => supplierId !== second?.supplierId && iban !== "");
  const lines = [
    ...rest.flatMap((invoice) => lineOf(invoice)),
    ...[again, another].flatMap((invoice) => (invoice ? lineOf(invoice) : [])), ...(typed ? lineOf(typed, { reference: `${typed.invoiceNo}A` }) : []),
    ...(first ? lineOf(first, { iban: company.employees[3]?.iban ?? "" }) : []), ...(second && other ? lineOf(second, { iban: other.iban }) : []),
    ...(third ? lineOf(third, { minor: (third.netMinor + third.taxMinor) * 10 }) : []),
    { name: "Harcastle Advisory Partners", iban: makeIban(dice, "NWBK"), minor: 1_840_000, reference: "HAP-0091" },
  ];
  return { name: `payment-run-${dayFromNumber(lastDay + 2)}.xml`, text: written(lines, lastDay) };
}

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const pounds = (minor: number): string => decimalText({ minor, currency: "GBP" });

function written(lines: readonly Line[], lastDay: number): string {
  const totals = `<NbOfTxs>${lines.length}</NbOfTxs><CtrlSum>${pounds(lines.reduce((sum, { minor }) => sum + minor, 0))}</CtrlSum>`;
  const payments = lines.map(({ name, iban, minor, reference }, at) =>
    `      <CdtTrfTxInf><PmtId><EndToEndId>PR-${String(at + 1).padStart(4, "0")}</EndToEndId></PmtId><Amt><InstdAmt Ccy="GBP">${pounds(minor)}</InstdAmt></Amt>` +
    `<Cdtr><Nm>${escape(name)}</Nm></Cdtr><CdtrAcct><Id><IBAN>${iban}</IBAN></Id></CdtrAcct><RmtInf><Ustrd>${escape(`Invoice ${reference}`)}</Ustrd></RmtInf></CdtTrfTxInf>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
  <CstmrCdtTrfInitn>
    <GrpHdr><MsgId>RUN-${lastDay}</MsgId><CreDtTm>${dayFromNumber(lastDay + 1)}T08:00:00</CreDtTm>${totals}</GrpHdr>
    <PmtInf><PmtInfId>RUN-${lastDay}-1</PmtInfId><PmtMtd>TRF</PmtMtd>${totals}<ReqdExctnDt><Dt>${dayFromNumber(lastDay + 2)}</Dt></ReqdExctnDt>
${payments.join("\n")}
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
`;
}
