/**
 * Reads the store for an operator: which batches may hold what is asked is decided by their clear columns, then they are opened, a page at
 * a time. Runs in a thread of its own (src/main/log-reader.ts); the process that answers requests only passes lines on.
 */
import { z } from "@hono/zod-openapi";
import { type SelectQueryBuilder, sql } from "kysely";
import { unpackLines } from "../../platform/spool/spool.ts";
import { LEVELS } from "../../platform/telemetry/telemetry.ts";
import type { ControlTables } from "../tables.ts";
import type { LogStore } from "./accept-batch.ts";
import { openBatch, type StoredBatch } from "./log-batch.ts";
import { BATCH_COLUMNS, PAGE } from "./logs.store.ts";
import { type MatchedLine, matchLines } from "./match-lines.ts";

const instant = z.iso.datetime({ precision: 3 });
const word = z.string().min(1).max(200);

export const logQuery = z.strictObject({
  since: instant.optional(),
  until: instant.optional(),
  /** `uk/worker`, or all of a plane (`uk`), or all of a kind (`worker`). */
  source: z.string().regex(/^[a-z]{1,20}(\/[a-z]{1,20})?$/, "a source such as uk/worker, a plane or a kind of process").optional(),
  level: z.enum(LEVELS as ["info", "warn", "error"]).optional(),
  code: word.optional(),
  request: word.optional(),
  text: word.optional(),
  /** The newest so many, instead of all from the oldest on. */
  newest: z.int().min(1).max(10_000).optional(),
  most: z.int().min(1).max(10_000_000).default(100_000),
  /** Goes on with what arrives. */
  follow: z.boolean().default(false),
});
export type LogQuery = z.infer<typeof logQuery>;

const FOLLOW_EVERY_MS = 500;
/** The newest lines are in the newest few batches, unless they are asked for by what is rare. */
const NEWEST_PAGE = 8;

/** @param give takes some lines, in order of time as far as they are near each other. A batch that cannot be opened is a line that says so. */
export async function searchLogs(store: LogStore, query: LogQuery, give: (lines: readonly string[]) => Promise<void>, signal: AbortSignal): Promise<void> {
  const end = await endNow(store);
  if (query.newest !== undefined) await give(await newestLines(store, query, query.newest, end));
  else await fromOldest(store, query, { after: 0, upTo: end, most: query.most }, give, signal);
  for (let after = end; query.follow && !signal.aborted; ) {
    const upTo = await endNow(store);
    if (upTo > after) await fromOldest(store, query, { after, upTo, most: query.most }, give, signal);
    else await new Promise((resolve) => setTimeout(resolve, FOLLOW_EVERY_MS));
    after = upTo;
  }
}

async function fromOldest(store: LogStore, query: LogQuery, { after, upTo, most }: { after: number; upTo: number; most: number }, give: (lines: readonly string[]) => Promise<void>, signal: AbortSignal): Promise<void> {
  let left = most;
  for (let position = after; left > 0 && !signal.aborted; ) {
    const page = await asked(store, query).where("position", ">", position).where("position", "<=", upTo).orderBy("position").limit(PAGE).execute();
    const found = (await linesOf(store, page, query)).slice(0, left);
    left -= found.length;
    if (found.length > 0) await give(found.map(({ line }) => line));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    position = last.position;
  }
}

async function newestLines(store: LogStore, query: LogQuery, newest: number, end: number): Promise<readonly string[]> {
  let found: MatchedLine[] = [];
  for (let before = end + 1; found.length < newest; ) {
    const page = await asked(store, query).where("position", "<", before).orderBy("position", "desc").limit(NEWEST_PAGE).execute();
    found = [...(await linesOf(store, page, query)), ...found];
    const last = page.at(-1);
    if (last === undefined || page.length < NEWEST_PAGE) break;
    before = last.position;
  }
  return found.sort(byTime).slice(-newest).map(({ line }) => line);
}

const byTime = (a: MatchedLine, b: MatchedLine): number => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);

async function linesOf(store: LogStore, page: readonly StoredBatch[], query: LogQuery): Promise<MatchedLine[]> {
  const found = await Promise.all(page.map(async (batch) => {
    try {
      return matchLines(await unpackLines(openBatch(await store.keys.byId(batch.key_id), batch).packed), query);
    } catch {
      const time = batch.last_at.toISOString();
      return [{ time, line: JSON.stringify({ level: "error", time, plane: "control", msg: "log batch cannot be opened", count: batch.position, code: batch.source.replace("/", " ") }) }];
    }
  }));
  return found.flat().sort(byTime);
}

function asked(store: LogStore, { since, until, source }: LogQuery): SelectQueryBuilder<ControlTables, "log_batch", StoredBatch> {
  let rows = store.db.kysely.selectFrom("log_batch").select(BATCH_COLUMNS);
  if (since !== undefined) rows = rows.where("last_at", ">=", new Date(since));
  if (until !== undefined) rows = rows.where("first_at", "<", new Date(until));
  if (source !== undefined) rows = rows.where(source.includes("/") ? sql<boolean>`source = ${source}` : sql<boolean>`(split_part(source, '/', 1) = ${source} OR split_part(source, '/', 2) = ${source})`);
  return rows;
}

async function endNow(store: LogStore): Promise<number> {
  return (await store.db.kysely.selectFrom("log_batch").select("position").orderBy("position", "desc").limit(1).executeTakeFirst())?.position ?? 0;
}
