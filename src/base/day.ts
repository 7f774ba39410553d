/**
 * A calendar day without a time zone: invoice dates, payment dates, due dates. Never an instant.
 * Written as ISO 8601 (`2026-11-23`); shown as finance people write it (`23 Nov 2026`).
 */
export type Day = string & { readonly __day: unique symbol };

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Undefined unless the text is a real day of the proleptic Gregorian calendar in ISO form. */
export function asDay(text: string): Day | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return undefined;
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text ? undefined : (text as Day);
}

/** Whole days since 1970-01-01. */
export const dayNumber = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;

export const dayFromNumber = (number: number): Day => new Date(number * 86_400_000).toISOString().slice(0, 10) as Day;

export function showDay(day: Day): string {
  const [year, month, date] = day.split("-");
  return `${Number(date)} ${MONTHS[Number(month) - 1]} ${year}`;
}
