/**
 * Tickets: what customers' people ask of the helpdesk, and the answers (promises A6, X4). The door.
 *
 * Invariant: a ticket is raised, confirmed and reopened by the customer's own people only; subject and messages are stored sealed and are
 * in no log and no mail; nothing of a site's data is here but ids. Files belong to the region; who may see a site's data because of a
 * ticket is a grant's business, which asks `openTicket` and is told by `onEnd`.
 */
export { attachFile } from "./attach-file.ts";
export { closeQuietTickets } from "./close-quiet-tickets.ts";
export type { OnTicketEnd, TicketEnd } from "./move-ticket.ts";
export { openTicket, type OpenTicket } from "./open-ticket.ts";
export { addTicket } from "./raise-ticket.ts";
export { type AddressOwner, ownerOfAddress } from "./reply-address.ts";
export { tellCustomer } from "./tell-people.ts";
export { staffTicketRoutes } from "./staff-tickets.routes.ts";
export { ticketRoutes } from "./tickets.routes.ts";
export { lockTicket, ticketRow, type TicketRow, type Tx } from "./tickets.store.ts";
export { customerWrites } from "./write-message.ts";
