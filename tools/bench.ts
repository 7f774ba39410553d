/**
 * Measures the whole local path on labelled benchmark ledgers: `spendward scan` on each folder, then the scorer.
 *
 *   node tools/bench.ts --score PATH/score.mjs [--truth DIR] [--rules] [--out FIGURES.jsonl] FOLDER...
 *
 * Prints the duplicate family's figures per folder and their mean and range, with the scan's seconds by the clock and of processor, and
 * its peak memory in MB (GNU time tells them). `--truth`: where the labels lie, DIR/NAME/labels.csv, when they are kept apart from the ledger.
 * `--rules`: the rules auditors use run on the same ledger too (bench-rules.ts). `--out`: every planted kind's figures, a line of JSON a
 * ledger, appended as each is done. Detection never sees the labels: only the scorer opens them. Nothing is written into the folders.
 */
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values, positionals: folders } = parseArgs({
  options: { score: { type: "string" }, truth: { type: "string" }, rules: { type: "boolean" }, out: { type: "string" } },
  allowPositionals: true,
});
const scorer = values.score;
if (scorer === undefined || folders.length === 0) throw new Error("usage: bench.ts --score PATH/score.mjs [--truth DIR] [--rules] [--out FIGURES.jsonl] FOLDER...");

const COLUMNS = ["average_precision", "best_f1", "precision_at_k", "value_recall", "recall", "corrected_reported", "corrected_cases"] as const;
type Figures = { readonly [name in (typeof COLUMNS)[number]]: number };
type Kinds = { readonly duplicates: Figures; readonly [kind: string]: Figures };
type Scan = { readonly seconds: number; readonly processor: number; readonly megabytes: number };

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const work = mkdtempSync(join(tmpdir(), "spendward-bench-"));
const found = join(work, "findings.csv");

function ran(program: string, args: readonly string[]): { readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}: ${stderr.slice(-500)}`);
  return { stdout, stderr };
}

function scan(folder: string): Scan {
  const { stderr } = ran("/usr/bin/time", ["-f", "%e %U %S %M", here("../spendward"), "scan", folder, "--findings", found]);
  const [seconds = 0, user = 0, system = 0, kilobytes = 0] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  return { seconds, processor: user + system, megabytes: Math.round(kilobytes / 1024) };
}

function score(folder: string): Kinds {
  const truth = values.truth === undefined ? folder : join(values.truth, basename(folder));
  return (JSON.parse(ran(process.execPath, [scorer ?? "", "--truth", truth, "--found", found, "--json"]).stdout) as { kinds: Kinds }).kinds;
}

function rules(folder: string, set: "seven" | "netted"): { readonly [figure: string]: number } {
  const { stdout } = ran(process.execPath, [here("bench-rules.ts"), folder, set, found]);
  return { ...(JSON.parse(stdout) as Record<string, number>), ...score(folder).duplicates };
}

const show = (column: string, value: number): string => (column.startsWith("corrected") ? String(Math.round(value * 10) / 10) : (value * 100).toFixed(1));
const line = (cells: readonly string[]): void => void process.stdout.write(`| ${cells.join(" | ")} |\n`);

try {
  line(["folder", "AP", "best F1", "P@k", "value recall", "recall", "corrected reported", "of", "scan s", "processor s", "MB"]);
  line(Array.from({ length: 11 }, (_, i) => (i === 0 ? "---" : "--:")));
  const all: Figures[] = [];
  for (const folder of folders) {
    const cost = scan(folder);
    const kinds = score(folder);
    all.push(kinds.duplicates);
    line([basename(folder), ...COLUMNS.map((column) => show(column, kinds.duplicates[column])), cost.seconds.toFixed(1), cost.processor.toFixed(1), String(cost.megabytes)]);
    const beside = values.rules === true ? { seven: rules(folder, "seven"), netted: rules(folder, "netted") } : undefined;
    if (values.out !== undefined) appendFileSync(values.out, `${JSON.stringify({ ledger: basename(folder), scan: cost, kinds, rules: beside })}\n`);
  }
  const summary = (name: string, of: (figures: readonly number[]) => number) =>
    line([name, ...COLUMNS.map((column) => show(column, of(all.map((figures) => figures[column])))), "", "", ""]);
  summary("mean", (figures) => figures.reduce((sum, value) => sum + value, 0) / figures.length);
  summary("least", (figures) => Math.min(...figures));
  summary("most", (figures) => Math.max(...figures));
} finally {
  rmSync(work, { recursive: true, force: true });
}
