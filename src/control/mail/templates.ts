/**
 * Every text that is sent by mail. A closed list with typed fields: there is no field for customer data, and a mail that is not
 * here cannot be sent. The whole output is golden text (test/golden/mails.txt).
 *
 * Plain text, no pictures, nothing that tells when it was read. Names were typed by people and are shown to others, so nothing in
 * them may become a link in the reader's program.
 */
import type { RuleName } from "../../platform/alerts/alerts.ts";
import { ACCESS_TEXTS, type AccessNews } from "./access-news.ts";
import { staffText, type StaffMail } from "./staff-templates.ts";

export type Mail =
  | StaffMail
  /** A phishing test, as its template and campaigns/fill-template.ts made it. Nothing of ours stands below it. */
  | { readonly kind: "campaign"; readonly fromName: string; readonly subject: string; readonly text: string }
  | { readonly kind: AccessNews; readonly name: string; readonly link: string }
  | { readonly kind: "invitation"; readonly organisation: string; readonly inviter: string; readonly link: string; readonly days: number }
  | { readonly kind: "password-reset"; readonly name: string; readonly link: string; readonly minutes: number }
  | { readonly kind: "password-changed"; readonly name: string }
  | { readonly kind: "sign-in-reset"; readonly name: string; readonly administrator: string; readonly link: string; readonly hours: number }
  | { readonly kind: "second-factor-changed"; readonly name: string; readonly change: SecondFactorChange }
  | { readonly kind: "confirm-address"; readonly name: string; readonly link: string; readonly hours: number }
  | { readonly kind: "address-change-asked"; readonly name: string; readonly link: string; readonly hours: number }
  | { readonly kind: "address-changed"; readonly name: string; readonly link: string; readonly days: number }
  | { readonly kind: "codes-guessed"; readonly name: string }
  /** Which rule, where and when. What was found stays where it was found. `where` is a site's name, or the organisation's when `whole`. */
  | { readonly kind: "alert"; readonly name: string; readonly rule: RuleName; readonly where: string; readonly whole: boolean; readonly at: Date; readonly link: string; readonly last: boolean }
  /** Access is to be reviewed, or should have been. */
  | { readonly kind: "access-review"; readonly name: string; readonly organisation: string; readonly dueAt: Date; readonly overdue: boolean; readonly link: string }
  /** That there is something in a ticket, never what. `replyTo`: the address at which this person answers this ticket by mail. */
  | { readonly kind: TicketNews; readonly name: string; readonly reference: string; readonly link: string; readonly replyTo?: string };

export type TicketNews = "ticket-answered" | "ticket-solved" | "ticket-received" | "ticket-held";
export type SecondFactorChange = "authenticator-added" | "authenticator-removed" | "passkey-added" | "passkey-removed" | "recovery-codes-made" | "recovery-code-used";

const CHANGES: Readonly<Record<SecondFactorChange, string>> = {
  "authenticator-added": "An authenticator app was added to your account.",
  "authenticator-removed": "The authenticator app was removed from your account.",
  "passkey-added": "A passkey was added to your account.",
  "passkey-removed": "A passkey was removed from your account.",
  "recovery-codes-made": "New recovery codes were made for your account. The ones from before no longer work.",
  "recovery-code-used": "A recovery code was used to sign in to your account. Each works once.",
};

const RULES: Readonly<Record<RuleName, string>> = {
  failures: "Many sign-ins failed or were refused within a short time.",
  "new-place": "Somebody signed in from a place that is new for that person.",
  "mass-export": "One person took away many rows within a short time.",
  "key-acts": "A person changed the keys.",
  "break-glass": "The operator's staff reached into your data.",
  "feed-stopped": "A feed was stopped, because its receiver takes nothing any more.",
  "trail-damaged": "The record of what was done is not what was written: part of it was altered or is missing.",
};

const NAME_MAX_LENGTH = 80;

/** A name as it stands in a mail: short, one line, and without anything that a mail program would turn into a link. */
export function harmless(name: string): string {
  const plain = name.replace(/[\p{C}\s]+/gu, " ").replace(/[<>[\]()@:/\\]+/g, " ").replace(/\.(?=\S)/g, ". ").replace(/ {2,}/g, " ").trim();
  const characters = [...plain];
  return characters.length > NAME_MAX_LENGTH ? `${characters.slice(0, NAME_MAX_LENGTH - 1).join("")}…` : plain;
}

type Text = { readonly subject: string; readonly lines: readonly string[] };

const NOT_YOU = "If this was not you, tell an administrator of your organisation at once.";

type AlertMail = Extract<Mail, { kind: "alert" }>;

function alertText({ name, rule, where, whole, at, link, last }: AlertMail): Text {
  return {
    subject: `Spendward alert: ${harmless(where)}`,
    lines: [
      `Hello ${harmless(name)},`,
      RULES[rule],
      `${whole ? "Organisation" : "Site"}: ${harmless(where)}\nTime: ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`,
      "Sign in to see what is behind it:",
      link,
      ...(last ? ["There were several alerts within the hour. Further ones are not sent by mail for now; look for them in Spendward."] : []),
      "You get this because you are an administrator of your organisation. Which alerts you get by mail is yours to choose, under Settings in Spendward.",
    ],
  };
}

const TICKET_NEWS: Readonly<Record<TicketNews, { readonly subject: string; readonly line: string }>> = {
  "ticket-answered": { subject: "Answer to your ticket", line: "The helpdesk has answered. Sign in to read it:" },
  "ticket-solved": { subject: "Solved", line: "The helpdesk considers this solved. Sign in to see how; if it is not, say so there and it is open again:" },
  "ticket-received": { subject: "We have your ticket", line: "Your ticket is with the helpdesk. Sign in to see it:" },
  "ticket-held": {
    subject: "Is this message from you?",
    line: "A message to the helpdesk came in your name. Anybody can write a name on a mail, so it waits until you sign in and confirm it. If it is not yours, discard it there:",
  },
};

type TicketMail = Extract<Mail, { kind: TicketNews }>;

const ticketText = ({ kind, name, reference, link }: TicketMail): Text => ({
  subject: `${TICKET_NEWS[kind].subject} (${reference})`,
  lines: [`Hello ${harmless(name)},`, TICKET_NEWS[kind].line, link, `Reference: ${reference}. What was written is not in this mail, on purpose.`],
});
/** The new address is in none of these: somebody may have entered it for others to read. */
function addressText(mail: Extract<Mail, { kind: "confirm-address" | "address-change-asked" | "address-changed" }>): Text {
  const hello = `Hello ${harmless(mail.name)},`;
  switch (mail.kind) {
    case "confirm-address":
      return {
        subject: "Confirm your new address for Spendward",
        lines: [hello, `You, or somebody who used your account, want to sign in to Spendward with this address. Open this link within ${mail.hours} hours to confirm it. It works once:`, mail.link, "If you do not know what this is about, do nothing: without you nothing changes."],
      };
    case "address-change-asked":
      return {
        subject: "Your address for Spendward is about to change",
        lines: [hello, "Somebody who is signed in as you, probably you, asked to use another address for your account. If this was you, you need do nothing here.", `If it was not you, open this link within ${mail.hours} hours to stop it, then choose a new password:`, mail.link, NOT_YOU],
      };
    case "address-changed":
      return {
        subject: "Your address for Spendward was changed",
        lines: [hello, "Your account now has another address, and every session was signed out. Mail about it no longer comes here.", `If this was not you, open this link within ${mail.days} days to undo it:`, mail.link, NOT_YOU],
      };
  }
}

const accessText = ({ kind, name, link }: Extract<Mail, { kind: AccessNews }>): Text => ({
  subject: ACCESS_TEXTS[kind].subject,
  lines: [`Hello ${harmless(name)},`, ACCESS_TEXTS[kind].line, link],
});

function reviewText({ name, organisation, dueAt, overdue, link }: Extract<Mail, { kind: "access-review" }>): Text {
  const [where, day] = [harmless(organisation), dueAt.toISOString().slice(0, 10)];
  return {
    subject: overdue ? "The access review is overdue" : "An access review is due",
    lines: [
      `Hello ${harmless(name)},`,
      overdue ? `The review of who has access to ${where} was to be signed by ${day}, and is not.` : `Who has access to ${where} is to be reviewed by ${day}: keep or take away each person, then sign.`,
      link,
      "You get this because you are an administrator of your organisation.",
    ],
  };
}

function textOf(mail: Exclude<Mail, { kind: "campaign" }>): Text {
  switch (mail.kind) {
    case "staff-invitation":
    case "staff-reminder":
    case "suspicious-mail":
      return staffText(mail, harmless);
    case "access-asked":
    case "access-reminder":
    case "access-begun":
    case "access-emergency":
    case "access-ended":
    case "access-accounted":
    case "access-to-review":
    case "access-to-authorise":
      return accessText(mail);
    case "ticket-answered":
    case "ticket-solved":
    case "ticket-received":
    case "ticket-held":
      return ticketText(mail);
    case "alert":
      return alertText(mail);
    case "invitation":
      return {
        subject: "You are invited to Spendward",
        lines: [
          `${harmless(mail.inviter)} invites you to join ${harmless(mail.organisation)} on Spendward.`,
          `Open this link within ${mail.days} days to choose how you will sign in. It works once, and only for the address that this mail was sent to:`,
          mail.link,
          "If you did not expect this, do nothing: without you the invitation ends by itself.",
        ],
      };
    case "password-reset":
      return {
        subject: "Choose a new password for Spendward",
        lines: [
          `Hello ${harmless(mail.name)},`,
          `Somebody, probably you, asked for a new password. Open this link within ${mail.minutes} minutes to choose one. It works once:`,
          mail.link,
          "Your second factor stays as it is. If you did not ask for this, do nothing: your password is unchanged.",
        ],
      };
    case "password-changed":
      return { subject: "Your Spendward password was changed", lines: [`Hello ${harmless(mail.name)},`, "Your password was changed, and every session was signed out.", NOT_YOU] };
    case "sign-in-reset":
      return {
        subject: "Set up your sign-in to Spendward again",
        lines: [
          `Hello ${harmless(mail.name)},`,
          `${harmless(mail.administrator)} removed your password and second factor so that you can set them up again. Open this link within ${mail.hours} hours. It works once:`,
          mail.link,
          NOT_YOU,
        ],
      };
    case "second-factor-changed":
      return { subject: "Your sign-in to Spendward was changed", lines: [`Hello ${harmless(mail.name)},`, CHANGES[mail.change], NOT_YOU] };
    case "access-review":
      return reviewText(mail);
    case "confirm-address":
    case "address-change-asked":
    case "address-changed":
      return addressText(mail);
    case "codes-guessed":
      return {
        subject: "Somebody knows your Spendward password",
        lines: [`Hello ${harmless(mail.name)},`, "Your password was right, but several wrong codes were given after it. Nobody got in.", "If this was not you, choose a new password now: on the sign-in page, follow \"Forgotten your password?\"."],
      };
  }
}

const ENDS = {
  account: "Spendward sends this because of something done with an account. It cannot be answered.",
  ticket: "Spendward sends this because of a ticket of yours.",
  answerable: "Spendward sends this because of a ticket of yours. An answer to this mail is added to the ticket. Do not pass the mail on: whoever has its address can write there.",
} as const;

export type WrittenMail = { readonly subject: string; readonly text: string; readonly fromName?: string; readonly replyTo?: string };

export function writtenMail(mail: Mail): WrittenMail {
  if (mail.kind === "campaign") return { subject: mail.subject, text: mail.text, fromName: mail.fromName };
  const { subject, lines } = textOf(mail);
  const replyTo = "replyTo" in mail ? mail.replyTo : undefined;
  const end = !("reference" in mail) ? ENDS.account : replyTo === undefined ? ENDS.ticket : ENDS.answerable;
  return { subject, text: `${[...lines, end].join("\n\n")}\n`, ...(replyTo !== undefined && { replyTo }) };
}
