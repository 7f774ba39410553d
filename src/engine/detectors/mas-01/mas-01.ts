/**
 * MAS-01: two records of one supplier. Every further record is a way to pay the same bill twice.
 *
 * The weights are those of the identity graph. Branches and sister companies that share a tax number or bank are grouped as a family, not
 * reported; an imitation is left to FRD-09. Expense accounts of one employee, often kept one per company, are left in peace. Of several records of one company each is linked once, to its nearest (a
 * spanning tree), so that three records make two findings, not three.
 */
import { accountKey, identityOf, nameOf, type LinkedPair } from "../../identity/identity.ts";
import { count, finding, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding } from "../detector.ts";
import { lookAlikes } from "../frd-09/frd-09.ts";

/** Strongest links first; a pair that joins nothing new is dropped. */
function spanning(pairs: readonly LinkedPair[]): LinkedPair[] {
  const group = new Map<number, number>();
  const rootOf = (at: number): number => {
    const up = group.get(at);
    return up === undefined || up === at ? at : rootOf(up);
  };
  return pairs.toSorted((x, y) => y.bits - x.bits || x.a - y.a || x.b - y.b).filter((pair) => {
    const [a, b] = [rootOf(pair.a), rootOf(pair.b)];
    if (a === b) return false;
    group.set(Math.max(a, b), Math.min(a, b));
    return true;
  });
}

export const duplicateSupplier: Detector = {
  id: "MAS-01",
  name: "Two records of one supplier",
  kinds: ["duplicate_supplier"],
  needs: { supplier: ["name"] },
  parameters: {},
  find: async (db, context): Promise<Finding[]> => {
    const { parties, pairs, capped } = await identityOf(db, context);
    if (capped.length > 0) context.capped.set("MAS-01", `${count(capped.length, "value")} shared by ${Math.max(...capped.map((one) => one.members)).toLocaleString("en-GB")} records or fewer each brought no pairs of their own`);
    const imitations = await lookAlikes(db, context);
    const genuine = pairs.filter((pair) => (imitations.get(`${pair.a}|${pair.b}`)?.score ?? 0) < 0.5);
    const staff = new Set((await db.all<{ name: string; iban: string }>("SELECT name, iban FROM employee WHERE name IS NOT NULL AND iban IS NOT NULL"))
      .map(({ name, iban }) => `${nameOf(name).sorted}|${accountKey(iban, null)}`));
    const isStaff = (at: number): boolean => staff.has(`${parties[at]?.name.sorted}|${parties[at]?.account}`);
    return spanning(genuine).map((pair) => {
      const [a, b] = [parties[pair.a], parties[pair.b]];
      const reasons = isStaff(pair.a) && isStaff(pair.b)
        ? [...pair.reasons, reason("expense-accounts", -24, "Both are expense accounts of one employee")] : pair.reasons;
      return finding({
        kind: "duplicate_supplier", detectors: ["MAS-01"], reasons, supplierIds: [a?.id ?? "", b?.id ?? ""],
        amountAtRisk: { minor: 0, currency: "XXX" }, title: `${a?.given.name ?? a?.id} and ${b?.given.name ?? b?.id} look like one supplier`,
      });
    }).filter(worthTelling);
  },
};
