/** Entries with their proofs, for checking without us: a pack of many (platform/audit's trail-pack), or one as a `.tlog-proof`. */
import type { Clock } from "../../base/clock.ts";
import { notFound, Refusal } from "../../base/errors.ts";
import { parseId } from "../../base/ids.ts";
import { closedDay, entryById, findEntries, openedEntry, packHead, packLine, proverOf, spanOfEntries, type StoredEntry } from "../audit/audit.ts";
import { formatProof } from "../tlog/tlog.ts";
import type { ActivityFilter, PackAsked } from "./activity.schema.ts";
import { type ActivityReader, filterOf } from "./list-entries-of.ts";

/** A pack is made in memory. */
const MOST_ENTRIES = 10_000;

/** Entries that are signed already; the newest second's are in the next pack. @throws Refusal too_large too-many-entries; day-not-closed; day-with-filter. */
export async function exportPack(reader: ActivityReader, asked: PackAsked, clock: Clock): Promise<{ readonly text: string; readonly entries: number }> {
  const prover = await proverOf(reader.tx);
  const { since, closedDay: day, ...filter } = asked;
  const whole = await wholeSpan(reader, filter, day);
  const [narrowed, span] = whole === undefined ? [filterOf(filter), {}] : [{}, whole];
  const upToSeq = Math.min(prover.tree.treeSize, span.upToSeq ?? prover.tree.treeSize);
  const found = await findEntries(reader.tx, narrowed, { ...span, upToSeq, limit: MOST_ENTRIES + 1 });
  if (found.length > MOST_ENTRIES) throw new Refusal("too_large", "too-many-entries", "These are too many entries for one file.", [{ expected: "at most 10,000", remedy: "Choose fewer days." }]);
  const given = Object.entries({ ...filter, closedDay: day }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const parts = [await packHead(prover, { made: clock.now().toISOString(), asked: Object.fromEntries(given), complete: whole !== undefined }, since)];
  for (const entry of found.toReversed()) parts.push(await packLine(prover, entry, await clearOf(reader, entry)));
  return { text: parts.join(""), entries: found.length };
}

type Span = { readonly fromSeq?: number; readonly upToSeq?: number };

/**
 * The numbers that hold what was asked for with nothing left out between them; undefined when a filter leaves some out. Days become
 * the numbers from their first entry to their last: where a clock was set back, a day's entries are not all next to each other.
 */
async function wholeSpan(reader: ActivityReader, { person, act, object, staff, from, to }: ActivityFilter, day: string | undefined): Promise<Span | undefined> {
  const filtered = [person, act, object, staff].some((value) => value !== undefined);
  if (day === undefined) return filtered ? undefined : from === undefined && to === undefined ? {} : ((await spanOfEntries(reader.tx, { from, to })) ?? { upToSeq: 0 });
  if (filtered || from !== undefined || to !== undefined) throw new Refusal("invalid", "day-with-filter", "A closed day is exported whole.", [{ at: "closedDay", remedy: "Leave out the other filters, or leave out the closed day." }]);
  // From the closing entry of the day before to the day's own: between them stands whatever the trail will ever say of it.
  const closed = await closedDay(reader.tx, day);
  if (closed === undefined) throw new Refusal("not_found", "day-not-closed", "This day has no closing entry of its own.", [{ at: "closedDay", expected: "a day that the trail's state lists" }]);
  return { fromSeq: closed.closingBefore ?? 1, upToSeq: closed.closingSeq };
}

/** @throws Refusal not-found; entry-not-signed-yet within the first second or two. */
export async function proveOne(reader: ActivityReader, entryId: string): Promise<string> {
  const entry = await entryById(reader.tx, parseId("aud", entryId));
  if (entry === undefined) throw notFound("audit entry");
  const prover = await proverOf(reader.tx);
  if (entry.seq > prover.tree.treeSize) throw new Refusal("conflict", "entry-not-signed-yet", "This entry is so new that it is not signed yet.", [{ remedy: "Try again in a few seconds." }]);
  const proof = await prover.entry(entry.seq);
  return formatProof({ ...proof, extra: Buffer.from(JSON.stringify(openedEntry(entry, await clearOf(reader, entry)))) });
}

const clearOf = async ({ open }: ActivityReader, entry: StoredEntry): Promise<Uint8Array | null> =>
  entry.sealed === null ? null : open({ ...entry, sealed: entry.sealed });
