/**
 * Mail that comes in (promise X4): answers to tickets, new tickets, and mail of ours that comes back. The door.
 *
 * Invariant: 250 means stored, and stored once, however often it is sent. Nobody becomes somebody by writing a name on a mail: what comes to a
 * ticket's secret address is part of that ticket and shown as mail; a new ticket waits until its person has confirmed it, unless the sender's
 * domain is proven. What a program sent is not taken for a person's word, so that two programs cannot talk for ever. Files go to the
 * site's region at once and are nowhere here.
 */
export { forgetReceived } from "./received.store.ts";
export { mailOwner, type InboundDeps } from "./take-mail.ts";
