/** Delivery going on: each second what is due is begun, as many as there is room for; a slow one keeps its place and holds up nobody. */
import { lookAfter, takeFeeds, type FeedDeps } from "./deliver-due-feeds.ts";
import { randomBytes } from "node:crypto";
import { NO_TELEMETRY } from "../telemetry/telemetry.ts";

const EVERY_MS = 1_000;
/** Each holds at most one batch in memory. */
const AT_ONCE = 64;

export type FeedRounds = {
  /** Something is due: not only at the next second. */
  readonly soon: () => void;
  readonly stop: () => Promise<void>;
};

export function startFeedRounds(given: Omit<FeedDeps, "holder" | "signal">): FeedRounds {
  const stopping = new AbortController();
  const deps: FeedDeps = { ...given, holder: randomBytes(12).toString("hex"), signal: stopping.signal };
  const { work } = given.telemetry ?? NO_TELEMETRY;
  const running = new Set<Promise<void>>();
  let taking: Promise<void> | undefined;
  const take = async (): Promise<void> => {
    for (const line of await takeFeeds(deps, AT_ONCE - running.size)) {
      const one: Promise<void> = work("round", "deliver feed", () => lookAfter(deps, line)).then((more) => {
        running.delete(one);
        if (more) soon();
      });
      running.add(one);
    }
  };
  const soon = (): void => {
    if (stopping.signal.aborted || running.size >= AT_ONCE) return;
    taking ??= work("round", "feeds", take).catch(deps.onError).finally(() => {
      taking = undefined;
    });
  };
  const timer = setInterval(soon, EVERY_MS).unref();
  soon();
  return {
    soon,
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await taking;
      await Promise.all(running);
    },
  };
}
