/** What `spendward alerts` does. */
import { Refusal } from "../base/errors.ts";
import { isId } from "../base/ids.ts";
import type { OperatorAlert } from "../platform/audit/audit.ts";
import { askControl, needControl } from "./logs-command-acts.ts";

export type AlertsAsk = { readonly data?: string; readonly settings?: string; readonly all: boolean; readonly acknowledge?: string; readonly json: boolean };

/** @returns the exit code: 1 while one is open, so that a script can ask. */
export async function showAlerts(ask: AlertsAsk, say: (line: string) => void): Promise<0 | 1> {
  if (ask.acknowledge !== undefined && !isId("alr", ask.acknowledge)) throw new Refusal("invalid", "alert-id-not-valid", `"${ask.acknowledge}" is no id of an alert.`, [{ at: "--acknowledge", expected: "alr_…, as the list shows it" }]);
  const answer = await askControl(await needControl(ask), "/internal/operator-alert-list", { all: ask.all, ...(ask.acknowledge !== undefined && { acknowledge: ask.acknowledge }) });
  const { items } = (await answer.json()) as { items: readonly OperatorAlert[] };
  if (ask.json) say(JSON.stringify(items, null, 2));
  else for (const line of items.length === 0 ? ["No alert is open."] : items.flatMap(linesOf)) say(line);
  return items.some(({ acknowledgedAt }) => acknowledgedAt === null) ? 1 : 0;
}

const instant = (value: unknown): string => new Date(String(value)).toISOString().replace("T", " ").slice(0, 19);

function linesOf({ alertId, plane, what, subject, place, firstAt, lastAt, times, acknowledgedAt, acknowledgedBy }: OperatorAlert): string[] {
  return [
    `${instant(firstAt)}  ${plane.padEnd(7)}  ${what}  ${subject}${place === null ? "" : `  ${place}`}`,
    `  ${alertId}  ${times === 1 ? "seen once" : `seen ${times} times, last ${instant(lastAt)}`}${acknowledgedAt === null ? "" : `; acknowledged ${instant(acknowledgedAt)} by ${acknowledgedBy}`}`,
  ];
}
