/** Figures for the operator that need a question to the database, asked each time figures are sent. */
import type { Clock } from "../base/clock.ts";
import { type AnyTrail, dueTrails } from "../platform/audit/audit.ts";
import { feedLags } from "../platform/feeds/feeds.ts";
import { queueDepths } from "../platform/jobs/jobs.ts";
import type { Database } from "../platform/postgres/postgres.ts";
import type { Telemetry } from "../platform/telemetry/telemetry.ts";

export function observeFeeds(telemetry: Telemetry | undefined, { db, clock }: { readonly db: Database<any>; readonly clock: Clock }): void {
  const lags = (): ReturnType<typeof feedLags> => feedLags(db, clock.now());
  telemetry?.observe("spendward.feed.count", async () => [{ value: (await lags()).feeds }]);
  telemetry?.observe("spendward.feed.backing_off", async () => [{ value: (await lags()).backingOff }]);
  telemetry?.observe("spendward.feed.lag", async () => [{ value: (await lags()).longestDueSeconds }]);
}

export function observeQueues(telemetry: Telemetry | undefined, db: Database<any>): void {
  telemetry?.observe("spendward.queue.waiting", async () => (await queueDepths(db)).map(({ queue, waiting }) => ({ value: waiting, of: queue })));
  telemetry?.observe("spendward.queue.oldest", async () => (await queueDepths(db)).map(({ queue, oldestSeconds }) => ({ value: oldestSeconds, of: queue })));
  telemetry?.observe("spendward.queue.given_up", async () => (await queueDepths(db)).map(({ queue, givenUp }) => ({ value: givenUp, of: queue })));
}

/** How far signing is behind. A round that hangs, or a database that is away, shows as lag of the plane; a trail that must be repaired as its own. */
export type SigningFigures = {
  readonly taken: (entries: number) => void;
  readonly notSigned: (trail: string) => void;
  readonly roundDone: (signed: readonly AnyTrail[]) => void;
};

export function observeSigning(telemetry: Telemetry | undefined, db: Database<any>): SigningFigures {
  const since = new Map<string, number>();
  let doneMs = performance.now();
  telemetry?.observe("spendward.trail.unsigned", async () => [{ value: (await dueTrails(db, MOST_TRAILS)).length }]);
  telemetry?.observe("spendward.trail.lag", () => [{ value: (performance.now() - Math.min(doneMs, ...since.values())) / 1_000 }]);
  return {
    taken: (entries) => telemetry?.count("spendward.trail.entries", entries),
    notSigned: (trail) => {
      if (since.size < MOST_TRAILS && !since.has(trail)) since.set(trail, performance.now());
    },
    roundDone: (signed) => {
      doneMs = performance.now();
      for (const trail of signed) since.delete(trail);
    },
  };
}

const MOST_TRAILS = 10_000;
