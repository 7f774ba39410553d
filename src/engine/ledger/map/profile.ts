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
  const written = new Map<string, number>();
  for (const value of values) written.set(value, (written.get(value) ?? 0) + 1);
  // each distinct value is looked at once: most columns of a ledger say the same things again and again
  const counts = new Map<string, number>();
  for (const [text, times] of written) {
    const value = text.trim();
    if (!isBlank(value) && !ZERO_DATE.test(value)) counts.set(value, (counts.get(value) ?? 0) + times);
  }
  const filled = [...counts.values()].reduce((sum, times) => sum + times, 0);
  const shapes: Partial<Record<DateShape, number>> = {};
  const marks = { point: 0, comma: 0, either: 0 };
  const units = new Map<string, number>();
  let [amounts, negatives, decimals, ibans, currencies] = [0, 0, 0, 0, 0];
  for (const [value, times] of counts) {
    const shape = dateShape(value);
    shapes[shape] = (shapes[shape] ?? 0) + times;
    if (/^[A-Z]{2}\d{2}[A-Z0-9 ]{10,}$/i.test(value)) ibans += times;
    if (/^[A-Z]{3}$/.test(value) || /^[£€$¥]$/.test(value)) currencies += times;
    const core = coreOf(value);
    if (!core) continue;
    amounts += times;
    if (core.negative) negatives += times;
    if (core.unit !== undefined) units.set(core.unit, (units.get(core.unit) ?? 0) + times);
    const mark = markEvidence(core.digits);
    if (mark === "either") marks.either += times;
    else if (mark !== "none") {
      marks[mark === "." ? "point" : "comma"] += times;
      const at = core.digits.lastIndexOf(mark);
      if (at >= 0) decimals = Math.max(decimals, core.digits.length - at - 1);
    }
  }
  const share = (count: number): number => (filled === 0 ? 0 : count / filled);
  const dates = filled - (shapes.none ?? 0) - (shapes.serial ?? 0);
  return {
    values: values.length,
    blank: values.length - filled,
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
