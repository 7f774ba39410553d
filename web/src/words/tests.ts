/** Words of tests and parameters: families, values with their units, what a change changes. */
import type { ParameterChange, Test } from "../api/shapes.ts";
import { kindWords } from "./kinds.ts";
import { groupThousands } from "./money.ts";

const FAMILIES: Readonly<Record<string, string>> = { DUP: "Duplicates", OVR: "Overpayments", FRD: "Fraud", MAS: "Supplier records", PAY: "Payment runs" };

export function families(tests: readonly Test[]): { name: string; tests: Test[] }[] {
  const ids = [...new Set(tests.map(({ id }) => id.slice(0, 3)))];
  return ids.map((family) => ({ name: FAMILIES[family] ?? family, tests: tests.filter(({ id }) => id.startsWith(family)) }));
}

/** 5000 → 5,000; 0.25 → 0.25. */
export function showNumber(value: number): string {
  const [whole = "", rest] = String(value).split(".");
  return groupThousands(whole) + (rest === undefined ? "" : `.${rest}`);
}
const UNITS: Readonly<Record<string, string>> = { "minor units": "pence or cents", "minor units a year": "pence or cents a year", probability: "" };
export const unitWords = (unit: string): string => UNITS[unit] ?? unit;
export const showPercent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
export const showValue = (value: number, unit: string): string => (unit === "probability" ? showPercent(value) : `${showNumber(value)} ${unitWords(unit)}`.trim());

export function changeWords({ what, name, label, unit, before, after }: ParameterChange): { subject: string; before: string; after: string } {
  if (what === "test") return { subject: `${name} ${label}`, before: before ? "on" : "off", after: after ? "on" : "off" };
  if (what === "showFrom") return { subject: `${kindWords(name)}: shown from`, before: showPercent(before), after: showPercent(after) };
  return { subject: `${name.split(".")[0] ?? name}: ${label.charAt(0).toLowerCase()}${label.slice(1)}`, before: showValue(before, unit), after: showValue(after, unit) };
}

export const versionWords = (version: number): string => (version === 0 ? "the standard parameters" : `version ${version}`);

const STATES = { draft: ["held", "Draft"], current: ["good", "Counts now"], past: ["neutral", "Past"], withdrawn: ["neutral", "Withdrawn"] } as const;
export const versionState = (state: keyof typeof STATES): (typeof STATES)[keyof typeof STATES] => STATES[state];

const LAST = { ran: ["good", "Ran"], skipped: ["held", "Could not run"], capped: ["held", "Ran in part"], off: ["neutral", "Switched off"] } as const;
export const testState = ({ on, lastRun }: Pick<Test, "on" | "lastRun">): (typeof LAST)[keyof typeof LAST] | readonly ["neutral", string] =>
  (!on ? LAST.off : lastRun && lastRun.state !== "off" ? LAST[lastRun.state] : ["neutral", "On"]);
