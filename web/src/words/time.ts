/** Days and instants as people read them. A day (`2026-11-23`) has no zone; an instant is shown in the reader's own. */
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86_400_000;

export function showDay(day: string): string {
  const [year, month, date] = day.split("-");
  const name = MONTHS[Number(month) - 1];
  return name && date && year ? `${Number(date)} ${name} ${year}` : day;
}

/** `22 Nov 2026, 14:05`. */
export function showInstant(instant: string): string {
  const at = new Date(instant);
  return `${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}, ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** For the hover text: the same instant with its zone, and in UTC. */
export function showInstantFully(instant: string): string {
  const at = new Date(instant);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return `${showInstant(instant)} ${zone} (${at.toISOString().slice(0, 16).replace("T", " ")} UTC)`;
}

/** Relative within a week, the date after that: a week-old "8 days ago" helps nobody. */
export function showSince(instant: string, now: Date): string {
  const passedMs = now.getTime() - Date.parse(instant);
  if (passedMs < 0 || passedMs >= 7 * DAY_MS) return showInstant(instant);
  const minutes = Math.floor(passedMs / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return minutes === 1 ? "1 minute ago" : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours === 1 ? "1 hour ago" : `${hours} hours ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? "yesterday" : `${days} days ago`;
}

/** How long something took: `4.2 s`, `1 min 12 s`. */
export function showDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const two = (number: number): string => String(number).padStart(2, "0");
