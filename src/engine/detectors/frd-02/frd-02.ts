/**
 * FRD-02: two suppliers of different families whose accounts differ only in the last three figures: one person who opened them one after the
 * other at one branch, perhaps. Alone that is chance (a large branch has thousands of customers): it counts only with a second sign
 * that ties the two records together.
 */
import { identityOf, plain, type Party } from "../../identity/identity.ts";
import { count, finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { recordsOf, type SupplierRecord } from "../record.ts";
import { spendOf } from "../spend.ts";

const parameters = {
  tailFigures: { value: 3, unit: "figures", least: 1, most: 4, means: "How many figures at the end may differ" },
  createdApart: { value: 31, unit: "days", least: 0, most: 365, means: "Records made by one person within this time were made together" },
  crowd: { value: 10, unit: "accounts", least: 2, most: 50, means: "Where more suppliers have such accounts the branch is a large one" },
};

/** Country and national account without the check figures, which change with every account; empty for what is no IBAN. */
const nationalAccount = (iban: string | null | undefined): string => {
  const key = plain(iban ?? null);
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(key) ? key.slice(0, 2) + key.slice(4) : "";
};

const daysApart = (a: string, b: string): number => Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000;

function secondSigns(a: Party, b: Party, x: SupplierRecord | undefined, y: SupplierRecord | undefined, createdApart: number): Reason[] {
  const signs: Reason[] = [];
  if (a.address.door !== "" && a.address.door === b.address.door) signs.push(reason("same-address", 8, "Both have one address"));
  else if (a.address.postcode !== "" && a.address.postcode === b.address.postcode) signs.push(reason("same-postcode", 4, "Both have one postcode"));
  if (a.phone !== "" && a.phone === b.phone) signs.push(reason("same-phone", 8, "Both have one telephone number"));
  if (a.email.domain !== "" && a.email.domain === b.email.domain) signs.push(reason("same-mail-domain", 6, "Their email addresses are of one domain"));
  if (x?.created_by && x.created_by === y?.created_by && x.created_on !== null && y.created_on !== null && daysApart(x.created_on, y.created_on) <= createdApart) {
    signs.push(reason("made-together", 3, `${x.created_by} made both records within ${count(Math.round(daysApart(x.created_on, y.created_on)), "day")}`));
  }
  return signs;
}

function groupsOf(parties: readonly Party[], family: readonly number[], tail: number): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [at, one] of parties.entries()) {
    const account = nationalAccount(one.given.iban);
    if (account === "") continue;
    const key = `${account.length}|${account.slice(0, -tail)}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [at]);
    else known.push(at);
  }
  for (const [key, members] of groups) if (new Set(members.map((at) => family[at])).size < 2) groups.delete(key);
  return groups;
}

export const similarAccount: Detector = {
  id: "FRD-02",
  name: "Two unrelated suppliers with neighbouring bank accounts",
  kinds: ["similar_account"],
  needs: { supplier: ["iban"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const { parties, family } = await identityOf(db, context);
    const [records, spend] = [await recordsOf(db, context), await spendOf(db, context)];
    const value = (name: keyof typeof parameters) => context.value(parameters, name);
    const crowd = value("crowd");
    const found: Finding[] = [];
    for (const [, members] of [...groupsOf(parties, family, value("tailFigures"))].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (members.length > crowd) continue;
      for (const [i, at] of members.entries()) {
        for (const other of members.slice(i + 1)) {
          const [a, b] = [parties[at], parties[other]];
          if (a === undefined || b === undefined || family[at] === family[other] || a.account === b.account) continue;
          const signs = secondSigns(a, b, records.get(a.id), records.get(b.id), value("createdApart"));
          if (signs.length === 0) continue;
          const spent = [spend.get(a.id), spend.get(b.id)].flatMap((one) => one ?? []);
          found.push(finding({
            kind: "similar_account", detectors: ["FRD-02"], supplierIds: [a.id, b.id],
            reasons: [prior(512, "pairs of neighbouring accounts"), reason("neighbouring-account", 3, "The accounts are at one branch and differ in the last figures only"), ...signs],
            amountAtRisk: { minor: spent.length === 2 ? Math.min(...spent.map((one) => one.gross)) : 0, currency: spent[0]?.currency ?? "XXX" },
            title: `${a.given.name ?? a.id} and ${b.given.name ?? b.id} have neighbouring bank accounts`,
          }));
        }
      }
    }
    return found.filter(worthTelling);
  },
};
