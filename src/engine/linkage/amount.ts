/** How the amounts and the dates of two documents lie to each other: ordered levels, pure. */
import type { Doc } from "./document.ts";
import type { AmountLevel, DateLevel } from "./weights.ts";
import { oneEdit } from "./number.ts";

/** Differences of at most this many minor units, and at most 2 %, count as close. */
const CLOSE_MINOR = 100;

export function compareAmounts(a: Doc, b: Doc): AmountLevel {
  if (a.amt === b.amt) return "equal";
  if ((a.tax > 0 && b.tax === 0 && a.net === b.amt) || (b.tax > 0 && a.tax === 0 && b.net === a.amt)) return "net-gross";
  const [low, high] = a.amt < b.amt ? [a.amt, b.amt] : [b.amt, a.amt];
  const edit = oneEdit(String(low), String(high));
  if (edit === "swapped") return "swapped";
  if (high === low * 10 || high === low * 100 || high === low * 1000) return "shifted";
  if (low % 100 === 0 && Math.floor(high / 100) * 100 === low) return "pence";
  if (high - low <= CLOSE_MINOR && high - low <= high * 0.02) return "close";
  if ((low % 1000 === 0 || high % 1000 === 0) && high - low <= 500) return "rounded";
  if (edit === "digit" || edit === "dropped") return "digit";
  return "unrelated";
}

export function compareDates(a: number | null, b: number | null): DateLevel {
  if (a === null || b === null) return "missing";
  const days = Math.abs(a - b);
  if (days === 0) return "same";
  if (days <= 7) return "week";
  if (isSwapped(a, b)) return "swapped";
  if (days <= 45) return "month";
  return Math.abs(days - 365) <= 1 ? "year" : "far";
}

/** 3 April written as 4 March. */
function isSwapped(a: number, b: number): boolean {
  const [x, y] = [new Date(a * 86_400_000), new Date(b * 86_400_000)];
  return (
    x.getUTCFullYear() === y.getUTCFullYear() &&
    x.getUTCDate() === y.getUTCMonth() + 1 &&
    y.getUTCDate() === x.getUTCMonth() + 1
  );
}
