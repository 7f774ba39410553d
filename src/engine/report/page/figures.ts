/** Money and dates on the page. */
import { showDay } from "../../../base/day.ts";
import type { Day } from "../../../base/day.ts";
import { showFigure } from "../../../base/money.ts";
import type { Money } from "../../../base/money.ts";
import type { Finding } from "../../run/run.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";

/** The figure with its currency beside it; XXX means that nothing says which. */
export const money = (value: Money): Html =>
  html`${showFigure(value)}${value.currency === "XXX" ? undefined : html`<span class="currency">${value.currency}</span>`}`;

export const day = (text: string | undefined): string => (text === undefined ? "" : showDay(text as Day));

/** Sums of what is at risk, per currency, largest first. Currencies are never added up. */
export function exposureOf(findings: readonly Finding[]): Money[] {
  const sums = new Map<string, number>();
  for (const { amountAtRisk } of findings) sums.set(amountAtRisk.currency, (sums.get(amountAtRisk.currency) ?? 0) + amountAtRisk.minor);
  return [...sums].filter(([, minor]) => minor !== 0).map(([currency, minor]) => ({ currency, minor }))
    .sort((a, b) => b.minor - a.minor || (a.currency < b.currency ? -1 : 1));
}
