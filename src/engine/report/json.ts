/** Everything as JSON, for other programs. Amounts are decimal texts, so that no reader rounds them. */
import { decimalText } from "../../base/money.ts";
import type { Money } from "../../base/money.ts";
import { bandOf } from "../run/run.ts";
import type { ReportInput } from "./page/page.ts";

/** Raised when a field changes its meaning or goes away. */
const FORMAT = 1;

const amount = (value: Money) => ({ amount: decimalText(value), currency: value.currency });

export function reportJson({ madeAt, files, notUsed, lists = [], run }: Omit<ReportInput, "evidence">): string {
  return `${JSON.stringify({
    format: FORMAT,
    madeAt: madeAt.toISOString(),
    files: files.map(({ name, how, columns, unused, notes, result }) => ({
      name, how, table: result.table, columns, unusedColumns: unused, notes: [...notes, ...result.notes], rowsRead: result.rowsRead, rowsTaken: result.rowsTaken,
      totals: result.totals.map(amount), firstDate: result.firstDate ?? null, lastDate: result.lastDate ?? null, problemCounts: result.problemCounts, problems: result.problems,
    })),
    notUsed,
    sanctionsLists: lists,
    findings: run.findings.map((finding) => ({
      ...finding, band: bandOf(finding.score), amountAtRisk: amount(finding.amountAtRisk),
      ...(finding.exposure && { exposure: Object.fromEntries(Object.entries(finding.exposure).map(([part, value]) => [part, amount(value)])) }),
    })),
    population: run.population,
    coverage: run.coverage,
    timingsMs: run.timingsMs,
  }, null, 1)}\n`;
}
