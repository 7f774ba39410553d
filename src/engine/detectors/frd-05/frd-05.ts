/**
 * FRD-05: who was paid is not who the supplier's record says: an account that neither the record nor any logged change knows, or another name.
 *
 * Where records lag behind the accounts used, or names are cut by the bank's field, strangers are ordinary: they count by how rare they are here.
 * A payee who is always that supplier's is an alternative payee; one of many suppliers is a factor. Accounts that came and went are FRD-03's.
 */
import { accountKey, compareNames, frequencyOf, party, type NameLevel } from "../../identity/identity.ts";
import type { DuckDb } from "../../duckdb/duckdb.ts";
import { count, finding, prior, rarityBits, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const [accountSql, nameSql] = [sqlFile(import.meta.url, "candidates.sql"), sqlFile(import.meta.url, "names.sql")];

type Stranger = {
  supplier_id: string; account: string; payments: number; all_payments: number; strangers: number; suppliers: number; users: number; owner: string | null;
  known_before: boolean; known_after: boolean; docs: readonly (string | null)[]; amount: number; currency: string;
};
type Named = {
  supplier_id: string; name: string; payee_name: string; payments: number; all_payments: number; users: number; amount: number; currency: string;
  docs: readonly (string | null)[]; is_staff: boolean; is_supplier: boolean;
};

const parameters = {
  crowd: { value: 4, unit: "suppliers", least: 2, most: 100, means: "A payee of more suppliers is a factor or an agent" },
  mostPayments: { value: 3, unit: "payments", least: 1, most: 100, means: "A payee of more payments of one supplier is known, whatever the record says" },
};

/** Names of these levels are other names; every other level is a way of writing the one. */
const OTHER: readonly NameLevel[] = ["different", "partial", "established"];

function weighAccount(one: Stranger, crowd: number, mostPayments: number, staff: ReadonlySet<string>): Reason[] {
  const reasons = [
    prior(32, "accounts that the record does not know"),
    reason("account-not-on-record", Math.max(-2, Math.min(8, rarityBits(one.strangers, one.suppliers))), `${count(one.payments, "payment")} went to an account that neither the record nor its changes know; so it is with ${one.strangers} of ${one.suppliers} suppliers`),
  ];
  if (one.payments > mostPayments) reasons.push(reason("used-for-long", -6, `${one.payments} of the supplier's ${one.all_payments} payments went there`));
  if (!one.known_before && !one.known_after) reasons.push(reason("never-the-account-on-record", -5, "No payment ever went to the account on record: the record is stale"));
  if (one.users > crowd) reasons.push(reason("crowded-account", -8, `${one.users} suppliers are paid there: a factor's or an agent's`));
  else if (one.owner !== null) reasons.push(reason("account-of-another", 1, `It is the account on record of supplier ${one.owner}`));
  if (staff.has(one.account)) reasons.push(reason("account-of-staff", 8, "It is the account of somebody on the payroll"));
  return reasons;
}

function weighName(one: Named, others: number, suppliers: number, crowd: number, mostPayments: number): Reason[] {
  const reasons = [
    prior(64, "payments under another name"),
    reason("other-name", Math.max(-2, Math.min(8, rarityBits(others, suppliers))), `${count(one.payments, "payment")} of ${one.name} carry the name ${one.payee_name}; so it is with ${others} of ${suppliers} suppliers`),
  ];
  if (one.payments > mostPayments) reasons.push(reason("usual-payee", -6, `${one.payments} of the supplier's ${one.all_payments} payments carry it`));
  if (one.payments === one.all_payments) reasons.push(reason("only-payee", -3, "No payment carries the supplier's own name"));
  if (one.users > crowd) reasons.push(reason("payee-of-many", -8, `${one.users} suppliers are paid under it: a factor or an agent`));
  if (one.is_staff) reasons.push(reason("name-of-staff", 6, "It is the name of somebody on the payroll"));
  else if (one.is_supplier) reasons.push(reason("name-of-another", 2, "It is the name of another supplier"));
  return reasons;
}

async function accounts(db: DuckDb, crowd: number, most: number): Promise<Finding[]> {
  const staff = new Set((await db.all<{ iban: string }>("SELECT DISTINCT iban FROM employee WHERE iban IS NOT NULL")).map(({ iban }) => accountKey(iban, null)));
  return (await db.all<Stranger>(accountSql)).map((one) => finding({
    kind: "payee_mismatch", detectors: ["FRD-05"], reasons: weighAccount(one, crowd, most, staff), supplierIds: [one.supplier_id], documentIds: one.docs.flatMap((doc) => doc ?? []),
    amountAtRisk: { minor: one.amount, currency: one.currency }, title: `Paid to an account that is not on the record of supplier ${one.supplier_id}`,
  }));
}

async function names(db: DuckDb, crowd: number, most: number): Promise<Finding[]> {
  const rows = await db.all<Named>(nameSql);
  const parties = rows.map((one) => [party({ id: "s", name: one.name }), party({ id: "p", name: one.payee_name })] as const);
  const frequency = frequencyOf(parties.flat());
  // the bank's field cuts names short
  const other = rows.filter((one, at) => {
    const [ours, theirs] = parties[at] ?? [];
    if (ours === undefined || theirs === undefined || ours.name.run.startsWith(theirs.name.run) || theirs.name.run.startsWith(ours.name.run)) return false;
    return OTHER.includes(compareNames(ours, theirs, frequency).level) && theirs.name.run !== "" && one.payee_name.length >= 4;
  });
  const { n: suppliers } = await db.one<{ n: number }>("SELECT count(DISTINCT supplier_id) AS n FROM payment WHERE payee_name IS NOT NULL");
  const others = new Set(other.map(({ supplier_id }) => supplier_id)).size;
  return other.map((one) => finding({
    kind: "payee_mismatch", detectors: ["FRD-05"], reasons: weighName(one, others, suppliers, crowd, most), supplierIds: [one.supplier_id], documentIds: one.docs.flatMap((doc) => doc ?? []),
    about: [one.payee_name], amountAtRisk: { minor: one.amount, currency: one.currency }, title: `${one.name} was paid under the name ${one.payee_name}`,
  }));
}

export const payeeMismatch: Detector = {
  id: "FRD-05",
  name: "Paid to somebody else than the record says",
  kinds: ["payee_mismatch"],
  needs: { supplier: ["name"], payment: ["supplier_id", "iban"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const [crowd, most] = [context.value(parameters, "crowd"), context.value(parameters, "mostPayments")];
    return [...(await accounts(db, crowd, most)), ...(await names(db, crowd, most))].filter(worthTelling);
  },
};
