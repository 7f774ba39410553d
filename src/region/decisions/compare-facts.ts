/**
 * Whether a finding is still what somebody decided on, and if not, in what it goes beyond that. Pure.
 *
 * The words name no figure and no other document: a reader limited to some company codes may not be allowed to see what the decision was
 * made on.
 */
import type { Judged } from "../findings/findings.ts";
import type { DismissalScope } from "../region.store.ts";
import type { DecisionContent } from "./decisions.store.ts";

/** What is at risk with a finding of no documents is all that its suppliers bill, which every import adds to: only this many times as much is news. */
const GROWS = 2;

const beyond = (now: readonly string[], then: readonly string[]): boolean => {
  const known = new Set(then);
  return now.some((one) => !known.has(one));
};
const sameSet = (a: readonly string[], b: readonly string[]): boolean => !beyond(a, b) && !beyond(b, a);

/** Bank details of whoever is in both. */
export function accountsChanged(now: Judged["facts"], then: DecisionContent["facts"]): boolean {
  if (now === undefined || then === undefined) return false;
  return Object.entries(now.banks).some(([id, print]) => then.banks[id] !== undefined && then.banks[id] !== print);
}

const LISTING = "the entry on the sanctions list changed";
/** Entries that name whoever it is about: others, fewer, or saying something else. A newer list that says the same changes nothing. */
function listingChanged(now: Judged["facts"], then: DecisionContent["facts"]): boolean {
  if (now?.listed === undefined || then?.listed === undefined) return false;
  const [ours, theirs] = [Object.entries(now.listed), then.listed];
  return ours.length !== Object.keys(theirs).length || ours.some(([entry, print]) => theirs[entry] !== print);
}

/**
 * Of a dismissal for more than one finding. undefined: it is not about this one; empty: it covers it; else what this one goes beyond it in.
 * A shared account has no limit of amount: all its suppliers' spend is at risk, and grows.
 */
export function beyondCover({ finding: now, facts }: Judged, scope: DismissalScope, content: DecisionContent): string[] | undefined {
  const { finding: then } = content;
  const misses: string[] = [];
  switch (scope) {
    case "finding":
      return undefined;
    case "supplier_test":
      if (now.employeeIds.length > 0 || !sameSet(now.supplierIds, then.supplierIds) || beyond(now.detectors, then.detectors)) return undefined;
      break;
    case "supplier_group":
      if (now.kind !== then.kind || now.employeeIds.length > 0 || now.supplierIds.length < 2 || beyond(now.supplierIds, then.supplierIds)) return undefined;
      break;
    case "shared_account":
      if (now.kind !== then.kind || facts?.account === undefined || facts.account !== content.facts?.account) return undefined;
      if (beyond(now.supplierIds, then.supplierIds)) misses.push("another supplier is paid to the account");
  }
  const { upTo } = content;
  if (upTo !== undefined && now.amountAtRisk.currency !== upTo.currency) misses.push("it is in another currency");
  else if (upTo !== undefined && now.amountAtRisk.minor > upTo.minor) misses.push("more is at risk than the dismissal allows");
  if (accountsChanged(facts, content.facts)) misses.push("bank details changed");
  if (listingChanged(facts, content.facts)) misses.push(LISTING);
  return misses;
}

/** Of a decision on this finding; empty: it is what was decided on, or less. */
export function changesSince({ finding: now, facts }: Judged, { finding: then, facts: factsThen }: DecisionContent): string[] {
  const changes: string[] = [];
  if (beyond(now.documentIds, then.documentIds)) changes.push("a document was added");
  if (beyond(now.supplierIds, then.supplierIds)) changes.push("a supplier was added");
  if (beyond(now.employeeIds, then.employeeIds)) changes.push("an employee was added");
  if (now.amountAtRisk.currency !== then.amountAtRisk.currency) changes.push("the currency changed");
  else if (now.amountAtRisk.minor > then.amountAtRisk.minor * (then.documentIds.length > 0 ? 1 : GROWS)) changes.push("more is at risk");
  if (beyond(now.detectors, then.detectors)) changes.push("another test found it too");
  if (accountsChanged(facts, factsThen)) changes.push("bank details changed");
  if (listingChanged(facts, factsThen)) changes.push(LISTING);
  if (facts !== undefined && factsThen !== undefined && sameSet(now.documentIds, then.documentIds)) {
    if (facts.documents !== factsThen.documents) changes.push("a document's number, date or amount changed");
    if (facts.payments !== factsThen.payments) changes.push("payments of it changed");
  }
  return changes;
}
