/**
 * Runs every detector over ledgers that no supplier sends, at full size, and says how long it took, how much memory it held and what was cut.
 *
 *   node tools/bench-hostile.ts [ROWS] [NAME...]      ROWS: 1000000 unless said otherwise; NAME: the beginning of a shape's name
 *
 * Each shape runs in a process of its own with the memory that a worker has. The same shapes at small size are tests
 * (src/engine/run/hostile.test.ts); this is the command for the size at which things explode.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createLedger } from "../src/engine/ledger/ledger.ts";
import { openDuckDb } from "../src/engine/duckdb/duckdb.ts";
import { HOSTILE_LEDGERS, fillHostile } from "../src/engine/run/hostile.fixture.ts";
import { runDetectors } from "../src/engine/run/run.ts";

const MEMORY_MB = 3000;
const MINUTES = 10;

async function one(name: string, rows: number): Promise<string> {
  const db = await openDuckDb({ threads: 2, memoryLimitMb: MEMORY_MB });
  await createLedger(db);
  await fillHostile(db, name, rows);
  const from = performance.now();
  const { findings, coverage } = await runDetectors(db);
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage();
  const capped = coverage.filter(({ state }) => state === "capped").map(({ detector }) => detector);
  db.close();
  return [seconds.toFixed(1), ((user + system) / 1e6).toFixed(1), (process.resourceUsage().maxRSS / 1024).toFixed(0), findings.length, capped.join(" ") || "nothing"].join(" | ");
}

const [, , first = "1000000", ...wanted] = process.argv;
const only = process.env["SPENDWARD_HOSTILE"];
if (only !== undefined) process.stdout.write(await one(only, Number(first)));
else {
  process.stdout.write(`${first} rows, ${MEMORY_MB} MB for the database\n| shape | s | s of processor | MB | findings | capped |\n| --- | --: | --: | --: | --: | --- |\n`);
  for (const name of Object.keys(HOSTILE_LEDGERS).filter((each) => wanted.length === 0 || wanted.some((begin) => each.startsWith(begin)))) {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), first], { encoding: "utf8", timeout: MINUTES * 60_000, env: { ...process.env, SPENDWARD_HOSTILE: name } });
    const failure = child.signal !== null ? `stopped after ${MINUTES} minutes` : /memory-limit|needs more memory/.test(child.stderr) ? "refused: more memory than it was given" : `failed: ${child.stderr.trim().split("\n").at(-1)}`;
    process.stdout.write(`| ${name} | ${child.status === 0 ? child.stdout : failure} |\n`);
  }
}
