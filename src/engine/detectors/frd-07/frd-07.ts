/**
 * FRD-07: a supplier shares a bank account or home address with somebody on the payroll.
 *
 * Staff reimbursed through a supplier record under their own name are expected and silent. An address with many doors
 * (flats, a campus, a business park) weighs less the more parties live at it; a crowded account likewise.
 */
import type { DuckDb } from "../../duckdb/duckdb.ts";
import { identityOf, party, wordsAgree, type Party } from "../../identity/identity.ts";
import { count, finding, LEAST_SCORE, prior, probability, reason } from "../weigh.ts";
import type { Detector, DetectorContext, Finding, Reason } from "../detector.ts";
import { documentsOfSuppliers, spendOf, type Spend } from "../spend.ts";

const parameters = {
  crowdedDoor: { value: 6, unit: "parties", least: 2, most: 1000, means: "An address that more share is not a home" },
};

type EmployeeRow = { employee_id: string; name: string | null; address_line: string | null; postcode: string | null; iban: string | null };
type Index = ReadonlyMap<string, readonly Party[]>;

async function employeesOf(db: DuckDb): Promise<Party[]> {
  const rows = await db.all<EmployeeRow>("SELECT employee_id, name, address_line, postcode, iban FROM employee ORDER BY employee_id");
  return rows.map((row) => party({ id: row.employee_id, name: row.name, addressLine: row.address_line, postcode: row.postcode, iban: row.iban }));
}

function indexBy(parties: readonly Party[], keyOf: (one: Party) => string): Index {
  const index = new Map<string, Party[]>();
  for (const one of parties) {
    const key = keyOf(one);
    if (key === "") continue;
    const known = index.get(key);
    if (known === undefined) index.set(key, [one]);
    else known.push(one);
  }
  return index;
}

/** Every word of the person's name is in the supplier's: the record is the person's own. */
const isOwnName = (supplier: Party, employee: Party): boolean =>
  employee.name.words.length > 0 && employee.name.words.every((word) => supplier.name.words.some((other) => wordsAgree(word, other)))
  && supplier.name.words.length <= employee.name.words.length + 1;

type Match = { readonly supplier: Party; readonly employee: Party; readonly account: number; readonly door: number };

/** More suppliers on one account than this cannot reach a score worth telling. */
const CROWDED_ACCOUNT = 10;

function matches(suppliers: readonly Party[], employees: readonly Party[], crowdedDoor: number): Match[] {
  const byAccount = indexBy(employees, (one) => one.account);
  const byDoor = indexBy(employees, (one) => one.address.door);
  const suppliersByAccount = indexBy(suppliers, (one) => one.account);
  const suppliersByDoor = indexBy(suppliers, (one) => one.address.door);
  return suppliers.flatMap((supplier) => {
    const few = <T>(list: readonly T[] | undefined, most: number): readonly T[] => (list === undefined || list.length > most ? [] : list);
    const atAccount = few(suppliersByAccount.get(supplier.account), CROWDED_ACCOUNT).length > 0 ? few(byAccount.get(supplier.account), CROWDED_ACCOUNT) : [];
    const atDoor = few(suppliersByDoor.get(supplier.address.door), crowdedDoor).length > 0 ? few(byDoor.get(supplier.address.door), crowdedDoor) : [];
    const near = new Set([...atAccount, ...atDoor]);
    return [...near].map((employee) => ({
      supplier, employee,
      account: supplier.account !== "" && supplier.account === employee.account ? (suppliersByAccount.get(supplier.account)?.length ?? 1) : 0,
      door: supplier.address.door !== "" && supplier.address.door === employee.address.door
        ? (suppliersByDoor.get(supplier.address.door)?.length ?? 1) + (byDoor.get(supplier.address.door)?.length ?? 1) - 1 : 0,
    }));
  });
}

function weigh({ supplier, employee, account, door }: Match, crowdedDoor: number): Reason[] {
  const reasons = [prior(2048, "suppliers")];
  if (account > 0) reasons.push(reason("same-account", Math.max(6, 16 - 2 * account), account > 1 ? `The bank account is the employee's, and ${account - 1} more suppliers use it` : "The bank account is the employee's"));
  if (door > crowdedDoor) reasons.push(reason("crowded-address", 2, `The address is the employee's, but ${door} parties share it`));
  else if (door > 0) reasons.push(reason("same-address", 14 - door, "The address is the employee's home"));
  if (isOwnName(supplier, employee)) reasons.push(reason("own-name", -24, "The record is in the employee's own name: an expense account"));
  else if (employee.name.words.some((word) => word.length > 3 && supplier.name.words.includes(word))) reasons.push(reason("surname", 1, "A part of the employee's name is in the supplier's"));
  return reasons;
}

export const employeeSupplier: Detector = {
  id: "FRD-07",
  name: "Supplier shares a bank account or address with an employee",
  kinds: ["employee_supplier_match"],
  needs: { supplier: ["name"], employee: ["name"] },
  parameters,
  find: async (db: DuckDb, context: DetectorContext): Promise<Finding[]> => {
    const { parties } = await identityOf(db, context);
    const crowded = context.value(parameters, "crowdedDoor");
    const found = matches(parties, await employeesOf(db), crowded);
    const spend = await spendOf(db, context);
    const weighed = found.map((match) => ({ match, reasons: weigh(match, crowded) })).filter(({ reasons }) => probability(reasons) >= LEAST_SCORE);
    const documents = await documentsOfSuppliers(db, weighed.map(({ match }) => match.supplier.id));
    return weighed.map(({ match, reasons }) => {
      const own: Spend | undefined = spend.get(match.supplier.id);
      return finding({
        kind: "employee_supplier_match", detectors: ["FRD-07"], reasons, supplierIds: [match.supplier.id], employeeIds: [match.employee.id],
        documentIds: documents.get(match.supplier.id)?.docs ?? [], amountAtRisk: { minor: own?.gross ?? 0, currency: own?.currency ?? "XXX" },
        title: `Supplier shares ${match.account > 0 ? "a bank account" : "an address"} with employee ${match.employee.id}; ${count(own?.n ?? 0, "invoice")}`,
      });
    });
  },
};
