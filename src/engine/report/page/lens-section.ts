/** Further lenses on the population: each a table under a line that says what it asks. Points at where to look; evidence against nobody. */
import type { Population } from "../../run/run.ts";
import { count } from "../words.ts";
import { day, money } from "./figures.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";

type Lenses = Population["lenses"];
type Judged = Lenses["firstDigit"];

const CONFORMITY: Readonly<Record<Judged["conformity"], string>> = {
  close: "close conformity", acceptable: "acceptable conformity", marginal: "marginally acceptable conformity", nonconforming: "nonconformity",
};
const NAMES: Readonly<Record<keyof Lenses, string>> = {
  firstDigit: "first digit", secondDigit: "second digit", lastTwoDigits: "last two digits", summation: "summation", relativeSize: "largest documents", secondOrder: "second order",
  roundSuppliers: "round amounts", growth: "growth", busyDays: "busy days", underLimits: "amounts under limits", weekendUsers: "weekends",
};
/** Digits far from what is expected, in the order of how far. */
const DIGITS_SHOWN = 5;
const TELLING_Z = 2.57;

export function lensSection({ lenses, lacking }: Population): Html {
  const { firstDigit, secondDigit, secondOrder, lastTwoDigits } = lenses;
  if (firstDigit.amounts === 0) return html``;
  const tests: readonly (readonly [name: string, test: Lenses["lastTwoDigits"], judged: string])[] = [
    ["First digit (STA-01)", firstDigit, CONFORMITY[firstDigit.conformity]], ["Second digit (STA-02)", secondDigit, CONFORMITY[secondDigit.conformity]],
    ["Last two digits (STA-04)", lastTwoDigits, "no published bounds"], ["Second order (STA-08)", secondOrder, CONFORMITY[secondOrder.conformity]],
  ];
  return html`<details><summary>Further lenses: digits, round amounts, growth, days, limits, weekends</summary>
${table("Digits of amounts of 10 or more. Last two digits: against an even spread. Second order: the steps between the amounts in order of size", ["Test", "Amounts", "Mean absolute deviation", "Conformity", "More than expected"], tests.map(([name, test, judged]) => [name, count(test.amounts), test.mad.toFixed(5), judged, excess(test)]), 2)}
${table("First two digits whose amounts add up to most (STA-05); each would be 1.1 % if amounts were spread freely", ["Digits", "Total", "Share"], lenses.summation.map(({ digits, currency, sumMinor, share }) => [String(digits), money({ minor: sumMinor, currency }), `${(share * 100).toFixed(1)} %`]))}
${table("Suppliers' largest document against their second largest (STA-06)", ["Supplier", "Documents", "Largest", "Second largest", "Times"], lenses.relativeSize.map((one) => [one.supplierId, count(one.documents), money({ minor: one.largestMinor, currency: one.currency }), money({ minor: one.secondMinor, currency: one.currency }), one.times.toFixed(1)]))}
${table("Suppliers with more whole hundreds than the ledger's share (STA-09, FRD-12)", ["Supplier", "Documents", "Whole hundreds", "Whole thousands", "Amounts that repeat", "z"], lenses.roundSuppliers.map((one) => [one.supplierId, count(one.documents), count(one.hundreds), count(one.thousands), count(one.repeated), one.z.toFixed(1)]))}
${table("Suppliers that grew most: the last year against the year before (STA-10)", ["Supplier", "Year before", "Last year"], lenses.growth.map((one) => [one.supplierId, money({ minor: one.beforeMinor, currency: one.currency }), money({ minor: one.lastMinor, currency: one.currency })]))}
${table("Days with far more than their weekday usually has (STA-10)", ["Day", "Documents", "Total", "Times the usual"], lenses.busyDays.map((one) => [day(one.day), count(one.documents), money({ minor: one.totalMinor, currency: one.currency }), one.timesUsual.toFixed(1)]))}
${table("Amounts just under a round limit against those beside it (FRD-11)", ["Limit", "Tenth below it", "Tenths beside it, mean", "z"], lenses.underLimits.map((one) => [money({ minor: one.limitMinor, currency: one.currency }), count(one.under), one.beside.toFixed(1), one.z.toFixed(1)]))}
${table("Who enters documents at weekends more than others (FRD-15)", ["User", "Documents", "At weekends", "z"], lenses.weekendUsers.map((one) => [one.user, count(one.documents), count(one.weekend), one.z.toFixed(1)]))}
${Object.entries(lacking).map(([name, fields]) => html`<p>Not looked at, ${NAMES[name as keyof Lenses]}: needs ${fields.join(", ")}.</p>`)}</details>`;
}

function excess({ rows }: Lenses["lastTwoDigits"]): string {
  const far = rows.filter(({ count: n, expected, z }) => n > expected && z > TELLING_Z).toSorted((a, b) => b.count - b.expected - (a.count - a.expected) || a.digits - b.digits);
  return far.slice(0, DIGITS_SHOWN).map(({ digits, count: n, expected }) => `${rows.length === 100 ? String(digits).padStart(2, "0") : digits} (+${count(Math.round(n - expected))})`).join(", ");
}

function table(caption: string, headings: readonly string[], rows: readonly (readonly (string | Html)[])[], textAtEnd = 0): Html | undefined {
  if (rows.length === 0) return undefined;
  return html`<div class="scroll"><table class="narrow"><caption>${caption}</caption><thead><tr>${headings.map((heading, at) => (at === 0 || at >= headings.length - textAtEnd ? html`<th scope="col">${heading}</th>` : html`<th scope="col" class="number">${heading}</th>`))}</tr></thead>
<tbody>${rows.map(([first = "", ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell, at) => (at >= cells.length - textAtEnd ? html`<td>${cell}</td>` : html`<td class="number">${cell}</td>`))}</tr>`)}</tbody></table></div>`;
}
