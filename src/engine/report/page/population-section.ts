/** The ledger as a population: first two digits against Benford's law, and amounts that repeat. */
import { showFigure } from "../../../base/money.ts";
import type { Population } from "../../run/run.ts";
import { count } from "../words.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { lensSection } from "./lens-section.ts";

type Stratum = Population["positive"];

const CONFORMITY: Readonly<Record<Stratum["conformity"], string>> = {
  close: "close conformity", acceptable: "acceptable conformity", marginal: "marginally acceptable conformity", nonconforming: "nonconformity",
};
/** Two-sided 1 %. */
const TELLING_Z = 2.57;
const REPEATED_SHOWN = 15;
const WIDTH = 900;
const HEIGHT = 200;
const LEFT = 36;
const BOTTOM = 18;

export function populationSection(population: Population): Html {
  const { positive, tenOrMore } = population;
  return html`<section aria-labelledby="population"><h2 id="population">Population</h2>
<p>What the amounts of the whole ledger look like. This points at where to look; it is not evidence against anyone. Many honest ledgers do not conform: price lists, fees and rents repeat amounts.</p>
<p><strong>First two digits of ${count(positive.amounts)} positive amounts</strong> (STA-03): mean absolute deviation ${positive.mad.toFixed(5)}, ${CONFORMITY[positive.conformity]}; of the ${count(tenOrMore.amounts)} amounts of 10 or more ${tenOrMore.mad.toFixed(5)}, ${CONFORMITY[tenOrMore.conformity]}.</p>
${positive.amounts === 0 ? undefined : digitChart(positive)}
${repeatedTable(positive)}
${lensSection(population)}</section>`;
}

function digitChart({ rows, amounts }: Stratum): Html {
  const most = Math.max(...rows.map(({ count: n, expected }) => Math.max(n, expected)));
  const step = (WIDTH - LEFT) / rows.length;
  const x = (at: number): number => LEFT + at * step;
  const y = (n: number): number => HEIGHT - BOTTOM - (n / most) * (HEIGHT - BOTTOM - 8);
  const bars = rows.map(({ digits, count: n, expected, z }, at) =>
    html`<rect x="${x(at).toFixed(1)}" y="${y(n).toFixed(1)}" width="${(step - 1.5).toFixed(1)}" height="${(HEIGHT - BOTTOM - y(n)).toFixed(1)}" fill="${z > TELLING_Z && n > expected ? "var(--risk)" : "var(--bar)"}"><title>${digits}: ${count(n)}, expected ${count(Math.round(expected))}</title></rect>`);
  const line = rows.map(({ expected }, at) => `${(x(at) + step / 2).toFixed(1)},${y(expected).toFixed(1)}`).join(" ");
  const labels = rows.filter(({ digits }) => digits % 10 === 0).map(({ digits }) => html`<text x="${x(digits - 10).toFixed(1)}" y="${HEIGHT - 4}">${digits}</text>`);
  const scale = [0.5, 1].map((share) => html`<text x="0" y="${(y(most * share) + 4).toFixed(1)}">${((most * share) / amounts * 100).toFixed(1)} %</text>`);
  const far = rows.toSorted((a, b) => Math.abs(b.count - b.expected) - Math.abs(a.count - a.expected));
  return html`<div class="scroll chart" tabindex="0" role="region" aria-label="Chart of first two digits"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Share of amounts by first two digits, with what Benford's law expects; the table below has the figures">
<line x1="${LEFT}" y1="${HEIGHT - BOTTOM}" x2="${WIDTH}" y2="${HEIGHT - BOTTOM}" stroke="var(--line-strong)"/>${bars}<polyline points="${line}" fill="none" stroke="var(--ink)" stroke-width="1.5"/>${labels}${scale}</svg></div>
<p class="quiet">Bars: this ledger, in colour where there are significantly more than expected. Line: Benford's law.</p>
<details><summary>The figures behind the chart</summary><div class="scroll"><table class="narrow"><thead><tr><th scope="col">First two digits</th><th scope="col" class="number">Amounts</th><th scope="col" class="number">Expected</th><th scope="col" class="number">Difference</th><th scope="col" class="number">z</th></tr></thead>
<tbody>${far.map(({ digits, count: n, expected, z }) => html`<tr><th scope="row">${digits}</th><td class="number">${count(n)}</td><td class="number">${count(Math.round(expected))}</td><td class="number">${count(Math.round(n - expected))}</td><td class="number">${z.toFixed(1)}</td></tr>`)}</tbody></table></div></details>`;
}

function repeatedTable({ repeated }: Stratum): Html {
  if (repeated.length === 0) return html``;
  return html`<div class="scroll"><table class="narrow"><caption>Most repeated amounts (STA-07)</caption><thead><tr><th scope="col" class="number">Amount</th><th scope="col">Currency</th><th scope="col" class="number">Times</th><th scope="col" class="number">Suppliers</th></tr></thead>
<tbody>${repeated.slice(0, REPEATED_SHOWN).map(({ amountMinor, currency, count: n, suppliers }) =>
    html`<tr><td class="number">${showFigure({ minor: amountMinor, currency })}</td><td>${currency === "XXX" ? "" : currency}</td><td class="number">${count(n)}</td><td class="number">${count(suppliers)}</td></tr>`)}</tbody></table></div>`;
}
