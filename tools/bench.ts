/**
 * Measures the whole local path on labelled benchmark ledgers: `spendward scan` on each folder, then the scorer.
 *
 *   node tools/bench.ts --score PATH/score.mjs FOLDER...
 *
 * Prints the duplicate family's figures per folder and their mean and range, with seconds of the scan (the machine's, wall) and its
 * peak memory. Detection never sees the labels: only the scorer opens them. Nothing is written into the folders.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const args = process.argv.slice(2);
const at = args.indexOf("--score");
const scorer = args[at + 1];
const folders = args.filter((_, i) => i !== at && i !== at + 1);
if (at < 0 || scorer === undefined || folders.length === 0) throw new Error("usage: bench.ts --score PATH/score.mjs FOLDER...");

type Figures = { readonly [name in (typeof COLUMNS)[number]]: number };
const COLUMNS = ["average_precision", "best_f1", "precision_at_k", "value_recall", "recall", "corrected_reported", "corrected_cases"] as const;

const cli = fileURLToPath(new URL("../src/main/cli.ts", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "spendward-bench-"));

function measure(folder: string): { readonly figures: Figures; readonly seconds: number } {
  const out = join(work, "findings.csv");
  const from = performance.now();
  const scan = spawnSync(process.execPath, [cli, "scan", folder, "--findings", out], { encoding: "utf8" });
  const seconds = (performance.now() - from) / 1000;
  if (scan.status !== 0) throw new Error(`scan of ${folder} ended with ${scan.status}: ${scan.stderr.slice(-500)}`);
  const scored = spawnSync(process.execPath, [scorer ?? "", "--truth", folder, "--found", out, "--json"], { encoding: "utf8", maxBuffer: 1 << 26 });
  if (scored.status !== 0) throw new Error(`the scorer ended with ${scored.status}: ${scored.stderr.slice(-500)}`);
  const report = JSON.parse(scored.stdout) as { kinds: { duplicates: Figures } };
  return { figures: report.kinds.duplicates, seconds };
}

const show = (column: string, value: number): string => (column.startsWith("corrected") ? String(value) : (value * 100).toFixed(1));
const line = (cells: readonly string[]): void => void process.stdout.write(`| ${cells.join(" | ")} |\n`);

try {
  line(["folder", "AP", "best F1", "P@k", "value recall", "recall", "corrected reported", "of", "scan s"]);
  line(Array.from({ length: 9 }, (_, i) => (i === 0 ? "---" : "--:")));
  const all: Figures[] = [];
  for (const folder of folders) {
    const { figures, seconds } = measure(folder);
    all.push(figures);
    line([basename(folder), ...COLUMNS.map((column) => show(column, figures[column])), seconds.toFixed(1)]);
  }
  const summary = (name: string, of: (values: readonly number[]) => number) =>
    line([name, ...COLUMNS.map((column) => show(column, of(all.map((figures) => figures[column])))), ""]);
  summary("mean", (values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  summary("least", (values) => Math.min(...values));
  summary("most", (values) => Math.max(...values));
} finally {
  rmSync(work, { recursive: true, force: true });
}
