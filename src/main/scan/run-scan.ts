/**
 * `spendward scan`: files in, ranked findings out, all on this machine.
 *
 * Nothing is written but the files asked for, and those only when the whole scan has succeeded (what memory cannot hold lies in a folder of its own meanwhile, memory.ts). Exit codes: 0 done,
 * 1 a finding at or above --fail-at, 2 the input cannot be read (with the file, row, column and remedy).
 */
import { rmSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { systemClock } from "../../base/clock.ts";
import { Refusal } from "../../base/errors.ts";
import { openDuckDb } from "../../engine/duckdb/duckdb.ts";
import type { DuckDb } from "../../engine/duckdb/duckdb.ts";
import { createLedger, loadInto, makeWorkFolder } from "../../engine/ledger/ledger.ts";
import type { Loaded, ReadResult } from "../../engine/ledger/ledger.ts";
import { findingsCsv, findingsShown, gatherEvidence, problemsCsv, reportJson, reportPage } from "../../engine/report/report.ts";
import type { ReportInput } from "../../engine/report/report.ts";
import { verdictsCsv } from "../../engine/payment-run/payment-run.ts";
import { readLists } from "../../engine/screening/screening.ts";
import type { ListRead } from "../../engine/screening/screening.ts";
import { runDetectors } from "../../engine/run/run.ts";
import type { RunResult } from "../../engine/run/run.ts";
import { findFiles } from "./files.ts";
import { allLists, describeList, takeLists } from "./lists.ts";
import { databaseMemoryMb, makeSpillFolder } from "./memory.ts";
import { checkRun, isAtLeast, listVerdicts, paymentsAskedFor, type Gate } from "./payment-gate.ts";
import { nameOf, planFiles } from "./plan.ts";
import type { Plan, PlannedFile } from "./plan.ts";
import { showProgress } from "./progress.ts";
import type { Progress } from "./progress.ts";
import type { ScanOptions } from "./scan.ts";
import { describeFile, describeRead, howRead, listFindings, showRefusal } from "./terminal.ts";

export type ReadFile = PlannedFile & { readonly result: ReadResult };
export type Scanned = { readonly plan: Plan; readonly read: readonly ReadFile[]; readonly lists: readonly ListRead[]; readonly run: RunResult; readonly gate: Gate | undefined };

/**
 * A ledger this small (some 250,000 invoices) is worked on by one thread for each of two sessions: one query of it is hardly ever
 * split, and a thread that waits for another to do the only part there is burns the processor that the other session needs.
 */
const SMALL_BYTES = 64 << 20;

export async function scan(paths: readonly string[], options: ScanOptions): Promise<number> {
  const progress = showProgress(process.stderr);
  const folder = await makeWorkFolder({ diskAllowed: true });
  const spillFolder = await makeSpillFolder();
  const forget = removeOnSignal([folder.path, spillFolder]);
  try {
    progress.now("Looking at the files");
    const found = await findFiles(paths, options.paymentRun);
    const bytes = found.files.reduce((sum, { source }) => sum + (source.sizeBytes ?? 0), 0);
    const db = await openDuckDb({
      allowedFolder: folder.path, spillFolder, memoryLimitMb: options.memory ?? databaseMemoryMb(), ...(bytes < SMALL_BYTES && { threads: 1 }),
    });
    try {
      await createLedger(db);
      const scanned = await analyse(db, found, options, progress);
      progress.end();
      await writeOutputs(db, scanned, options);
      const colour = process.stdout.isTTY === true;
      process.stdout.write(listFindings(scanned, options, colour));
      const { failAt, failOn } = options;
      const { gate, run } = scanned;
      if (gate !== undefined) process.stdout.write(listVerdicts(gate, options, colour));
      const failed = (failAt !== undefined && run.findings.some(({ score }) => score >= failAt)) || (failOn !== undefined && gate !== undefined && isAtLeast(gate, failOn));
      return failed ? 1 : 0;
    } finally {
      db.close();
    }
  } catch (error) {
    progress.end();
    const refusal = asRefusal(error);
    process.stderr.write(showRefusal(refusal));
    return 2;
  } finally {
    forget();
    await folder.remove();
    await rm(spillFolder, { recursive: true, force: true });
  }
}

/** Stopped half-way (Ctrl-C, a time limit), a scan still leaves no piece of the ledger behind. Returns how to undo this. */
function removeOnSignal(paths: readonly string[]): () => void {
  const stop = (signal: NodeJS.Signals): void => {
    for (const path of paths) rmSync(path, { recursive: true, force: true });
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stop);
  return () => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.off(signal, stop);
  };
}

/** Files can vanish or be forbidden between two steps; that is the person's to know, not a bug. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  if (path === undefined || !["EACCES", "EPERM", "ENOENT", "EISDIR", "EIO"].includes(code ?? "")) throw error;
  return new Refusal("invalid", "file-unreadable", `${path} cannot be read (${code}).`, [{ at: path, remedy: "Check that it exists and that you may read it." }]);
}

async function analyse(db: DuckDb, { files, notOpened }: Awaited<ReturnType<typeof findFiles>>, options: ScanOptions, progress: Progress): Promise<Scanned> {
  const payments = await paymentsAskedFor(options);
  const named = allLists(await takeLists((await findFiles(options.sanctions)).files));
  const { lists: among, rest } = await takeLists(files);
  const found = await planFiles(rest, options);
  const plan = { ...found, unused: [...found.unused, ...notOpened.map((name) => ({ name, why: "not a CSV or XLSX file" }))] };
  for (const file of plan.files) progress.done(describeFile(file));
  for (const { name, why } of plan.unused) progress.done(`${name}: not used, ${why}`);
  const read = await readAll(db, plan, progress);
  const lists = await readLists(db, [...named, ...among]);
  for (const list of lists) progress.done(describeList(list));
  const run = await runDetectors(db, { onProgress: (stage, done, total) => progress.now(`Analysing (${done + 1} of ${total}): ${stage}`) });
  if (payments !== undefined) progress.now("Checking the payment run");
  return { plan, read, lists, run, gate: payments && (await checkRun(db, payments, run)) };
}

/** While one session takes a file into the ledger, the other loads the next; the ledger sees them in their order. */
async function readAll(db: DuckDb, plan: Plan, progress: Progress): Promise<ReadFile[]> {
  const other = await db.beside();
  const read: ReadFile[] = [];
  const loading: Promise<Loaded>[] = [];
  const load = (at: number): void => {
    const file = plan.files[at];
    if (file === undefined) return;
    const { source, inspection, proposal } = file;
    const loaded = loadInto(at % 2 === 0 ? db : other, source, inspection, proposal.mapping, (bytesDone, rows) => {
      const percent = source.sizeBytes === undefined || bytesDone === 0 || inspection.content.gzip ? "" : `, ${Math.min(100, Math.round((bytesDone / source.sizeBytes) * 100))} %`;
      progress.now(`Reading ${nameOf(inspection)}: ${rows.toLocaleString("en-GB")} rows${percent}`);
    });
    loaded.catch(() => undefined); // met again when its turn comes, or after an earlier one failed
    loading[at] = loaded;
  };
  try {
    for (const at of [0, 1]) load(at);
    for (const [at, file] of plan.files.entries()) {
      const result = await (await loading[at] as Loaded).commit();
      load(at + 2);
      read.push({ ...file, result });
      progress.done(describeRead(nameOf(file.inspection), result));
    }
    return read;
  } finally {
    await Promise.allSettled(loading);
    other.close();
  }
}

/** Made in full before the first is written, so that a failure leaves no half of a result. */
async function writeOutputs(db: DuckDb, scanned: Scanned, options: ScanOptions): Promise<void> {
  const { read, run, gate } = scanned;
  const outputs: [path: string, text: string][] = [];
  if (options.findings !== undefined) outputs.push([options.findings, findingsCsv(run.findings)]);
  if (options.problems !== undefined) outputs.push([options.problems, problemsCsv(read.flatMap(({ result }) => result.problems))]);
  if (options.verdicts !== undefined && gate !== undefined) outputs.push([options.verdicts, verdictsCsv(gate.checked.lines)]);
  if (options.json !== undefined) outputs.push([options.json, reportJson(reportOn(scanned))]);
  if (options.report !== undefined) {
    const evidence = await gatherEvidence(db, findingsShown(run.findings));
    outputs.push([options.report, reportPage({ ...reportOn(scanned), evidence })]);
  }
  for (const [path, text] of outputs) {
    await writeFile(path, text, { mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
      throw new Refusal("invalid", "output-not-written", `${path} cannot be written (${error.code ?? "unknown reason"}).`, [
        { at: path, remedy: "Choose a folder that exists and that you may write to." },
      ]);
    });
  }
}

const reportOn = ({ plan, read, lists, run }: Scanned): Omit<ReportInput, "evidence"> => ({
  madeAt: systemClock.now(),
  files: read.map(({ inspection, proposal, result }) => ({
    name: nameOf(inspection),
    how: howRead(inspection, proposal),
    columns: proposal.mapping.columns.map(({ field, column }) => ({ field, column: column.name })),
    unused: proposal.unused,
    notes: proposal.notes,
    result,
  })),
  notUsed: plan.unused,
  lists,
  run,
});
