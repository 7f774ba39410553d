/** What a run or a check of payments says of the lists it screened against: which, of when, how old; or that there were none, and what to do. */
import { showDay, type Day } from "../../base/day.ts";
import type { Finding } from "../../engine/run/run.ts";
import { LIST_NAMES } from "../list-names.ts";
import type { ListInUse } from "./lists-in-use.ts";
import type { Screened } from "./sanctions-lists.schema.ts";
import { ageInDays, dayOf } from "./sanctions-lists.store.ts";

/**
 * Issuers add and remove names several times a month, and what they publish is in force at once. A list that was not renewed for two weeks has most
 * probably missed a change; shorter, a weekly routine with one holiday in it would always be told off.
 */
export const OLD_AFTER_DAYS = 14;

/** @param findings of a run, for the hits of each list; undefined: a check of payments, which has none of its own */
export function screenedBy(lists: readonly ListInUse[], now: Date, findings: readonly Pick<Finding, "kind" | "about">[] | undefined): Screened[] {
  const matches = findings?.filter(({ kind }) => kind === "sanctions_match");
  return lists.map(({ versionId, list, publishedOn, readAt, names, sha256 }) => {
    const name = LIST_NAMES[list];
    const ageDays = ageInDays(publishedOn, readAt, now);
    return {
      versionId, list, name, publishedOn, readOn: dayOf(readAt), names, sha256, ageDays, old: ageDays > OLD_AFTER_DAYS,
      hits: matches === undefined ? null : matches.filter(({ about }) => about?.some((entry) => entry.startsWith(`${name} `))).length,
    };
  });
}

const dated = ({ publishedOn, readOn }: Screened): string => (publishedOn === null ? `read on ${showDay(readOn as Day)} (it gives itself no date)` : `of ${showDay(publishedOn as Day)}`);
const NOTHING = "No sanctions list was given, so nobody was screened. Read one on the page Sanctions lists.";

/** For the coverage of MAS-06. */
export function sayScreened(lists: readonly Screened[]): string {
  if (lists.length === 0) return NOTHING;
  const used = lists.map((one) => `${one.name} ${dated(one)}, ${one.names.toLocaleString("en-GB")} names`).join("; ");
  return [`Screened against ${used}.`, ...sayOld(lists)].join(" ");
}

/** About the lists that are older than they should be; none: nothing to say. */
export function sayOld(lists: readonly Screened[]): string[] {
  const old = lists.filter((one) => one.old);
  if (old.length === 0) return [];
  const which = old.map(({ name, ageDays }) => `the ${name} is ${ageDays} days old`).join(", ");
  return [`${which.charAt(0).toUpperCase()}${which.slice(1)}: names listed since are not seen. Read the present ${old.length === 1 ? "one" : "ones"} on the page Sanctions lists.`];
}
