/**
 * FRD-08: an invented supplier. No single sign tells one; each counts by how rare it is among this ledger's own suppliers,
 * and at least three must agree. The strongest is that the person who made the record also enters its invoices.
 *
 * Suppliers with hardly any invoices, and staff paid through records under their own name, are left alone.
 */
import { isPostBox, nameOf } from "../../identity/identity.ts";
import { count, finding, prior, reason, worthTelling } from "../weigh.ts";
import type { DuckDb } from "../../duckdb/duckdb.ts";
import type { Detector, DetectorContext, Finding, Reason } from "../detector.ts";
import { recordsOf, type SupplierRecord } from "../record.ts";
import { documentsOfSuppliers, spendOf, type Spend, type SupplierDocuments } from "../spend.ts";

const parameters = {
  leastInvoices: { value: 4, unit: "invoices", least: 2, most: 100, means: "Suppliers with fewer invoices show no pattern" },
  leastSigns: { value: 3, unit: "signs", least: 1, most: 8, means: "So many signs must agree" },
};

type Known = { readonly record: SupplierRecord; readonly spend: Spend; readonly creatorShare: number; readonly documents?: SupplierDocuments };
type Sign = { readonly code: string; readonly most: number; readonly holds: (one: Known) => boolean; readonly words: (one: Known) => string; /** Said when the sign is absent and its absence counts. */ readonly against?: string };

/** Successive numbers that nearly always rise by one: we look like the only customer. */
function isUnbroken(numbers: readonly (string | null)[] | undefined): boolean {
  const ends = (numbers ?? []).map((text) => Number(/(\d{1,9})\D*$/.exec(text ?? "")?.[1] ?? Number.NaN));
  const steps = ends.slice(1).map((end, at) => end - (ends[at] ?? Number.NaN));
  return steps.length >= 3 && steps.filter((step) => step === 1).length >= steps.length * 0.8;
}

const share = (part: number, of: number): number => part / Math.max(1, of);

const UNBROKEN: Sign = {
  code: "unbroken-numbers", most: 4, holds: ({ documents }) => isUnbroken(documents?.numbers),
  words: () => "Its invoice numbers follow each other without a gap, as if we were the only customer",
};
const SIGNS: readonly Sign[] = [
  { code: "no-tax-number", most: 4, holds: ({ record }) => record.vat_no === null, words: () => "No tax number", against: "It has a tax number" },
  { code: "no-company-number", most: 2, holds: ({ record }) => record.company_no === null, words: () => "No company number" },
  { code: "no-phone", most: 3, holds: ({ record }) => record.phone === null, words: () => "No telephone number", against: "It has a telephone number" },
  { code: "post-box", most: 3, holds: ({ record }) => isPostBox(record.address_line), words: () => "The address is a post-office box" },
  { code: "creator-enters", most: 9, holds: ({ record, spend }) => record.created_by !== null && share(spend.by_creator, spend.n) >= 0.8,
    words: ({ record, spend }) => `${record.created_by ?? ""} made the record and entered ${spend.by_creator} of its ${spend.n} invoices`,
    against: "Its invoices are entered by others than who made the record" },
  { code: "unusual-creator", most: 4, holds: ({ record, creatorShare }) => record.created_by !== null && creatorShare < 0.02, words: () => "Whoever made the record hardly ever makes supplier records" },
  { code: "one-approver", most: 2, holds: ({ spend }) => spend.one_approver && spend.n >= 4, words: ({ spend }) => `One person approved all ${spend.n} invoices` },
  { code: "one-clerk", most: 3, holds: ({ spend }) => spend.one_clerk && spend.n >= 4, words: ({ spend }) => `One person entered all ${spend.n} invoices` },
  { code: "round-amounts", most: 4, holds: ({ spend }) => share(spend.round, spend.n) >= 0.9, words: ({ spend }) => `${spend.round} of ${spend.n} amounts are whole hundreds` },
  UNBROKEN,
  { code: "weekend", most: 4, holds: ({ spend }) => spend.n >= 4 && share(spend.weekend, spend.n) >= 0.25, words: ({ spend }) => `${spend.weekend} of ${spend.n} invoices were entered at a weekend` },
  { code: "no-order", most: 1, holds: ({ spend }) => spend.with_order === 0, words: () => "No invoice has a purchase order" },
];

/** Signs are not independent (small suppliers lack many things), so each counts for less than alone. */
const OVERLAP = 0.8;
/** Signs that an invented supplier can hardly be without. */
const EXPECTED: readonly string[] = ["no-tax-number", "creator-enters", "no-phone"];
/** Suppliers looked at to learn how usual unbroken numbers are. */
const SAMPLE = 400;

type Rates = ReadonlyMap<string, number>;

/** How many of the suppliers show each sign: what a sign is worth. */
const ratesOf = (known: readonly Known[], signs: readonly Sign[]): [string, number][] =>
  signs.map((sign) => [sign.code, share(known.filter(sign.holds).length + 0.5, known.length + 1)]);

function weigh(one: Known, rates: Rates, staff: ReadonlySet<string>, leastSigns: number): Reason[] | undefined {
  const held = SIGNS.filter((sign) => (rates.get(sign.code) ?? 1) < 0.9 && sign.holds(one));
  if (held.length < leastSigns) return undefined;
  const reasons = [prior(2048, "suppliers"), ...held.map((sign) =>
    reason(sign.code, OVERLAP * Math.min(sign.most, -Math.log2(rates.get(sign.code) ?? 1)), sign.words(one)))];
  for (const sign of SIGNS) {
    const rate = rates.get(sign.code) ?? 0;
    if (rate > 0.001 && !held.includes(sign) && EXPECTED.includes(sign.code)) reasons.push(reason(`not-${sign.code}`, -3, sign.against ?? ""));
  }
  if (staff.has(nameOf(one.record.name).sorted)) reasons.push(reason("own-name", -10, "The record is in the name of somebody on the payroll: an expense account"));
  return reasons;
}

/** Adds the invoice numbers of those whom the other signs make suspect, and of a sample that shows how usual unbroken ones are. */
async function withDocuments(db: DuckDb, known: readonly Known[], rates: Rates, staff: ReadonlySet<string>, leastSigns: number): Promise<Known[]> {
  const suspects = known.filter((one) => {
    const reasons = weigh(one, rates, staff, leastSigns - 1);
    return reasons !== undefined && reasons.reduce((sum, each) => sum + each.bits, 0) > -8;
  });
  const every = Math.max(1, Math.floor(known.length / SAMPLE));
  const wanted = new Set([...suspects, ...known.filter((_, at) => at % every === 0)]);
  const documents = await documentsOfSuppliers(db, [...wanted].map(({ record }) => record.supplier_id));
  return [...wanted].flatMap((one) => {
    const own = documents.get(one.record.supplier_id);
    return own === undefined ? [] : { ...one, documents: own };
  });
}

async function knownSuppliers(db: DuckDb, context: DetectorContext): Promise<Known[]> {
  const [records, spend] = [await recordsOf(db, context), await spendOf(db, context)];
  const least = context.value(parameters, "leastInvoices");
  const makers = new Map<string, number>();
  for (const { created_by } of records.values()) if (created_by !== null) makers.set(created_by, (makers.get(created_by) ?? 0) + 1);
  return [...records.values()].flatMap((record) => {
    const own = spend.get(record.supplier_id);
    return own === undefined || own.n < least ? [] : [{ record, spend: own, creatorShare: share(makers.get(record.created_by ?? "") ?? 0, records.size) }];
  });
}

export const ghostSupplier: Detector = {
  id: "FRD-08",
  name: "Supplier that may not exist",
  kinds: ["ghost_supplier"],
  needs: { supplier: ["name"], invoice: ["supplier_id"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const leastSigns = context.value(parameters, "leastSigns");
    const everyone = await knownSuppliers(db, context);
    const staff = new Set((await db.all<{ name: string }>("SELECT DISTINCT name FROM employee WHERE name IS NOT NULL")).map(({ name }) => nameOf(name).sorted));
    const fromRecords = new Map(ratesOf(everyone, SIGNS.filter((sign) => sign !== UNBROKEN)));
    const closer = await withDocuments(db, everyone, fromRecords, staff, leastSigns);
    const rates = new Map([...fromRecords, ...ratesOf(closer, [UNBROKEN])]);
    return closer.flatMap((one) => {
      const reasons = weigh(one, rates, staff, leastSigns);
      if (reasons === undefined) return [];
      return finding({
        kind: "ghost_supplier", detectors: ["FRD-08"], reasons, supplierIds: [one.record.supplier_id], documentIds: one.documents?.docs ?? [],
        employeeIds: one.spend.by_creator > 0 && one.record.created_by !== null ? [one.record.created_by] : [],
        amountAtRisk: { minor: one.spend.gross, currency: one.spend.currency },
        title: `${one.record.name ?? one.record.supplier_id} may not exist: ${count(reasons.filter((each) => each.bits > 0).length, "sign")} agree`,
      });
    }).filter(worthTelling);
  },
};
