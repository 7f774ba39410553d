/** Judging going on: trails that have new entries at once, and all of them at the start and every few minutes, should one have been missed. */
import type { AnyTrail } from "../audit/audit.ts";
import { NO_TELEMETRY } from "../telemetry/telemetry.ts";
import { watchTrails, type WatchDeps } from "./watch-trails.ts";

const ALL_EVERY_MS = 300_000;

export type Watch = {
  /** These have new entries. Judging goes on behind; nobody waits for it. */
  readonly look: (trails: readonly AnyTrail[]) => void;
  readonly stop: () => Promise<void>;
};

export function startWatch(deps: WatchDeps): Watch {
  const asked = new Set<AnyTrail>();
  let all = true;
  let stopped = false;
  let running: Promise<void> | undefined;
  const work = async (): Promise<void> => {
    while (!stopped && (all || asked.size > 0)) {
      const trails = all ? undefined : [...asked];
      all = false;
      asked.clear();
      await watchTrails(deps, trails);
    }
  };
  const go = (): void => {
    if (stopped) return;
    running ??= (deps.telemetry ?? NO_TELEMETRY).work("round", "alert rules", work).catch(deps.onError).finally(() => {
      running = undefined;
      if (all || asked.size > 0) go(); // asked for while it ended
    });
  };
  const timer = setInterval(() => {
    all = true;
    go();
  }, ALL_EVERY_MS).unref();
  go();
  return {
    look: (trails) => {
      for (const trail of trails) asked.add(trail);
      go();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
