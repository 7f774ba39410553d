/** The staff area's words. */
import type { Duty } from "../api/staff.ts";

export const DUTIES: Readonly<Record<Duty, { words: string; meaning: string }>> = {
  engineer: { words: "Engineer", meaning: "Writes the software; investigates under a grant" },
  infrastructure: { words: "Infrastructure", meaning: "Runs the service; investigates under a grant" },
  support: { words: "Support", meaning: "Answers tickets; investigates under a grant" },
  security: { words: "Security", meaning: "Gives duties, authorises grants, watches sign-ins" },
  people_team: { words: "People team", meaning: "Keeps the register: checks, links, leavers" },
  release_manager: { words: "Release manager", meaning: "Releases what others wrote" },
};
export const dutyWords = (duty: string): string => (DUTIES as Readonly<Record<string, { words: string }>>)[duty]?.words ?? duty;

export const EMPLOYMENTS = { permanent: "Permanent employee", "fixed-term": "Fixed term", contractor: "Contractor", agency: "Agency" } as const;
export const CHECKS = { identity: "Identity", "criminal-record": "Criminal record", "right-to-work": "Right to work", references: "References" } as const;

/** Why somebody was turned away at the staff door. */
export const REFUSALS: Readonly<Record<string, string>> = {
  "network-not-allowed": "From a network that is not allowed",
  "device-not-proven": "The device proved nothing",
  "not-attested": "Passkey without attestation",
  "self-attested": "Authenticator vouches only for itself",
  "model-not-allowed": "Model that is not handed out",
  "attestation-not-trusted": "Attestation that nobody trusted signed",
  "passkey-unknown": "Passkey that is not of staff",
  "passkey-refused": "Wrong answer of a passkey",
  "has-left": "Somebody who has left",
  "link-over": "Link that was used or has expired",
};

/** `passkeys` and the like, as an act of leaving counts them. */
const ENDED: Readonly<Record<string, readonly [one: string, more: string]>> = { sessions: ["session", "sessions"], passkeys: ["passkey", "passkeys"], links: ["open link", "open links"], duties: ["duty", "duties"], grants: ["grant", "grants"] };

export function endedWords(ended: Readonly<Record<string, number>>): string {
  const words = Object.entries(ended).filter(([, count]) => count > 0).map(([what, count]) => `${count} ${(ENDED[what] ?? [what, what])[count === 1 ? 0 : 1]}`);
  return words.length === 0 ? "There was nothing left to end" : words.join(", ");
}
