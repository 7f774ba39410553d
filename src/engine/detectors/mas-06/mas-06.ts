/**
 * MAS-06: a supplier, or somebody on the payroll, bears a name on a sanctions list that was given as a file.
 *
 * One finding per record, whatever the number of lists and spellings. The finding is named after the list entries too, so that a decision about one
 * entry does not silence another that a later list brings; list, date and hash are kept among its reasons.
 */
import type { Day } from "../../../base/day.ts";
import { showDay } from "../../../base/day.ts";
import { identityOf, party, type Party } from "../../identity/identity.ts";
import { listsOf, screen, type Screened } from "../../screening/screening.ts";
import { count, finding, LEAST_SCORE, reason } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { spendSince, type SpendSince } from "./spend-since.ts";

const parameters = {
  mostEntries: { value: 5, unit: "entries", least: 1, most: 50, means: "So many further entries of a record are named" },
};

const LEAST_BITS = Math.log2(LEAST_SCORE / (1 - LEAST_SCORE));

type Lists = Awaited<ReturnType<typeof listsOf>>;

const dated = (day: string | null): string => (day === null ? "without a date" : `of ${showDay(day as Day)}`);

function reasonsOf([best, ...others]: readonly Screened[], lists: Lists, spent: SpendSince | undefined, mostEntries: number): Reason[] {
  if (best === undefined) return [];
  const used = [...new Set([best, ...others].map(({ subject }) => subject.list))].sort();
  const { listedOn } = best.subject;
  const reasons = [...best.reasons, reason("entry", 0, `Entry ${best.subject.entry} of the ${best.subject.list}${listedOn === null ? "" : `, listed on ${showDay(listedOn)}`}`)];
  for (const { subject } of others.slice(0, mostEntries)) reasons.push(reason("further-entry", 0, `Also entry ${subject.entry} of the ${subject.list}: ${subject.name}`));
  if (others.length > mostEntries) reasons.push(reason("more-entries", 0, `${count(others.length - mostEntries, "further entr")}${others.length - mostEntries === 1 ? "y" : "ies"} of that name`));
  for (const name of used) {
    const list = lists.get(name);
    if (list !== undefined) reasons.push(reason("list", 0, `${name} ${dated(list.version)} (${list.files}; SHA-256 ${list.sha256})`));
  }
  if (listedOn !== null && spent !== undefined && spent.since === 0) reasons.push(reason("nothing-since", -1, "Nothing was billed since the listing"));
  return reasons;
}

export const sanctionsMatch: Detector = {
  id: "MAS-06",
  name: "Name on a sanctions list",
  kinds: ["sanctions_match"],
  needs: { supplier: ["name"], sanctions_list: ["list"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const lists = await listsOf(db);
    if (lists.size === 0) return [];
    const { parties } = await identityOf(db, context);
    const staff = (await db.all<{ employee_id: string; name: string }>("SELECT employee_id, name FROM employee WHERE name IS NOT NULL ORDER BY employee_id"))
      .map(({ employee_id, name }) => party({ id: employee_id, name }));
    const found = new Map<Party, Screened[]>();
    const { found: pairs, capped } = await screen(db, [...parties, ...staff], LEAST_BITS);
    if (capped > 0) context.capped.set("MAS-06", `${count(capped, "record")} under one name that very many listed names come near were not compared: screen that name by hand`);
    for (const one of pairs) {
      const known = found.get(one.party);
      if (known === undefined) found.set(one.party, [one]);
      else known.push(one);
    }
    const spend = await spendSince(db, [...found].map(([{ id }, [best]]) => [id, best?.subject.listedOn ?? null]));
    const employees = new Set(staff);
    return [...found].map(([ours, screened]) => {
      const spent = employees.has(ours) ? undefined : spend.get(ours.id);
      return finding({
        kind: "sanctions_match", detectors: ["MAS-06"], reasons: reasonsOf(screened, lists, spent, context.value(parameters, "mostEntries")),
        ...(employees.has(ours) ? { employeeIds: [ours.id] } : { supplierIds: [ours.id] }), about: screened.map(({ subject }) => `${subject.list} ${subject.entry}`),
        amountAtRisk: { minor: spent?.since ?? 0, currency: spent?.currency ?? "XXX" },
        title: `${ours.given.name ?? ours.id} bears a name on the ${screened[0]?.subject.list ?? ""}`,
      });
    }).filter((one) => one.score >= LEAST_SCORE);
  },
};
