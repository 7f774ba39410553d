/**
 * FRD-01: one bank account on suppliers that have nothing else in common. Families (same tax number, akin names) share
 * accounts by right; an account with many suppliers is a factor's, a tax office's or a payroll agent's; an employee's own
 * account is FRD-07's business.
 */
import { accountKey, identityOf, type Party } from "../../identity/identity.ts";
import { count, finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { spendOf, type Spend } from "../spend.ts";

const parameters = {
  crowd: { value: 4, unit: "suppliers", least: 2, most: 100, means: "An account that more suppliers use belongs to a factor or agent" },
};

function weigh(members: readonly Party[], crowd: number): Reason[] {
  const distinct = <T>(values: readonly T[]): number => new Set(values.filter((value) => value !== "")).size;
  const reasons = [prior(64, "shared accounts outside a family"), reason("same-account", 4, `${members.length} suppliers of different families are paid to one account`)];
  if (members.length > crowd) reasons.push(reason("crowded-account", -8, "So many use it that it is a factor's or an agent's"));
  if (distinct(members.map((one) => one.address.door)) === members.length) reasons.push(reason("different-addresses", 1, "All have addresses of their own"));
  if (distinct(members.map((one) => one.tax)) > 1) reasons.push(reason("different-tax-numbers", 2, "Their tax numbers differ"));
  if (members.some((one) => one.tax === "" && one.company === "")) reasons.push(reason("one-without-numbers", 2, "One of them has neither tax nor company number"));
  return reasons;
}

export const sharedAccount: Detector = {
  id: "FRD-01",
  name: "One bank account, suppliers with nothing else in common",
  kinds: ["shared_account"],
  needs: { supplier: ["iban"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const { parties, family } = await identityOf(db, context);
    const spend = await spendOf(db, context);
    const staff = new Set((await db.all<{ iban: string }>("SELECT iban FROM employee WHERE iban IS NOT NULL")).map(({ iban }) => accountKey(iban, null)));
    const byAccount = new Map<string, number[]>();
    for (const [at, one] of parties.entries()) {
      if (one.account === "" || staff.has(one.account)) continue;
      const known = byAccount.get(one.account);
      if (known === undefined) byAccount.set(one.account, [at]);
      else known.push(at);
    }
    return [...byAccount].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, members]) => {
      if (new Set(members.map((at) => family[at])).size < 2) return [];
      const suppliers = members.flatMap((at) => parties[at] ?? []);
      const spent = suppliers.flatMap((one): Spend[] => { const own = spend.get(one.id); return own === undefined ? [] : [own]; });
      return finding({
        kind: "shared_account", detectors: ["FRD-01"], reasons: weigh(suppliers, context.value(parameters, "crowd")), supplierIds: suppliers.map((one) => one.id),
        amountAtRisk: { minor: Math.min(...spent.map((one) => one.gross), Number.MAX_SAFE_INTEGER) % Number.MAX_SAFE_INTEGER, currency: spent[0]?.currency ?? "XXX" },
        title: `${count(suppliers.length, "unrelated supplier")} paid to one bank account`,
      });
    }).filter(worthTelling);
  },
};
