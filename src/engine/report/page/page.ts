/**
 * The report as one page that needs nothing else: no script, no network, prints, reads on a phone and in the dark.
 *
 * Its size is bounded: the best `FINDINGS_SHOWN` findings are set out with their documents; the rest is counted and
 * left to the CSV, and the page says so.
 */
import { readFileSync } from "node:fs";
import type { ReadResult } from "../../ledger/ledger.ts";
import type { ListRead } from "../../screening/screening.ts";
import type { Finding, RunResult } from "../../run/run.ts";
import type { Gathered } from "../evidence.ts";
import { count } from "../words.ts";
import { coverageSection } from "./coverage-section.ts";
import { findingArticle } from "./finding-article.ts";
import { day } from "./figures.ts";
import { html, trusted } from "./html.ts";
import type { Html } from "./html.ts";
import { populationSection } from "./population-section.ts";
import { readingSection } from "./reading-section.ts";
import { kindTable, summaryStrip } from "./summary-section.ts";

/** One file of the ledger: what it was taken for and what came of it. */
export type ReportFile = {
  readonly name: string;
  /** "CSV, comma separated", "sheet Bills". */
  readonly how: string;
  readonly columns: readonly { readonly field: string; readonly column: string }[];
  readonly unused: readonly string[];
  readonly notes: readonly string[];
  readonly result: ReadResult;
};

export type ReportInput = {
  /** Instant of the report, in UTC. */
  readonly madeAt: Date;
  readonly files: readonly ReportFile[];
  readonly notUsed: readonly { readonly name: string; readonly why: string }[];
  /** Sanctions lists that suppliers were screened against. */
  readonly lists?: readonly ListRead[];
  readonly run: RunResult;
  readonly evidence: Gathered;
};

export const FINDINGS_SHOWN = 200;
/** Those that the page sets out; evidence is needed for no others. */
export const findingsShown = (findings: readonly Finding[]): readonly Finding[] => findings.slice(0, FINDINGS_SHOWN);

const STYLE = readFileSync(new URL("./style.css", import.meta.url), "utf8");

export function reportPage(input: ReportInput): string {
  const { run, files, evidence } = input;
  const invoices = files.filter(({ result }) => result.table === "invoice").map(({ result }) => result);
  const documents = invoices.reduce((sum, { rowsTaken }) => sum + rowsTaken, 0);
  const shown = findingsShown(run.findings);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="robots" content="noindex">
<title>Accounts payable review, ${period(invoices)}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<h1>Accounts payable review</h1>
<p class="quiet">${count(documents)} documents${period(invoices) === "" ? "" : `, ${period(invoices)}`}. Made by Spendward on ${day(input.madeAt.toISOString().slice(0, 10))}.</p>
<nav aria-label="Parts of this report"><a href="#kinds">By kind</a><a href="#findings">Findings</a><a href="#population">Population</a><a href="#read">What was read</a><a href="#tests">Tests</a></nav>
</header>
<main>
${summaryStrip(run.findings)}
${kindTable(run.findings)}
<section aria-labelledby="findings">
<h2 id="findings">Findings</h2>
${findingsIntroduction(run.findings.length, shown.length)}
${shown.map((finding, at) => findingArticle(finding, at + 1, evidence))}
</section>
${populationSection(run.population)}
${readingSection(files, input.notUsed, input.lists)}
${coverageSection(run.coverage)}
</main>
<footer><p>A finding is a reason to look, not an accusation: whether money was lost, only the documents can show. This page was made on the computer
that read the files and holds data from them; treat it as you treat the ledger.</p></footer>
</body>
</html>
`;
  return page.html;
}

function period(invoices: readonly ReadResult[]): string {
  const first = invoices.flatMap(({ firstDate }) => firstDate ?? []).toSorted()[0];
  const last = invoices.flatMap(({ lastDate }) => lastDate ?? []).toSorted().at(-1);
  return first === undefined || last === undefined ? "" : `${day(first)} to ${day(last)}`;
}

function findingsIntroduction(all: number, shown: number): Html {
  if (all === 0) return html`<p>Nothing was found that the tests below look for. See which of them ran, and what one more column would let them do.</p>`;
  const rest = all > shown ? html` The first ${count(shown)} of ${count(all)} are set out here; the CSV of findings has all of them.` : undefined;
  return html`<p>Most likely first. Values that agree are quiet; where documents differ, the difference is marked.${rest}</p>`;
}
