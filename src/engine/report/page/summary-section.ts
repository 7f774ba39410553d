/** The figures a reader wants first: how many, how likely, how much, of what kind. */
import { bandOf } from "../../run/run.ts";
import type { Band, Finding } from "../../run/run.ts";
import { KIND_WORDS, count } from "../words.ts";
import { exposureOf, money } from "./figures.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";

const BANDS: readonly (readonly [band: Band, meaning: string, state: string])[] = [
  ["very likely", "90 % and more", "risk"], ["likely", "60 to 90 %", "held"], ["possible", "25 to 60 %", ""], ["unlikely", "below 25 %", "none"],
];
/** More currencies than this are named in the table below only. */
const CURRENCIES_SHOWN = 3;

export function summaryStrip(findings: readonly Finding[]): Html {
  return html`<dl class="strip" aria-label="Findings by likelihood">${BANDS.map(([band, meaning, state]) => {
    const here = findings.filter(({ score }) => bandOf(score) === band);
    const sums = exposureOf(here);
    const further = sums.length > CURRENCIES_SHOWN ? html`<small class="quiet">and ${sums.length - CURRENCIES_SHOWN} more ${sums.length - CURRENCIES_SHOWN === 1 ? "currency" : "currencies"}</small>` : undefined;
    return html`<div><dt><span class="${state}">${band[0]?.toUpperCase()}${band.slice(1)}</span> <span class="quiet">${meaning}</span></dt>
<dd>${count(here.length)}${sums.slice(0, CURRENCIES_SHOWN).map((sum) => html`<small>${money(sum)} at risk</small>`)}${further}</dd></div>`;
  })}</dl>`;
}

export function kindTable(findings: readonly Finding[]): Html {
  if (findings.length === 0) return html``;
  const kinds = [...Map.groupBy(findings, ({ kind }) => kind)].sort((a, b) => b[1].length - a[1].length);
  const inBand = (here: readonly Finding[], band: Band) => here.filter(({ score }) => bandOf(score) === band).length;
  const cells = (here: readonly Finding[]) => html`<td class="number">${exposureOf(here).map((sum) => html`<div>${money(sum)}</div>`)}</td>${BANDS.map(([band]) => html`<td class="number">${inBand(here, band) === 0 ? html`<span class="none">–</span>` : count(inBand(here, band))}</td>`)}`;
  return html`<section aria-labelledby="kinds"><h2 id="kinds">By kind</h2><div class="scroll"><table>
<thead><tr><th scope="col">Kind</th><th scope="col" class="number">At risk</th>${BANDS.map(([band]) => html`<th scope="col" class="number">${band}</th>`)}</tr></thead>
<tbody>${kinds.map(([kind, here]) => html`<tr><th scope="row">${KIND_WORDS[kind]}</th>${cells(here)}</tr>`)}</tbody>
<tfoot><tr><th scope="row">All</th>${cells(findings)}</tr></tfoot></table></div>
<p class="quiet">At risk is what may have been paid too much: what was posted or paid, less credits already made, less the one legitimate instance. Currencies are not added together.</p></section>`;
}
