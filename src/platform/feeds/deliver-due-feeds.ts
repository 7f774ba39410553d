/**
 * Delivery: feeds that are due, each by itself.
 *
 * Crash story. A line is held (committed) before anything is sent, and given back after. The place in the trail moves on (committed)
 * after the receiver has taken a batch. Killed between the two, the batch is sent again by whoever takes the line when the hold ends:
 * twice, never not at all. A worker that is only slow and loses its hold cannot move the place back, because it names where it began.
 */
import { Refusal } from "../../base/errors.ts";
import type { Clock } from "../../base/clock.ts";
import { type AnyTrail, entriesFrom, type LentTrail } from "../audit/audit.ts";
import { EgressTrouble, troubleOf } from "../egress/egress.ts";
import { eventOf, type OcsfEvent } from "../ocsf/ocsf.ts";
import type { Database } from "../postgres/postgres.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { type FeedRow, findFeed, type HeldLine, holdOn, letGo, makeTrailsDue, moveOn, noteTrouble, takeDueLines, updateState } from "./feeds.store.ts";
import { openEntry } from "./open-entry.ts";
import { sendEvents, type Sending } from "./send-events.ts";
import { settingsOf } from "./settings-of.ts";

export type FeedDeps = Sending & {
  readonly db: Database<any>;
  readonly clock: Clock;
  /** This process, among those that deliver. */
  readonly holder: string;
  /** Lends the trail of a feed to its delivery. @throws Refusal when its keys cannot be had now. */
  readonly lend: (line: HeldLine, work: (lent: LentTrail) => Promise<Outcome>) => Promise<Outcome>;
  readonly onError: (error: unknown) => void;
  readonly signal?: AbortSignal;
  readonly telemetry?: Telemetry | undefined;
  /** For tests that kill. */
  readonly afterStep?: (step: "sent" | "moved on") => Promise<void>;
};

/** What the line does next. */
export type Outcome = { readonly dueInMs: number; readonly backsOff: boolean };

/** A customer is told on the page, by an entry and by an alert when this many days have passed without one delivery. */
export const STOP_AFTER_DAYS = 7;
const DAY_MS = 86_400_000;
const HOLD_MS = 60_000;
/** A feed with a long way to go makes room for others after so long. */
const SHARE_MS = 5_000;
const BATCH_ENTRIES = 500;
const BATCH_BYTES = 512 * 1024;
/** New entries wake a feed (wakeFeeds); this is for when that was missed. */
const IDLE_MS = 15_000;
const LONGEST_BACKOFF_MS = 300_000;
const KEYS_AWAY_MS = 30_000;
const NEVER_MS = 100 * 365 * DAY_MS;

/** Held by this process from now on, and to be looked after. */
export async function takeFeeds({ db, holder, clock }: FeedDeps, most: number): Promise<readonly HeldLine[]> {
  const now = clock.now();
  return takeDueLines(db, holder, now, new Date(now.getTime() + HOLD_MS), most);
}

/** Everything that is due, until it is done: for tests, and where one round is enough. Gives how many feeds there were. */
export async function deliverDueFeeds(deps: FeedDeps): Promise<number> {
  const lines = await takeFeeds(deps, 1_000);
  await Promise.all(lines.map((line) => lookAfter(deps, line)));
  return lines.length;
}

/** Trails that have new entries. */
export const wakeFeeds = ({ db, clock }: Pick<FeedDeps, "db" | "clock">, trails: readonly AnyTrail[]): Promise<void> => makeTrailsDue(db, trails, clock.now());

/** Gives whether it is due again at once. */
export async function lookAfter(deps: FeedDeps, line: HeldLine): Promise<boolean> {
  const since = deps.clock.now();
  let outcome: Outcome = { dueInMs: KEYS_AWAY_MS, backsOff: true };
  try {
    outcome = await deps.lend(line, (lent) => deliver(deps, line, lent));
  } catch (error) {
    // Keys that are withheld, a site that is closed: no fault of the receiver's, and nothing is counted against it.
    if (!(error instanceof Refusal)) deps.onError(error);
  }
  const dueAt = new Date(deps.clock.now().getTime() + outcome.dueInMs);
  await letGo(deps.db, line.feedId, deps.holder, dueAt, outcome.backsOff, since).catch(deps.onError);
  return outcome.dueInMs === 0;
}

async function deliver(deps: FeedDeps, line: HeldLine, lent: LentTrail): Promise<Outcome> {
  const endsMs = deps.clock.now().getTime() + SHARE_MS;
  let feed = await lent.transact((tx) => findFeed(tx, line.feedId));
  if (feed === undefined || feed.state !== "on") return { dueInMs: NEVER_MS, backsOff: true };
  const settings = await settingsOf(lent, feed);
  while (deps.clock.now().getTime() < endsMs && deps.signal?.aborted !== true) {
    const batch = await nextBatch(lent, feed);
    const last = batch.at(-1);
    if (last === undefined) return { dueInMs: IDLE_MS, backsOff: false };
    try {
      await sendEvents(deps, settings, batch.map(({ event }) => event), deps.clock.now());
    } catch (error) {
      return failed(deps, lent, feed, troubleOf(error));
    }
    await deps.afterStep?.("sent");
    const from = feed;
    const state = await lent.transact((tx) => moveOn(tx, from, last, deps.clock.now()));
    await deps.afterStep?.("moved on");
    // Taken over, removed or paused meanwhile.
    if (state !== "on" || !(await holdOn(deps.db, line.feedId, deps.holder, new Date(deps.clock.now().getTime() + HOLD_MS)))) return { dueInMs: 0, backsOff: false };
    feed = { ...feed, deliveredSeq: last.seq };
  }
  return { dueInMs: 0, backsOff: false };
}

type Batch = readonly { readonly seq: number; readonly at: Date; readonly event: OcsfEvent }[];

/** At least one entry, then as many as fit. Entries that are past their retention are no longer there: the numbers show the gap. */
async function nextBatch(lent: LentTrail, feed: FeedRow): Promise<Batch> {
  const entries = await lent.transact((tx) => entriesFrom(tx, feed.deliveredSeq + 1, BATCH_ENTRIES));
  const batch: { seq: number; at: Date; event: OcsfEvent }[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const event = eventOf(await openEntry(lent.open, entry));
    bytes += JSON.stringify(event).length;
    if (batch.length > 0 && bytes > BATCH_BYTES) break;
    batch.push({ seq: entry.seq, at: entry.at, event });
  }
  return batch;
}

async function failed({ clock }: FeedDeps, lent: LentTrail, feed: FeedRow, { code, retryAfterMs }: EgressTrouble): Promise<Outcome> {
  const now = clock.now();
  return lent.transact(async (tx) => {
    const noted = await noteTrouble(tx, feed.feedId, code, now);
    if (noted === undefined || noted.state !== "on") return { dueInMs: NEVER_MS, backsOff: true };
    const forMs = now.getTime() - (noted.failingSince ?? now).getTime();
    if (code === "gone" || forMs >= STOP_AFTER_DAYS * DAY_MS) {
      await updateState(tx, feed.feedId, "stopped", now);
      await lent.audit(tx, { act: "feeds.stop", object: { kind: "feed", id: feed.feedId }, detail: { trouble: code } });
      return { dueInMs: NEVER_MS, backsOff: true };
    }
    const backoffMs = Math.min(LONGEST_BACKOFF_MS, 1000 * 2 ** Math.min(noted.failures - 1, 16));
    // Spread, so that receivers which failed together are not all tried together.
    return { dueInMs: Math.max(retryAfterMs ?? 0, backoffMs * (0.75 + Math.random() * 0.5)), backsOff: true };
  });
}
