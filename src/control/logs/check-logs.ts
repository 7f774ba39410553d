/** The whole store checked once a day, by whichever node comes first. What came of it is an entry of the operator's trail. */
import { actedSince, audit, type Sealer } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { LogStore } from "./accept-batch.ts";
import type { LogVerdict } from "./verify-logs.ts";

const DAY_MS = 86_400_000;
const CLOCKS_DIFFER_MS = 3_600_000;
const SHOWN = 20;
const ACTOR = { kind: "system", name: "log-store" } as const;
export const LOG_CHECK = { act: "logs.check" } as const;
const ENTRY = { actor: ACTOR, ...LOG_CHECK, object: { kind: "log-store", id: "logs" } } as const;

export type LogCheck = { readonly batches: number; readonly lines: number; readonly lastPosition: number; readonly problems: number; readonly first: readonly string[] };

/** Undefined when it was done within the last day. Killed before its end, it is done again. @param verify in a thread of its own */
export async function checkLogsDaily(store: LogStore, seal: Sealer, verify: () => Promise<LogVerdict>): Promise<LogVerdict | undefined> {
  const nowMs = store.clock.now().getTime();
  if (await inTrail(store.db, OPERATOR, (tx) => actedSince(tx, ENTRY, new Date(nowMs - DAY_MS), new Date(nowMs + CLOCKS_DIFFER_MS)))) return undefined;
  const verdict = await verify();
  const { batches, lines, lastPosition, problems } = verdict;
  const detail: LogCheck = { batches, lines, lastPosition, problems: problems.length, first: problems.slice(0, SHOWN).map(({ position, problem }) => `${position}: ${problem}`) };
  await inTrail(store.db, OPERATOR, async (tx) => {
    if (problems.length > 0) await audit(tx, { actor: ACTOR, act: "logs.broken", object: { kind: "log-store", id: "logs" }, detail }, seal, store.clock);
    await audit(tx, { ...ENTRY, detail }, seal, store.clock);
  });
  return verdict;
}
