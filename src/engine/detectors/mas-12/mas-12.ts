/**
 * MAS-12: somebody left, and bills are still entered on the supplier record in their own name (an expense account) or with their account. The last expenses
 * come late by right; pensions and severance are paid for years.
 */
import { accountKey, identityOf, nameOf } from "../../identity/identity.ts";
import type { DuckDb } from "../../duckdb/duckdb.ts";
import { count, finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { showDay, type Day } from "../../../base/day.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Leaver = { employee_id: string; name: string | null; iban: string | null; left_on: string };
type Row = {
  supplier_id: string; employee_id: string; left_on: string; before: number; n: number; amount: number; currency: string; last_days: number; docs: readonly string[]; settled: number;
};

const parameters = {
  grace: { value: 60, unit: "days", least: 0, most: 365, means: "Last expenses and final bills may come so long after leaving" },
};

function weigh(one: Row, byAccount: boolean, byName: boolean): Reason[] {
  const reasons = [
    prior(8, "records of people who left"),
    reason("billed-after-leaving", Math.min(5, 2 + one.n), `${count(one.n, "bill")} after ${showDay(one.left_on as Day)}, the last ${one.last_days} days later`),
  ];
  if (byAccount) reasons.push(reason("same-account", 2, "The record has the person's bank account"));
  if (byName && !byAccount) reasons.push(reason("name-only", -2, "Only the name is the person's: there may be another of that name"));
  if (one.settled * 2 >= one.n) reasons.push(reason("pension", -9, "The texts speak of pension or severance"));
  if (one.before === 0 && !byAccount) reasons.push(reason("not-used-before", -3, "The record was not used while the person was here: perhaps a firm of that name, or the person as a contractor"));
  return reasons;
}

async function ask(db: DuckDb, rows: readonly (readonly [string, string, string])[]): Promise<void> {
  await db.exec("CREATE OR REPLACE TEMP TABLE left_supplier (supplier_id VARCHAR, employee_id VARCHAR, left_on DATE)");
  for (let from = 0; from < rows.length; from += 500) {
    const some = rows.slice(from, from + 500);
    await db.exec(`INSERT INTO left_supplier VALUES ${some.map((_, i) => `($${3 * i + 1}, $${3 * i + 2}, $${3 * i + 3}::DATE)`).join(", ")}`, some.flat());
  }
}

export const leaverStillPaid: Detector = {
  id: "MAS-12",
  name: "Still paid after leaving",
  kinds: ["leaver_still_paid"],
  needs: { employee: ["left_on", "name"], supplier: ["name"], invoice: ["supplier_id", "posting_date"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const { parties } = await identityOf(db, context);
    const leavers = await db.all<Leaver>("SELECT employee_id, name, iban, left_on FROM employee WHERE left_on IS NOT NULL ORDER BY employee_id");
    const byName = new Map(leavers.flatMap((one) => (nameOf(one.name).words.length < 2 ? [] : [[nameOf(one.name).sorted, one] as const])));
    const byAccount = new Map(leavers.flatMap((one) => (accountKey(one.iban, null) === "" ? [] : [[accountKey(one.iban, null), one] as const])));
    const matches = parties.flatMap((one) => {
      const [named, paid] = [byName.get(one.name.sorted), byAccount.get(one.account)];
      const leaver = paid ?? named;
      return leaver === undefined ? [] : [{ supplier: one.id, leaver, named: named === leaver, paid: paid === leaver }];
    });
    if (matches.length === 0) return [];
    await ask(db, matches.map(({ supplier, leaver }) => [supplier, leaver.employee_id, leaver.left_on]));
    const how = new Map(matches.map((one) => [one.supplier, one]));
    return (await db.all<Row>(sql, [context.value(parameters, "grace")])).map((one) => {
      const match = how.get(one.supplier_id);
      return finding({
        kind: "leaver_still_paid", detectors: ["MAS-12"], reasons: weigh(one, match?.paid === true, match?.named === true), supplierIds: [one.supplier_id], employeeIds: [one.employee_id],
        documentIds: one.docs, amountAtRisk: { minor: one.amount, currency: one.currency }, title: `${count(one.n, "bill")} on the record of somebody who left on ${showDay(one.left_on as Day)}`,
      });
    }).filter(worthTelling);
  },
};
