/** A process that writes numbered lines into a spool and says on standard output which ones it has written, until it is killed. */
import { setImmediate as turn } from "node:timers/promises";
import { planeSealIn } from "../vault/vault.ts";
import { openLog } from "../telemetry/telemetry.ts";
import { openSpool } from "./spool.ts";

const [folder = "", keyFile = "", first = "0"] = process.argv.slice(2);
const spool = await openSpool({ folder, source: "uk/worker", plane: "worker uk", seal: await planeSealIn(keyFile), limitBytes: 2 ** 30, closeAfterMs: 5 });
if (spool === undefined) process.exit(3);
const log = openLog("worker uk", spool.write);
for (let count = Number(first); ; count += 1) {
  log.info("numbered", { count });
  await undefined;
  process.stdout.write(`${count}\n`);
  await turn();
}
