/** The thread that reads control's log store for one question, and gives lines of JSON as they are asked for. */
import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../base/clock.ts";
import { searchLogs, verifyLogs } from "../control/logs/logs.ts";
import { openStoreParts, type ReaderSays, type ReaderTask } from "./log-store.ts";

const { settings, reading } = workerData as ReaderTask;
const say = (what: ReaderSays): void => parentPort?.postMessage(what, []);
const asked = (): Promise<void> => new Promise((resolve) => parentPort?.once("message", () => resolve()));

const { store, close } = await openStoreParts(settings, systemClock);
if (reading.act === "verify") say({ text: `${JSON.stringify(await verifyLogs(store))}\n` });
else {
  await searchLogs(store, reading.query, async (lines) => {
    if (lines.length === 0) return;
    const taken = asked();
    say({ text: `${lines.join("\n")}\n` });
    await taken;
  }, new AbortController().signal);
}
await close();
say({ end: true });
parentPort?.close();
