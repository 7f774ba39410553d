/**
 * MAS-09: two records of one company, both in use, with different terms of payment: whatever is billed on the shorter one is paid early. The
 * money at risk is the interest on a year's bills.
 *
 * Only records that the identity graph takes for one company are compared; branches and sister companies have contracts of their own. Where
 * records of one company usually differ, terms are set by site and nothing is said.
 */
import { identityOf, nameOf, type LinkedPair } from "../../identity/identity.ts";
import { finding, prior, rarityBits, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { recordsOf, type SupplierRecord } from "../record.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "active.sql");

type Active = { supplier_id: string; currency: string; n: number; gross: number };
type Pair = { readonly link: LinkedPair; readonly short: SupplierRecord; readonly long: SupplierRecord };

const parameters = {
  daysApart: { value: 10, unit: "days", least: 1, most: 120, means: "Terms that differ by less are left alone" },
  costOfCash: { value: 0.08, unit: "share a year", least: 0, most: 0.5, means: "What cash costs or earns in a year" },
  leastCost: { value: 10_00, unit: "minor units a year", least: 0, most: 100_000_00, means: "Less lost interest than this is left alone" },
};

/** Of other strength the two may well be sister companies. */
const SURE_BITS = 3;

function weigh({ link, short, long }: Pair, differing: number, all: number, active: readonly Active[]): Reason[] {
  return [
    prior(16, "pairs of records of one company"),
    reason("one-company", Math.min(5, link.bits - SURE_BITS), "The two records are one company by everything they hold"),
    reason("terms-differ", Math.max(-3, Math.min(5, 2 * rarityBits(differing, all))), `One has ${short.terms_days} days, the other ${long.terms_days}; so it is with ${differing} of ${all} such pairs`),
    reason("both-in-use", 2, `Both are billed: ${active.map(({ n }) => n).join(" and ")} documents in the last year`),
  ];
}

export const familyTerms: Detector = {
  id: "MAS-09",
  name: "Two records of one company with different terms",
  kinds: ["terms_differ"],
  needs: { supplier: ["name", "terms_days"], invoice: ["supplier_id"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const { parties, pairs } = await identityOf(db, context);
    const records = await recordsOf(db, context);
    const [apart, cost, least] = [context.value(parameters, "daysApart"), context.value(parameters, "costOfCash"), context.value(parameters, "leastCost")];
    const staff = new Set((await db.all<{ name: string }>("SELECT DISTINCT name FROM employee WHERE name IS NOT NULL")).map(({ name }) => nameOf(name).sorted));
    // expense accounts of one person, kept one per company
    const isStaff = (at: number): boolean => staff.has(parties[at]?.name.sorted ?? "");
    const one = pairs.filter(({ bits, a, b }) => bits > SURE_BITS && !(isStaff(a) && isStaff(b))).flatMap((link): Pair[] => {
      const ends = [link.a, link.b].flatMap((at) => records.get(parties[at]?.id ?? "") ?? []).filter(({ terms_days }) => terms_days !== null);
      const [short, long] = ends.toSorted((x, y) => (x.terms_days ?? 0) - (y.terms_days ?? 0) || (x.supplier_id < y.supplier_id ? -1 : 1));
      return short === undefined || long === undefined ? [] : [{ link, short, long }];
    });
    const differing = one.filter(({ short, long }) => (long.terms_days ?? 0) - (short.terms_days ?? 0) >= apart);
    await db.exec("CREATE OR REPLACE TEMP TABLE asked_family (supplier_id VARCHAR)");
    const ids = [...new Set(differing.flatMap(({ short, long }) => [short.supplier_id, long.supplier_id]))];
    for (let from = 0; from < ids.length; from += 1000) {
      const some = ids.slice(from, from + 1000);
      await db.exec(`INSERT INTO asked_family VALUES ${some.map((_, i) => `($${i + 1})`).join(", ")}`, some);
    }
    const active = new Map((await db.all<Active>(sql)).map((row) => [row.supplier_id, row]));
    return differing.flatMap((pair) => {
      const [a, b] = [active.get(pair.short.supplier_id), active.get(pair.long.supplier_id)];
      if (a === undefined || b === undefined || a.currency !== b.currency) return [];
      const days = (pair.long.terms_days ?? 0) - (pair.short.terms_days ?? 0);
      const lost = Math.round((Math.max(0, a.gross) * cost * days) / 365);
      if (lost < least) return [];
      return finding({
        kind: "terms_differ", detectors: ["MAS-09"], reasons: weigh(pair, differing.length, one.length, [a, b]), supplierIds: [pair.short.supplier_id, pair.long.supplier_id],
        amountAtRisk: { minor: lost, currency: a.currency },
        title: `${pair.short.name ?? pair.short.supplier_id} is kept twice, with ${pair.short.terms_days} and with ${pair.long.terms_days} days to pay`,
      });
    }).filter(worthTelling);
  },
};
