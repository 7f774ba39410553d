/** Tickets at the control plane, and their files, which are in the region of the ticket's site. */
import { call, type Given } from "./call.ts";
import { OPERATIONS, type Operations } from "./generated/control.ts";
import { OPERATIONS as OF_REGION, type Operations as RegionOperations } from "./generated/region.ts";
import { download } from "./region.ts";
import type { ForTicket } from "./sending-files.ts";
import type { Site } from "./shapes.ts";
import { withToken } from "./token.ts";

type Name = keyof Operations;
const ask = <N extends Name>(name: N, given: Given<Operations[N]>): Promise<Operations[N]["answer"]> => call<Operations[N]>(window.location.origin, OPERATIONS[name], given);

export type Conversation = Operations["readTicket"]["answer"];
export type Ticket = Operations["listTickets"]["answer"]["items"][number];
export type TicketMessage = Conversation["messages"][number];
export type TicketFile = RegionOperations["listTicketFiles"]["answer"]["items"][number];
export type NewTicket = Operations["raiseTicket"]["body"];
export type TicketState = Ticket["state"];
export type Priority = Ticket["priority"];
export type TicketsQuery = Operations["listTickets"]["query"];
export type StaffTicket = Operations["readStaffTicket"]["answer"];
export type QueuedTicket = Operations["listStaffTickets"]["answer"]["items"][number];
export type QueueQuery = Operations["listStaffTickets"]["query"];
export type QueueShown = NonNullable<QueueQuery["show"]>;

export const fetchTickets = (query: TicketsQuery) => ask("listTickets", { query });
export const fetchTicket = (ticketId: string) => ask("readTicket", { params: { ticketId } });
export const raiseTicket = (body: NewTicket) => ask("raiseTicket", { body });
export const writeInTicket = (ticketId: string, message: string) => ask("writeInTicket", { params: { ticketId }, body: { message } });
export const moveTicket = (ticketId: string, state: TicketState) => ask("moveTicket", { params: { ticketId }, body: { state } });
export const changeTicket = (ticketId: string, body: Operations["changeTicket"]["body"]) => ask("changeTicket", { params: { ticketId }, body });
export const attachToTicket = (ticketId: string, body: Operations["attachToTicket"]["body"]) => ask("attachToTicket", { params: { ticketId }, body });

export const fetchQueue = (query: QueueQuery) => ask("listStaffTickets", { query });
export const fetchStaffTicket = (ticketId: string) => ask("readStaffTicket", { params: { ticketId } });
export const answerTicket = (ticketId: string, body: Operations["answerTicket"]["body"]) => ask("answerTicket", { params: { ticketId }, body });
export const changeStaffTicket = (ticketId: string, body: Operations["changeStaffTicket"]["body"]) => ask("changeStaffTicket", { params: { ticketId }, body });

/** Five minutes, one ticket: asked anew for each use. */
const passFor = async (ticketId: string): Promise<Record<string, string>> => ({ "spendward-ticket-pass": (await ask("issueTicketPass", { params: { ticketId } })).pass });

export const forTicket = (id: string): ForTicket => ({ id, headers: () => passFor(id) });

export async function fetchTicketFiles(site: Site, ticketId: string): Promise<TicketFile[]> {
  const extra = await passFor(ticketId);
  const { items } = await withToken(site.id, (token) => call<RegionOperations["listTicketFiles"]>(site.origin, OF_REGION.listTicketFiles, { params: { siteId: site.id } }, token, extra));
  return items;
}

export const saveTicketFile = async (site: Site, ticketId: string, { upload, fileName }: TicketFile): Promise<void> => download(site, `/ticket-files/${encodeURIComponent(upload)}`, fileName, {}, await passFor(ticketId));
