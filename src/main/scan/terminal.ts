/** What a scan says in the terminal. Colour only where a person is looking; the words are the same without it. */
import pc from "picocolors";
import type { Refusal } from "../../base/errors.ts";
import { showDay } from "../../base/day.ts";
import { showFigure } from "../../base/money.ts";
import type { Money } from "../../base/money.ts";
import { DELIMITER_WORDS, TABLE_WORDS } from "../../engine/ledger/ledger.ts";
import type { Inspection, Proposal, ReadResult } from "../../engine/ledger/ledger.ts";
import { bandOf } from "../../engine/run/run.ts";
import type { Band, Finding } from "../../engine/run/run.ts";
import { nameOf } from "./plan.ts";
import type { PlannedFile } from "./plan.ts";
import type { Scanned } from "./run-scan.ts";
import type { ScanOptions } from "./scan.ts";

/** XXX says that no currency is known; a person need not see the code for it. */
const showMoney = (value: Money): string => (value.currency === "XXX" ? showFigure(value) : `${value.currency} ${showFigure(value)}`);
const count = (n: number): string => n.toLocaleString("en-GB");

/** How the file was understood: type, separator, where its headings are, which system it came from. */
export function howRead({ content, sheet, dialect, headingRow }: Inspection, { mapping }: Proposal): string {
  const how = content.kind === "workbook"
    ? `sheet "${sheet ?? ""}"`
    : `${content.encoding.toUpperCase()}, ${DELIMITER_WORDS[dialect.delimiter] ?? `"${dialect.delimiter}"`} separated`;
  return `${how}, headings in row ${headingRow}${mapping.system === undefined ? "" : `, from ${mapping.system}`}`;
}

/** Which file was taken for what, and which column for which field. */
export function describeFile({ inspection, proposal }: PlannedFile): string {
  const { mapping, notes, unused } = proposal;
  const columns = mapping.columns.map(({ field, column }) => (field === column.name ? field : `${field} = ${column.name}`));
  return [
    `${nameOf(inspection)}: ${TABLE_WORDS[mapping.table]} (${howRead(inspection, proposal)})`,
    `  columns: ${columns.join(", ")}`,
    ...(unused.length > 0 ? [`  not used: ${unused.join(", ")}`] : []),
    ...notes.map((note) => `  note: ${note}`),
  ].join("\n");
}

export function describeRead(name: string, result: ReadResult): string {
  const period = result.firstDate === undefined || result.lastDate === undefined ? "" : `, ${showDay(result.firstDate)} to ${showDay(result.lastDate)}`;
  const totals = result.totals.length === 0 ? "" : `, total ${result.totals.slice(0, 5).map(showMoney).join(", ")}${result.totals.length > 5 ? " and others" : ""}`;
  const problems = Object.values(result.problemCounts).reduce((sum, n) => sum + n, 0);
  const lost = result.problems.filter(({ taken }) => !taken).length;
  const lines = [`${name}: ${count(result.rowsRead)} rows read, ${count(result.rowsTaken)} taken${totals}${period}`];
  for (const note of result.notes) lines.push(`  note: ${note}`);
  if (problems > 0) {
    lines.push(`  ${count(problems)} row problems: ${Object.entries(result.problemCounts).map(([code, n]) => `${count(n ?? 0)} ${code.replaceAll("-", " ")}`).join(", ")}`);
    for (const one of result.problems.toSorted((a, b) => Number(a.taken) - Number(b.taken)).slice(0, 3)) {
      const where = `row ${one.row}${one.column === undefined ? "" : `, column "${one.column}"`}`;
      lines.push(`    ${where}: ${one.value === undefined ? "" : `"${one.value}", `}expected ${one.expected}${one.taken ? "" : " (row not taken)"}`);
    }
    if (problems > 3) lines.push(`    and ${count(problems - 3)} more${lost > 3 ? "" : ""}; --problems FILE.csv lists them`);
  }
  return lines.join("\n");
}

const BAND_COLOUR: Readonly<Record<Band, (text: string) => string>> = { "very likely": pc.red, likely: pc.yellow, possible: pc.cyan, unlikely: pc.dim };

export function listFindings({ run, read }: Scanned, options: ScanOptions, colour: boolean): string {
  const { findings } = run;
  const paint = pc.createColors(colour);
  const rows = read.reduce((sum, { result }) => sum + (result.table === "invoice" ? result.rowsTaken : 0), 0);
  const lines = ["", paint.bold(`${count(findings.length)} ${findings.length === 1 ? "finding" : "findings"} in ${count(rows)} documents`), ...summary(findings)];
  const skipped = run.coverage.filter(({ state }) => state === "skipped");
  if (skipped.length > 0) lines.push(`Not run: ${skipped.map(({ detector, why }) => `${detector} (${why})`).join(", ")}`);
  const capped = Map.groupBy(run.coverage.filter(({ state }) => state === "capped"), ({ why }) => why);
  for (const [why, detectors] of capped) lines.push(`Cut short: ${detectors.map(({ detector }) => detector).join(", ")}: ${why}`);
  const shown = findings.slice(0, options.top);
  if (shown.length > 0) {
    lines.push("", ...table(shown, colour));
    if (findings.length > shown.length) lines.push(`and ${count(findings.length - shown.length)} more; --findings FILE.csv or --report FILE.html has them`);
  }
  for (const path of [options.findings, options.report, options.json, options.problems]) if (path !== undefined) lines.push(`Written: ${path}`);
  return `${lines.join("\n")}\n`;
}

/** Findings and exposure per band, largest currency first. */
function summary(findings: readonly Finding[]): string[] {
  const bands: Band[] = ["very likely", "likely", "possible", "unlikely"];
  return bands.flatMap((band) => {
    const here = findings.filter(({ score }) => bandOf(score) === band);
    if (here.length === 0) return [];
    return [`  ${band.padEnd(12)} ${count(here.length).padStart(7)}   at risk ${exposures(here).map(showMoney).join(", ") || "nothing"}`];
  });
}

export function exposures(findings: readonly Finding[]): Money[] {
  const sums = new Map<string, number>();
  for (const { amountAtRisk } of findings) sums.set(amountAtRisk.currency, (sums.get(amountAtRisk.currency) ?? 0) + amountAtRisk.minor);
  return [...sums].filter(([, minor]) => minor !== 0).map(([currency, minor]) => ({ currency, minor })).sort((a, b) => b.minor - a.minor || (a.currency < b.currency ? -1 : 1));
}

function table(findings: readonly Finding[], colour: boolean): string[] {
  const paint = pc.createColors(colour);
  const figures = findings.map(({ amountAtRisk }) => `${showFigure(amountAtRisk)}${amountAtRisk.currency === "XXX" ? "" : ` ${amountAtRisk.currency}`}`);
  const width = Math.max(...figures.map((figure) => figure.length), "at risk".length);
  const head = `${"#".padStart(4)}  ${"likely".padStart(6)}  ${"at risk".padStart(width)}  finding`;
  return [paint.dim(head), ...findings.map((finding, at) => {
    const percent = (finding.score >= 0.995 ? "> 99 %" : `${Math.round(finding.score * 100)} %`).padStart(6);
    const likely = colour ? BAND_COLOUR[bandOf(finding.score)](percent) : percent;
    const who = finding.supplierIds.length > 0 ? ` · supplier ${finding.supplierIds.slice(0, 3).join(", ")}` : "";
    const what = finding.documentIds.length > 0 ? ` · documents ${finding.documentIds.slice(0, 4).join(", ")}${finding.documentIds.length > 4 ? " …" : ""}` : "";
    return `${String(at + 1).padStart(4)}  ${likely}  ${(figures[at] as string).padStart(width)}  ${finding.title}\n${" ".repeat(16 + width)}${paint.dim(`${finding.detectors.join(", ")}${who}${what}`)}`;
  })];
}

/** A refusal with everything that helps to mend it. */
export function showRefusal(refusal: Refusal): string {
  const lines = [`spendward: ${refusal.message}`];
  for (const { at, expected, remedy } of refusal.details) {
    if (at !== undefined) lines.push(`  where: ${at}`);
    if (expected !== undefined) lines.push(`  expected: ${expected}`);
    if (remedy !== undefined) lines.push(`  what to do: ${remedy}`);
  }
  const options = OPTIONS[refusal.code];
  if (options !== undefined) lines.push(`  options: ${options}`);
  return `${lines.join("\n")}\n`;
}

/** Where the remedy is an option of the command, which one. */
const OPTIONS: Readonly<Record<string, string>> = {
  "amounts-unreadable": "--map invoice.amount_gross=COLUMN, --decimal point or --decimal comma",
};
