/** Words for access of the operator's people, on both sides. */
import type { AccessGrant } from "../api/staff.ts";

export const GRANTABLE: Readonly<Record<AccessGrant["permissions"][number], string>> = {
  "findings:read": "See findings with their documents",
  "imports:read": "See imports",
  "parameters:read": "See which tests run and how they are set",
  "payment-runs:read": "See payment runs with what was said of each payment",
  "population:read": "See the population",
  "runs:read": "See runs",
  "runs:start": "Have the ledger analysed again",
  "uploads:read": "See which files were sent",
};

export const STATES: Readonly<Record<AccessGrant["state"], { words: string; meaning: "moving" | "held" | "risk" | "neutral" }>> = {
  asked: { words: "Waits for review", meaning: "moving" },
  reviewed: { words: "Waits for authorisation", meaning: "moving" },
  customer: { words: "Waits for the customer", meaning: "held" },
  live: { words: "Live", meaning: "risk" },
  over: { words: "Over", meaning: "neutral" },
};

export const OUTCOMES: Readonly<Record<NonNullable<AccessGrant["outcome"]>, string>> = {
  declined: "declined", withdrawn: "withdrawn", lapsed: "lapsed, nobody allowed it", time: "its time was up", ticket: "the ticket ended", revoked: "ended by the operator",
  customer: "ended or refused by the customer", standing: "somebody it rested on lost their standing", site: "the site was closed",
};

export function stateWords({ state, outcome, startsAt }: Pick<AccessGrant, "state" | "outcome" | "startsAt">): string {
  if (state !== "over") return STATES[state].words;
  return `${startsAt === null ? "Never began" : "Over"}: ${outcome === null ? "ended" : OUTCOMES[outcome]}`;
}

/** 90 → "1 h 30 min". */
export function duration(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 && `${hours} h`, rest > 0 && `${rest} min`].filter(Boolean).join(" ");
}
