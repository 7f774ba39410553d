/**
 * Takes one batch into the store. The source has been proven by the caller: a plane speaks for its own processes only.
 *
 * Idempotent: a batch that is there is acknowledged again and changes nothing; the same number with other lines is told apart by
 * comparing with what is there. A number that is not the next one is answered with the one that is. Every line is made anew from the list
 * of what a line may hold; what is none is counted and not kept.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../base/clock.ts";
import { Refusal } from "../../base/errors.ts";
import type { Region } from "../../base/regions.ts";
import type { Database } from "../../platform/postgres/postgres.ts";
import { type Batch, packLines, readBatch, type Taken, unpackLines } from "../../platform/spool/spool.ts";
import { checkLine, openLog } from "../../platform/telemetry/telemetry.ts";
import type { ControlTables } from "../tables.ts";
import type { Anchor } from "./anchor-logs.ts";
import type { EndRecord } from "./end-record.ts";
import { openBatch, sealBatch } from "./log-batch.ts";
import type { LogKeys } from "./log-keys.ts";
import { batchOf, endOfStore, lockStore, newestOf } from "./logs.store.ts";

export type LogStore = { readonly db: Database<ControlTables>; readonly keys: LogKeys; readonly clock: Clock; readonly ends?: EndRecord };
export type LogPlane = "control" | Region;

/** Lines that are looked at before requests get their turn again. */
const LINES_AT_ONCE = 250;

/**
 * @param resume the source says that what lies between the store's last number and this one is gone for good.
 * @throws Refusal log-batch-not-readable, log-source-of-another.
 */
export async function acceptBatch(store: LogStore, plane: LogPlane, bytes: Uint8Array, resume: boolean): Promise<Taken> {
  const batch = readBatch(bytes);
  if (batch.head.source.split("/")[0] !== plane) throw new Refusal("forbidden", "log-source-of-another", "These lines name another plane as their source.");
  const known = await standing(store, batch);
  if (known !== undefined) return known;
  const { lines, count } = await checkedLines(batch);
  const seal = await store.keys.current();
  let taken: Anchor | undefined;
  const answer = await store.db.kysely.transaction().execute(async (tx): Promise<Taken> => {
    await lockStore(tx);
    const { source, stream, from, number, dropped, first, last } = batch.head;
    // Looked at again under the lock: the same batch may have come twice at once.
    const newest = await newestOf(tx, stream);
    if (newest !== undefined && number <= newest) return { state: "expected", number: newest + 1 };
    if (newest !== undefined && from > newest + 1 && !resume) return { state: "expected", number: newest + 1 };
    const end = await endOfStore(tx);
    const facts = {
      position: end.position + 1, source, stream, from_number: from, number, missing: newest === undefined ? 0 : Math.max(0, from - newest - 1),
      first_at: new Date(first), last_at: new Date(last), lines: count, dropped, received_at: store.clock.now(), key_id: seal.id,
    };
    const sealed = sealBatch(seal, facts, end.link, lines);
    await tx.insertInto("log_batch").values({ ...facts, ...sealed }).execute();
    taken = { position: facts.position, link: sealed.link.toString("base64url") };
    return { state: "taken" };
  });
  if (taken !== undefined) store.ends?.note(taken);
  return answer;
}

/** The answer to a batch that the store has, or that is not its turn; undefined when it is new and next. */
async function standing(store: LogStore, { head, packed }: Batch): Promise<Taken | undefined> {
  const newest = await newestOf(store.db.kysely, head.stream);
  if (newest === undefined || head.number > newest) return undefined;
  const stored = await batchOf(store.db.kysely, head.stream, head.number);
  if (stored === undefined) return { state: "differs" };
  const opened = openBatch(await store.keys.byId(stored.key_id), stored);
  const same = (await unpackLines(opened.packed)).equals(await unpackLines((await checkedLines({ head, packed })).lines));
  return { state: same ? "taken" : "differs" };
}

async function checkedLines({ head, packed }: Batch): Promise<{ readonly lines: Buffer; readonly count: number }> {
  const found = (await unpackLines(packed)).toString().split("\n").filter(Boolean);
  const lines: string[] = [];
  for (const [n, line] of found.entries()) {
    if (n % LINES_AT_ONCE === LINES_AT_ONCE - 1) await turn();
    const checked = checkLine(line);
    if (checked !== undefined) lines.push(checked);
  }
  const refused = found.length - lines.length;
  if (refused > 0) {
    // At the time of the batch, so that a batch that comes twice is the same twice.
    openLog("control", (line) => void lines.push(line), () => new Date(head.last)).warn("log lines were refused", { count: refused });
  }
  return { lines: await packLines(lines), count: lines.length };
}
