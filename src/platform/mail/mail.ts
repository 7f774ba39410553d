/**
 * Mail, out and in: the door. One message to one mail server, over TLS or not at all; messages taken in over TLS (promises D2, X4).
 *
 * Invariant: a message leaves only over a connection whose certificate was verified; what the server said comes back as a
 * value, without its words, which may quote an address. One that comes in is acknowledged only after its owner has stored it, is never on a
 * disk in clear, and is read in a thread whose memory and time are bounded. Queueing, retries, whose an address is and what becomes of a
 * message are left to the planes.
 */
export { openMailServer, type Delivery, type MailServerSettings, type OutgoingMail, type SendMail } from "./smtp.ts";
export { openMailListener, type Envelope, type Judgement, type MailListener, type MailListenerSettings } from "./mail-listener.ts";
export { openMessage, type OpenedMessage } from "./open-message.ts";
export type { MailFile, Report } from "./parse-message.ts";
