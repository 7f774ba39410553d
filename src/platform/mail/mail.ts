/**
 * Outgoing mail: the door. One message to one mail server, over TLS or not at all (promises D2, X4).
 *
 * Invariant: a message leaves only over a connection whose certificate was verified; what the server said comes back as a
 * value, without its words, which may quote an address. Queueing, retries and what a message says are left to the planes.
 */
export { openMailServer, type Delivery, type MailServerSettings, type OutgoingMail, type SendMail } from "./smtp.ts";
