/** Mail in words: which text it was, and what became of it. */
import type { Mail } from "../api/shapes.ts";
import { sentence } from "./kinds.ts";

const TEMPLATES: Readonly<Record<string, string>> = {
  invitation: "Invitation",
  "password-reset": "Link to a new password",
  "password-changed": "Password was changed",
  "sign-in-reset": "Link to begin the sign-in anew",
  "second-factor-changed": "Second factor was changed",
  alert: "Alert",
  "ticket-answered": "The helpdesk answered",
  "ticket-solved": "The helpdesk solved a ticket",
  "ticket-received": "A ticket was received",
  "ticket-held": "A message waits to be confirmed",
  "confirm-address": "Link to confirm a new address",
  "address-change-asked": "Change of address: can be stopped",
  "address-changed": "Address was changed: can be undone",
  "codes-guessed": "Warning: the password is known",
  "staff-invitation": "Link to make a passkey",
  "staff-reminder": "Reminder of what runs out",
  campaign: "Phishing test",
  "suspicious-mail": "A suspicious mail was reported",
};
export const mailWords = (template: string): string => TEMPLATES[template] ?? sentence(template.replaceAll("-", " "));

export const MAIL_STATES: Readonly<Record<Mail["state"], { meaning: "good" | "moving" | "held" | "risk" | "neutral"; words: string }>> = {
  waiting: { meaning: "moving", words: "On its way" },
  sent: { meaning: "good", words: "Sent" },
  refused: { meaning: "risk", words: "Refused" },
  "given-up": { meaning: "risk", words: "Could not be sent" },
  suppressed: { meaning: "held", words: "Not sent: no such mailbox" },
  bounced: { meaning: "risk", words: "Came back: not delivered" },
  kept: { meaning: "neutral", words: "Kept here" },
};
