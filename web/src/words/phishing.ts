/** Phishing tests in words. */
import type { Meaning } from "../blocks/tag.tsx";

export const CAMPAIGN_STATES: Readonly<Record<"scheduled" | "sending" | "running" | "ended" | "stopped", { meaning: Meaning; words: string }>> = {
  scheduled: { meaning: "held", words: "Scheduled" },
  sending: { meaning: "moving", words: "Being sent" },
  running: { meaning: "moving", words: "Under way" },
  ended: { meaning: "neutral", words: "Over" },
  stopped: { meaning: "neutral", words: "Stopped" },
};

export const LANDINGS = { "sign-in": "A sign-in that asks for a password", "bank-details": "A form that asks for bank details" } as const;

export const pickMonth = ({ month }: Readonly<Record<string, unknown>>): string | undefined => (/^20\d\d-(0[1-9]|1[0-2])$/.test(String(month)) ? String(month) : undefined);

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
/** `2026-11`: `November 2026`. */
export const monthWords = (month: string): string => `${MONTHS[Number(month.slice(5)) - 1] ?? month} ${month.slice(0, 4)}`;

/** Of those whom the mail reached; somebody may have touched the link of a mail that came back later. */
export const shareOf = (count: number, { delivered }: { readonly delivered: number }): number | null => (delivered === 0 ? null : Math.min(1, count / delivered));
export const percentWords = (share: number | null): string => (share === null ? "–" : `${Math.round(share * 100)} %`);
export const countWords = (count: number, of: { readonly delivered: number }): string => (of.delivered === 0 ? String(count) : `${count} (${percentWords(shareOf(count, of))})`);
