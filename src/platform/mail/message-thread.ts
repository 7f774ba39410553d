/** The thread in which one mail is read. Gets the bytes, answers once, and is over. */
import { parentPort, workerData } from "node:worker_threads";
import { MessageTooComplex, parseMessage } from "./parse-message.ts";
import type { Came } from "./sender-proof.ts";

const { raw, came } = workerData as { raw: Uint8Array; came: Came | undefined };

try {
  const message = await parseMessage(raw);
  // Loaded only where it is used: it is larger than all the rest.
  const proven = came !== undefined && message.from !== "" && (await (await import("./sender-proof.ts")).isProven(raw, came));
  parentPort?.postMessage({ ...message, proven }, []);
} catch (error) {
  parentPort?.postMessage({ unreadable: error instanceof MessageTooComplex ? "complex" : "broken" }, []);
}
