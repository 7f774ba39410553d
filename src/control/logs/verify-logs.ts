/**
 * Opens every batch of the store and checks it against everything that would have to be changed with it: its seal, its columns, the chain of
 * links, the numbers of its stream, the anchors in the operator's trail, and how far this node took it. What is wrong is located.
 */
import { sql } from "kysely";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { findEntries } from "../../platform/audit/audit.ts";
import { unpackLines } from "../../platform/spool/spool.ts";
import type { LogStore } from "./accept-batch.ts";
import { type Anchor, anchorsOf } from "./anchor-logs.ts";
import { DELETION } from "./delete-logs.ts";
import { linkOf, openBatch, type StoredBatch } from "./log-batch.ts";
import { batchesFrom, deletedUpTo } from "./logs.store.ts";

export type LogProblem = { readonly position: number; readonly problem: string };

export type LogVerdict = {
  readonly batches: number;
  readonly lines: number;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly anchoredUpTo: number;
  /** Of the node that looks. From here on the end is vouched for by nothing but the database. */
  readonly recordedUpTo: number;
  readonly anchors: number;
  readonly problems: readonly LogProblem[];
};

const MOST_PROBLEMS = 100;

type Walk = { before: Buffer | undefined; position: number; batches: number; lines: number; readonly numbers: Map<string, number>; readonly links: Map<number, string>; readonly problems: LogProblem[] };

export async function verifyLogs(store: LogStore): Promise<LogVerdict> {
  const anchors: { position: number; link: string }[] = [];
  for await (const anchor of anchorsOf(store.db)) anchors.push(anchor);
  const recorded = await store.ends?.last();
  const anchored = new Set([...anchors, ...(recorded ? [recorded] : [])].map(({ position }) => position));
  const start = await deletedUpTo(store.db.kysely);
  const walk: Walk = { before: start.link, position: start.position, batches: 0, lines: 0, numbers: new Map(), links: new Map(), problems: [] };
  await checkStart(store, walk);
  for await (const page of batchesFrom(store.db.kysely, 0)) {
    for (const batch of page) {
      await checkBatch(store, walk, batch);
      if (anchored.has(batch.position)) walk.links.set(batch.position, walk.before?.toString("base64url") ?? "");
    }
  }
  for (const { position, link } of anchors) {
    if (position > walk.position) walk.problems.push({ position, problem: "end cut off: the trail knows of this batch, the store does not" });
    else if (position > start.position && walk.links.has(position) && walk.links.get(position) !== link) walk.problems.push({ position, problem: "made anew: the trail knows another link here" });
  }
  if (recorded !== undefined && recorded.position > start.position) checkEnd(recorded, walk);
  const { batches, lines, position } = walk;
  return { batches, lines, firstPosition: start.position + 1, lastPosition: position, anchoredUpTo: anchors[0]?.position ?? 0, recordedUpTo: recorded?.position ?? 0, anchors: anchors.length, problems: walk.problems.slice(0, MOST_PROBLEMS) };
}

function checkEnd({ position, link }: Anchor, walk: Walk): void {
  if (walk.problems.some((known) => known.position === position)) return;
  if (position > walk.position) walk.problems.push({ position, problem: "end cut off: this node took this batch in, the store does not have it" });
  else if (walk.links.has(position) && walk.links.get(position) !== link) walk.problems.push({ position, problem: "made anew: this node knows another link here" });
}

/** What is missing at the beginning was deleted when its time was over, and the trail says so; or somebody took it. */
async function checkStart(store: LogStore, walk: Walk): Promise<void> {
  const { told, whole } = await inTrail(store.db, OPERATOR, async (tx) => {
    const { rows } = await sql<{ first: number | null }>`SELECT min(seq) AS first FROM audit_entry WHERE site_id = ${tx.trail}`.execute(tx);
    return { told: (await findEntries(tx, DELETION, { limit: 1 }))[0], whole: (rows[0]?.first ?? 1) === 1 };
  });
  // The trail has a time of its own: when that of the entry is over, it says nothing any more.
  if (told === undefined && !whole) return;
  const upTo = told === undefined ? 0 : Number(told.objectId);
  if (upTo !== walk.position) walk.problems.push({ position: walk.position, problem: `beginning changed: the trail knows of deletions up to ${upTo}` });
}

async function checkBatch(store: LogStore, walk: Walk, batch: StoredBatch): Promise<void> {
  const { position } = batch;
  const tell = (problem: string): void => void walk.problems.push({ position, problem });
  if (position !== walk.position + 1) {
    walk.problems.push({ position: walk.position + 1, problem: position === walk.position + 2 ? "missing" : `missing, up to ${position - 1}` });
    walk.before = undefined;
  }
  await checkSeal(store, walk, batch, tell);
  // Whatever its column says: the next batch has sealed the true one.
  const link = walk.before === undefined ? batch.link : linkOf(batch, walk.before, batch.sealed);
  if (!link.equals(batch.link)) tell("link changed");
  const newest = walk.numbers.get(batch.stream);
  if (newest !== undefined && batch.from_number > newest + 1 + batch.missing) tell(`batches ${newest + 1} to ${batch.from_number - 1} of its stream are missing`);
  walk.numbers.set(batch.stream, batch.number);
  walk.before = batch.link;
  walk.position = position;
  walk.batches += 1;
  walk.lines += batch.lines;
}

async function checkSeal(store: LogStore, walk: Walk, batch: StoredBatch, tell: (problem: string) => void): Promise<void> {
  try {
    const { packed, fits } = openBatch(await store.keys.byId(batch.key_id), batch);
    if (walk.before !== undefined && !fits(walk.before)) tell("columns changed, or not the one that followed here");
    let lines = 0;
    for (const byte of await unpackLines(packed)) if (byte === 0x0a) lines += 1;
    if (lines !== batch.lines) tell("count of lines changed");
  } catch {
    tell("altered: it cannot be opened");
  }
}
