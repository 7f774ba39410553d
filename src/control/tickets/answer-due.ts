/**
 * Until when the operator owes an answer. Urgent: an hour, whatever the hour. The others count working hours: Monday to Friday, 09:00 to
 * 17:00 UTC, without holidays, which is kept simple on purpose and said to the customer.
 */
import type { Priority } from "../ticket-tables.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FROM_HOUR = 9;
const TO_HOUR = 17;

export const ANSWER_WITHIN: Readonly<Record<Priority, { readonly hours: number; readonly working: boolean }>> = {
  urgent: { hours: 1, working: false },
  high: { hours: 4, working: true },
  normal: { hours: 8, working: true },
  low: { hours: 24, working: true },
};

export function answerDue(askedAt: Date, priority: Priority): Date {
  const { hours, working } = ANSWER_WITHIN[priority];
  if (!working) return new Date(askedAt.getTime() + hours * HOUR_MS);
  let leftMs = hours * HOUR_MS;
  let atMs = inHours(askedAt.getTime());
  for (;;) {
    const endMs = startOfDay(atMs) + TO_HOUR * HOUR_MS;
    if (leftMs <= endMs - atMs) return new Date(atMs + leftMs);
    leftMs -= endMs - atMs;
    atMs = inHours(endMs);
  }
}

const startOfDay = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;

/** The instant itself when it is within working hours, else when they begin next. The end of a day belongs to the next. */
function inHours(ms: number): number {
  const day = startOfDay(ms);
  const weekday = new Date(day).getUTCDay();
  const isWorkday = weekday >= 1 && weekday <= 5;
  if (isWorkday && ms < day + FROM_HOUR * HOUR_MS) return day + FROM_HOUR * HOUR_MS;
  if (isWorkday && ms < day + TO_HOUR * HOUR_MS) return ms;
  return inHours(day + DAY_MS);
}
