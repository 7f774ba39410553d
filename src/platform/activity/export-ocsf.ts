/** Entries as OCSF events, one a line, oldest first: for a system of the customer's that reads files. */
import { Refusal } from "../../base/errors.ts";
import { findEntries } from "../audit/audit.ts";
import { openEntry } from "../feeds/feeds.ts";
import { eventOf } from "../ocsf/ocsf.ts";
import type { ActivityFilter } from "./activity.schema.ts";
import { type ActivityReader, filterOf } from "./list-entries-of.ts";

/** The file is made in memory. */
const MOST_ENTRIES = 10_000;

/** @throws Refusal too_large too-many-entries. */
export async function exportOcsf(reader: ActivityReader, asked: ActivityFilter): Promise<{ readonly text: string; readonly entries: number }> {
  const found = await findEntries(reader.tx, filterOf(asked), { limit: MOST_ENTRIES + 1 });
  if (found.length > MOST_ENTRIES) throw new Refusal("too_large", "too-many-entries", "These are too many entries for one file.", [{ expected: "at most 10,000", remedy: "Choose fewer days, or set up a feed." }]);
  const lines: string[] = [];
  for (const entry of found.toReversed()) lines.push(`${JSON.stringify(eventOf(await openEntry((_place, sealed) => reader.open({ ...entry, sealed }), entry)))}\n`);
  return { text: lines.join(""), entries: found.length };
}
