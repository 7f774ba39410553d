/**
 * The process of one plane under `spendward up`. Settings come as the first line of standard input; later lines are orders; its
 * end is the end of the supervisor, and of this process. Reports go to file descriptor 3.
 */
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { Refusal } from "../base/errors.ts";
import { fallAs } from "./fall.ts";
import { noCoreDumps } from "./no-core-dumps.ts";
import { startPlane } from "./start-plane.ts";
import { checkSettings } from "./settings.ts";
import type { Order, Report } from "./supervisor.ts";

noCoreDumps();
const reports = createWriteStream("", { fd: 3 });
const report = (what: Report): void => void reports.write(`${JSON.stringify(what)}\n`);
reports.on("error", () => process.exit(1)); // nobody listens any more

const fall = fallAs(process.argv[2] ?? "unknown");
process.on("uncaughtException", fall); // a rejection that nobody handles becomes one

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined); // the supervisor decides

try {
  const first = await lines.next();
  if (first.done) process.exit(0);
  const running = await startPlane(checkSettings(JSON.parse(first.value)), report);
  const end = async () => {
    // If a pool or a handler hangs, leaving is still right: everything durable is in the database.
    setTimeout(() => process.exit(1), 12_000).unref();
    await running.stop();
    process.exit(0);
  };
  process.once("SIGTERM", () => void end());
  report({ kind: "ready", ...(running.port !== undefined && { port: running.port }) });
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    const order = JSON.parse(line.value) as Order;
    if (order.kind === "renew") running.renew?.(order.tls);
  }
  await end();
} catch (error) {
  // A refusal's message is safe to show; of anything else only where it was thrown, which the log has.
  report({ kind: "failed", message: error instanceof Refusal ? error.message : "it could not start; see the log" });
  setTimeout(() => fall(error), 100); // the report goes out first
}
