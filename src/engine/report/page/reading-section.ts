/** What was read, from which columns, with the control totals to compare with the ledger's own. */
import { TABLE_WORDS } from "../../ledger/ledger.ts";
import type { ListRead } from "../../screening/screening.ts";
import { count } from "../words.ts";
import { day, money } from "./figures.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import type { ReportFile } from "./page.ts";

export function readingSection(files: readonly ReportFile[], notUsed: readonly { readonly name: string; readonly why: string }[], lists: readonly ListRead[] = []): Html {
  return html`<section aria-labelledby="read"><h2 id="read">What was read</h2>
<p>Compare these totals with the ledger's own: a wrong total means a wrong column or a missing period, and then the findings are wrong too.</p>
<div class="scroll"><table><thead><tr><th scope="col">File</th><th scope="col">Taken as</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Taken</th><th scope="col" class="number">Total</th><th scope="col">Period</th></tr></thead>
<tbody>${files.map(fileRow)}</tbody></table></div>
${files.map(fileDetails)}
${lists.map(({ list, version, files: from, sha256, subjects }) => html`<p>Screened against the ${list} ${version === null ? "(which gives itself no date)" : `of ${day(version)}`}: ${count(subjects)} subjects, from ${from}, SHA-256 <code>${sha256}</code>.</p>`)}
${notUsed.length === 0 ? undefined : html`<p class="quiet">Not used: ${notUsed.map(({ name, why }) => `${name} (${why})`).join("; ")}.</p>`}</section>`;
}

const fileRow = ({ name, how, result }: ReportFile): Html => html`<tr><th scope="row">${name}<div class="quiet">${how}</div></th><td>${TABLE_WORDS[result.table]}</td>
<td class="number">${count(result.rowsRead)}</td><td class="number">${count(result.rowsTaken)}</td><td class="number">${result.totals.map((total) => html`<div>${money(total)}</div>`)}</td>
<td>${result.firstDate === undefined ? "" : `${day(result.firstDate)} to ${day(result.lastDate)}`}</td></tr>`;

function fileDetails({ name, columns, unused, notes, result }: ReportFile): Html {
  const problems = Object.entries(result.problemCounts).map(([code, n]) => `${count(n ?? 0)} ${code.replaceAll("-", " ")}`);
  const listed = result.problems.slice(0, 10).map(({ row, column, value, expected, taken }) =>
    html`<li>row ${row}${column === undefined ? "" : `, ${column}`}: ${value === undefined ? "" : `"${value}", `}expected ${expected}${taken ? "" : "; row not taken"}</li>`);
  return html`<details><summary>${name}: columns${problems.length > 0 ? " and row problems" : ""}</summary>
<p>${columns.map(({ field, column }) => html`<span>${field.replaceAll("_", " ")} from <code>${column}</code>; </span>`)}</p>
${unused.length === 0 ? undefined : html`<p class="quiet">Columns not used: ${unused.join(", ")}.</p>`}
${[...notes, ...result.notes].map((note) => html`<p>Note: ${note}.</p>`)}
${problems.length === 0 ? undefined : html`<p>Row problems: ${problems.join(", ")}.</p><ul>${listed}</ul>`}</details>`;
}
