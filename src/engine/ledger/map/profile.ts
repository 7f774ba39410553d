/**
 * What the values of a column look like, from a sample. A heading claims; the values confirm or refute.
 */
import { coreOf, isBlank, markEvidence } from "../amounts.ts";
import { ZERO_DATE, dateShape } from "../dates.ts";
import type { DateShape } from "../dates.ts";

export type Profile = {
  readonly values: number;
  readonly blank: number;
  readonly distinct: number;
  /** Shares are of the values that are not blank. */
  readonly amountShare: number;
  readonly dateShare: number;
  readonly ibanShare: number;
  readonly currencyShare: number;
  readonly negatives: number;
  readonly marks: { readonly point: number; readonly comma: number; readonly either: number };
  /** Most digits after the mark, where a value leaves no doubt about it. */
  readonly decimals: number;
  readonly shapes: Readonly<Partial<Record<DateShape, number>>>;
  /** Currency signs or codes written in the amounts. */
  readonly units: ReadonlyMap<string, number>;
  /** The commonest values, for document types, currencies and sides. */
  readonly common: readonly (readonly [value: string, count: number])[];
};

export function profileColumn(values: readonly string[]): Profile {
  const filled = values.map((value) => value.trim()).filter((value) => !isBlank(value) && !ZERO_DATE.test(value));
  const counts = new Map<string, number>();
  const shapes: Partial<Record<DateShape, number>> = {};
  const marks = { point: 0, comma: 0, either: 0 };
  const units = new Map<string, number>();
  let [amounts, negatives, decimals, ibans, currencies] = [0, 0, 0, 0, 0];
  for (const value of filled) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
    const shape = dateShape(value);
    shapes[shape] = (shapes[shape] ?? 0) + 1;
    if (/^[A-Z]{2}\d{2}[A-Z0-9 ]{10,}$/i.test(value)) ibans += 1;
    if (/^[A-Z]{3}$/.test(value) || /^[£€$¥]$/.test(value)) currencies += 1;
    const core = coreOf(value);
    if (!core) continue;
    amounts += 1;
    if (core.negative) negatives += 1;
    if (core.unit !== undefined) units.set(core.unit, (units.get(core.unit) ?? 0) + 1);
    const mark = markEvidence(core.digits);
    if (mark === "either") marks.either += 1;
    else if (mark !== "none") {
      marks[mark === "." ? "point" : "comma"] += 1;
      const at = core.digits.lastIndexOf(mark);
      if (at >= 0) decimals = Math.max(decimals, core.digits.length - at - 1);
    }
  }
  const share = (count: number): number => (filled.length === 0 ? 0 : count / filled.length);
  const dates = filled.length - (shapes.none ?? 0) - (shapes.serial ?? 0);
  return {
    values: values.length,
    blank: values.length - filled.length,
    distinct: counts.size,
    amountShare: share(amounts),
    dateShare: share(dates + (dates > 0 || share(shapes.serial ?? 0) > 0.9 ? (shapes.serial ?? 0) : 0)),
    ibanShare: share(ibans),
    currencyShare: share(currencies),
    negatives,
    marks,
    decimals,
    shapes,
    units,
    common: [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 40),
  };
}
