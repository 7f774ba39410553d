/**
 * Measures the payment gate on a ledger of CSV files: time to prepare, time to check, memory, recall per planted kind and what is held or looked at in vain.
 *
 *   node src/engine/payment-run/measure-gate.ts FOLDER [--lines 10000] [--examine] [--labels FILE] [--seed 1]
 *
 * `--labels`: the benchmark's labels.csv, read here only, to leave honest lines out that the ledger itself has as duplicates or diversions.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openDuckDb, type DuckDb } from "../duckdb/duckdb.ts";
import { createLedger, inspect, makeWorkFolder, proposeMapping, readInto } from "../ledger/ledger.ts";
import { runDetectors } from "../run/run.ts";
import { bytesSource } from "../ledger/ledger.ts";
import { checkPayments } from "./check/check-payments.ts";
import { dropLedgerTables, knowing, prepareHistory } from "./check/history.ts";
import { plantRun } from "./planted-run.fixture.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { lines: { type: "string", default: "10000" }, examine: { type: "boolean", default: false }, labels: { type: "string" }, seed: { type: "string", default: "1" }, show: { type: "string" } } });
const [folder = "."] = positionals;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const memory = (): string => `${Math.round(process.memoryUsage().rss / 1024 ** 2)} MB`;
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const { user, system } = process.cpuUsage(cpu);
  say(`${what}: ${Math.round(performance.now() - start)} ms, ${Math.round((user + system) / 1000)} ms of processor, resident ${memory()}`);
  return value;
}

async function load(db: DuckDb): Promise<void> {
  for (const name of ["suppliers", "employees", "supplier_bank_changes", "invoices", "payments"]) {
    const source = bytesSource(`${name}.csv`, readFileSync(`${folder}/${name}.csv`));
    const inspection = await inspect(source);
    const { mapping } = proposeMapping(inspection);
    if (mapping === undefined) throw new Error(`${name} is not recognised`);
    await readInto(db, source, inspection, mapping);
  }
}

const work = await makeWorkFolder({ diskAllowed: true });
const db = await openDuckDb({ allowedFolder: work.path, memoryLimitMb: 6_000 });
await createLedger(db);
await timed("reading the ledger", () => load(db));
const lines = Number(values.lines);
const run = await plantRun(db, { honest: lines - lines / 20, perKind: Math.max(5, Math.round(lines / 140)), days: 14, seed: Number(values.seed) });
const examined = values.examine ? await timed("examining it", () => runDetectors(db)) : undefined;
const base = await timed("preparing the history", () => prepareHistory(db));
const history = examined === undefined ? base : knowing(base, examined.findings);
await timed("forgetting the ledger", () => dropLedgerTables(db));
const file = { lines: run.lines, controls: [] };
const checked = await timed(`checking ${run.lines.length} lines against ${history.bills} bills, first time`, () => checkPayments(history, file, { today: run.today }));
for (const at of [2, 3]) await timed(`again (${at})`, () => checkPayments(history, file, { today: run.today }));

const labelled = new Set(values.labels === undefined ? [] : readFileSync(values.labels, "utf8").split("\n").slice(1)
  .filter((row) => /^(duplicate_|paid_twice|bank_change|dormant|corrected|typosquat|ghost|employee)/.test(row)).flatMap((row) => (row.split(",")[1] ?? "").split(";")));
const tally = new Map<string, { n: number; hold: number; review: number; release: number }>();
const why = new Map<string, number>();
for (const one of checked.lines) {
  const planted = run.planted.get(one.line.line);
  const known = (run.documents.get(one.line.line) ?? []).some((doc) => labelled.has(doc));
  const kind = planted ?? (known ? "honest, but labelled in the ledger" : "honest");
  const row = tally.get(kind) ?? { n: 0, hold: 0, review: 0, release: 0 };
  tally.set(kind, row);
  row.n += 1;
  row[one.verdict] += 1;
  if (kind === "honest" && one.verdict !== "release") for (const { code } of one.reasons) why.set(`${one.verdict}: ${code}`, (why.get(`${one.verdict}: ${code}`) ?? 0) + 1);
  if (values.show === kind && one.verdict !== (planted ? "hold" : "release")) say(JSON.stringify({ verdict: one.verdict, references: one.line.references, reasons: one.reasons.map(({ words }) => words) }));
}
console.table(Object.fromEntries(tally));
console.table(Object.fromEntries([...why].sort((a, b) => b[1] - a[1])));
db.close();
await work.remove();
