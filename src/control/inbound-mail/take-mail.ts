/**
 * Takes one mail in.
 *
 * Crash story. Its files go to the region first, each under an id that follows from the mail, so that sent twice is stored once. Then one
 * transaction writes what it becomes and that it was received. Then its sender is told 250. Killed before the transaction: the sender
 * has heard nothing and sends it again; files that are there already stay as they are. Killed after it: the sender sends it again, and it
 * is known.
 */
import { Refusal } from "../../base/errors.ts";
import { type Envelope, type Judgement, type OpenedMessage, openMessage } from "../../platform/mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import type { SendToRegion } from "../sites/sites.ts";
import { receivedAs, noteOnly, receivedLately, type Received, wasReceived } from "./received.store.ts";
import { type Target, targetOf } from "./recipients.ts";
import { takeAnswer } from "./take-answer.ts";
import { takeBounce } from "./take-bounce.ts";
import { holdsLink, takeReport } from "./take-report.ts";
import { takeNewTicket } from "./take-new-ticket.ts";

export type InboundDeps = {
  readonly sendToRegion: SendToRegion;
  /** Senders are proven by DNS; absent: none is, and every new ticket waits to be confirmed. */
  readonly proof?: { readonly name: string; readonly dnsServer?: string };
  /** How a mail is read: in a thread of its own; tests read in theirs. */
  readonly open?: typeof openMessage;
  /** Told what became of each mail. No address, no content. */
  readonly onTaken: (what: string) => void;
};

/** A mail as its verb takes it. */
export type Incoming = { readonly message: OpenedMessage; readonly received: Received; readonly from: string };

export const TAKEN = { outcome: "taken" } as const;
export const refuse = (status: string, words: string): Judgement => ({ outcome: "refused", status, words });
export const later = (status: string, words: string): Judgement => ({ outcome: "later", status, words });

const MOST_HOPS = 40;
/** From one address within an hour. */
const MOST_LATELY = 20;

export function mailOwner(plane: ControlPlane, deps: InboundDeps): { onRecipient: (recipient: string, from: string) => Promise<Judgement>; onMail: (raw: Buffer, envelope: Envelope) => Promise<Judgement> } {
  return {
    onRecipient: async (recipient) => ((await targetOf(plane, recipient)) === undefined ? refuse("5.1.1", "Nobody takes mail here.") : TAKEN),
    onMail: (raw, envelope) => takeMail(plane, deps, raw, envelope),
  };
}

async function takeMail(plane: ControlPlane, deps: InboundDeps, raw: Buffer, envelope: Envelope): Promise<Judgement> {
  const message = await (deps.open ?? openMessage)(raw, deps.proof && { ...deps.proof, address: envelope.address, helo: envelope.helo, from: envelope.from });
  if (message === undefined) return refuse("5.6.0", "The message cannot be read.");
  const judgements: Judgement[] = [];
  for (const recipient of new Set(envelope.to)) judgements.push(await takeFor(plane, deps, recipient, raw, envelope, message));
  // One answer for all: what was taken already is known when it is sent again.
  return judgements.find(({ outcome }) => outcome === "later") ?? judgements.find(({ outcome }) => outcome === "taken") ?? judgements[0] ?? refuse("5.1.1", "Nobody takes mail here.");
}

async function takeFor(plane: ControlPlane, deps: InboundDeps, recipient: string, raw: Buffer, envelope: Envelope, message: OpenedMessage): Promise<Judgement> {
  const target = await targetOf(plane, recipient);
  if (target === undefined) return refuse("5.1.1", "Nobody takes mail here.");
  const received = receivedAs(plane, recipient, message.from, message.messageId, raw);
  if (await wasReceived(plane, received)) return TAKEN;
  const incoming = { message, received, from: envelope.from };
  const judgement = await judged(plane, deps, target, incoming);
  deps.onTaken(judgement.outcome === "taken" ? target.kind : judgement.outcome);
  return judgement;
}

async function judged(plane: ControlPlane, deps: InboundDeps, target: Target, incoming: Incoming): Promise<Judgement> {
  if (target.kind === "bounce") return takeBounce(plane, target.mail, incoming);
  // Some programs pass a mail on with the headers that say it is a program's: it may hold a link of ours all the same.
  const passedOn = target.kind === "report" && holdsLink(incoming);
  if (!passedOn && isFromProgram(plane, incoming)) return (await noteOnly(plane, incoming.received, "automatic"), TAKEN);
  if ((await receivedLately(plane, incoming.received)) >= MOST_LATELY) return later("4.7.1", "Too many messages from this address. Please try again later.");
  try {
    if (target.kind === "report") return await takeReport(plane, incoming);
    return await (target.kind === "ticket" ? takeAnswer(plane, deps, target.owner, incoming) : takeNewTicket(plane, incoming));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.kind === "unavailable" || error.kind === "too_many") return later("4.3.2", "This cannot be stored just now. Please try again later.");
    return refuse("5.7.1", error.code === "ticket-long-closed" ? "This conversation was closed long ago. Please begin a new one." : "This conversation takes no mail.");
  }
}

/** Also a mail of ours that went round in a circle. */
function isFromProgram(plane: ControlPlane, { message, from }: Incoming): boolean {
  return message.automatic || message.report !== undefined || from === "" || message.hops > MOST_HOPS || message.messageId.toLowerCase().endsWith(`@${plane.tickets.mailDomain}>`) || /^<mai_[0-9a-f-]{36}@/.test(message.messageId);
}
