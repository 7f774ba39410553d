/**
 * Opens a mail in a thread of its own, with bounds on memory and time: what is made to exhaust its reader exhausts the thread, and the mail is
 * refused.
 */
import { Worker } from "node:worker_threads";
import type { ParsedMessage } from "./parse-message.ts";
import type { Came } from "./sender-proof.ts";

export type OpenedMessage = ParsedMessage & { /** Proven to come from the domain of its From line. */ readonly proven: boolean };

const MEMORY_MB = 256;
const WAIT_MS = 30_000;

/** @param came how it came, when its sender is to be proven. Undefined: it cannot be read within bounds. */
export function openMessage(raw: Buffer, came?: Came, waitMs: number = WAIT_MS): Promise<OpenedMessage | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("message-thread.ts", import.meta.url), {
      workerData: { raw, came }, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, stackSizeMb: 4 }, stdout: true, stderr: true, env: {},
    });
    const over = (found: OpenedMessage | undefined): void => {
      clearTimeout(timer);
      resolve(found);
      void worker.terminate();
    };
    const timer = setTimeout(() => over(undefined), waitMs);
    worker.once("message", (found: OpenedMessage | { readonly unreadable: string }) => over("unreadable" in found ? undefined : found));
    worker.once("error", () => over(undefined));
    worker.once("exit", () => over(undefined));
  });
}
