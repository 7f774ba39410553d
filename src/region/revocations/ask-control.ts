/**
 * Asks control for what it may not have managed to tell: once before the region serves anybody, then every few seconds. Control being away
 * is no trouble: tokens go on, and end by themselves.
 */
import { Refusal } from "../../base/errors.ts";
import type { Log } from "../../platform/telemetry/telemetry.ts";
import { revocationsTold } from "../../platform/tokens/tokens.ts";
import type { Revocations } from "./open-revocations.ts";

/** Sends a message signed by this region and answers what control says; throws when it cannot be reached or refuses. */
export type AskControl = (path: string, body: Uint8Array) => Promise<unknown>;

const ASK_EVERY_MS = 3_000;
const FORGET_EVERY_MS = 300_000;
/** The same trouble is told again only after so long. */
const SAME_TROUBLE_MS = 300_000;

/** Answers how many things it heard. */
export async function askControl(revocations: Revocations, region: string, ask: AskControl): Promise<number> {
  const since = await revocations.cursor();
  const answer = revocationsTold.safeParse(await ask(`/internal/revocations/${region}`, Buffer.from(JSON.stringify({ since }))));
  if (!answer.success) throw new Refusal("unavailable", "answer-not-readable", "Control's answer could not be read.");
  const { items, cursor } = answer.data;
  if (items.length > 0 || cursor !== since) await revocations.takeInUpTo(items, cursor);
  return items.length;
}

export type Asking = { readonly stop: () => Promise<void> };

/** Resolves when control was asked once, or could not be. */
export async function startAskingControl(parts: { readonly revocations: Revocations; readonly region: string; readonly ask: AskControl; readonly log: Log }): Promise<Asking> {
  const { revocations, region, ask, log } = parts;
  let running: Promise<void> | undefined;
  let toldMs = -Infinity;
  let forgotMs = -Infinity;
  const round = async (): Promise<void> => {
    const nowMs = performance.now();
    try {
      await askControl(revocations, region, ask);
      if (nowMs - forgotMs < FORGET_EVERY_MS) return;
      forgotMs = nowMs;
      await revocations.forget();
    } catch (error) {
      if (nowMs - toldMs < SAME_TROUBLE_MS) return;
      toldMs = nowMs;
      log.warn("control not asked for what ended", { error });
    }
  };
  const next = (): void => void (running ??= round().finally(() => (running = undefined)));
  await round();
  const timer = setInterval(next, ASK_EVERY_MS).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
