/** Telling going on: one round at a time, every two seconds, for as long as the process runs. */
import { NO_TELEMETRY } from "../telemetry/telemetry.ts";
import { tellDueAlerts, type TellDeps } from "./tell-alerts.ts";

const ROUND_MS = 2_000;

export type Telling = { readonly stop: () => Promise<void> };

export function startTelling(deps: TellDeps): Telling {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= (deps.telemetry ?? NO_TELEMETRY).work("round", "tell of alerts", () => tellDueAlerts(deps)).catch((error: unknown) => deps.onFailure(error, 0)).finally(() => (running = undefined));
  }, ROUND_MS).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
