/** One ticket with its conversation, as the customer's people read it: what staff wrote among themselves is not there. */
import { parseId } from "../../base/ids.ts";
import { needOrganisation, type PersonActor } from "../../platform/access/access.ts";
import { actedSince, auditRead } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { TICKET_STATES, type TicketState } from "../ticket-tables.ts";
import { SAME_READ_MS } from "./list-tickets.ts";
import { needSee } from "./may-see.ts";
import { namesOf, showTicket } from "./show-ticket.ts";
import { mayFollow } from "./ticket-state.ts";
import { bodyOf, ticketRow, type TicketRow, type Tx } from "./tickets.store.ts";
import type { AttachmentView, ConversationView, MessageView } from "./tickets.schema.ts";

/** A stop, not a page: a conversation longer than this was not held by people. */
export const MOST_MESSAGES = 500;

/** @throws Refusal forbidden; not_found for another's, an unknown one and an id of the wrong shape alike. */
export function readTicket(plane: ControlPlane, { actor }: SignedIn, ticketIdText: string): Promise<ConversationView> {
  needOrganisation(actor, actor.organisation, "tickets", "read");
  const id = parseId("tck", ticketIdText);
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    const row = await ticketRow(tx, actor.organisation, id);
    needSee(actor, row);
    const messages = await messagesOf(plane, tx, row, false);
    const object = { kind: "ticket", id };
    const shown = { ...showTicket(plane, row, await namesOf(tx, actor.organisation, [row]), actor.person), messages, attachments: await attachmentsOf(tx, row), may: mayNow(actor, row) };
    if (!(await actedSince(tx, { actor, act: "tickets.read", object }, new Date(plane.clock.now().getTime() - SAME_READ_MS)))) {
      await auditRead(tx, { actor, act: "tickets.read", object, rows: messages.length }, plane.auditSeal, plane.clock);
    }
    return shown;
  });
}

function mayNow(actor: PersonActor, row: TicketRow): ConversationView["may"] {
  const own = row.raised_by === actor.person;
  const write = actor.permissions.has(own ? "tickets:raise" : "tickets:answer");
  const next = TICKET_STATES.filter((to: TicketState) => write && mayFollow(row.state, to, "customer") && (row.state !== "unconfirmed" || own));
  return { write: write && row.state !== "unconfirmed", next };
}

/** @param internal with what staff wrote among themselves: for staff only. */
export async function messagesOf(plane: ControlPlane, tx: Tx, row: TicketRow, internal: boolean): Promise<MessageView[]> {
  const rows = await tx.selectFrom("ticket_message").selectAll().where("organisation_id", "=", row.organisation_id).where("ticket", "=", row.id)
    .$if(!internal, (query) => query.where("internal", "=", false)).orderBy("created_at").orderBy("id").limit(MOST_MESSAGES * 2).execute();
  return rows.map((message) => {
    const { name, text, quoted, note } = bodyOf(plane, message);
    return {
      id: message.id, from: message.author_kind === "staff" ? "helpdesk" : "customer", name, text, ...(quoted !== undefined && { quoted }), ...(note !== undefined && { note }),
      byMail: message.by_mail, internal: message.internal, at: message.created_at.toISOString(),
    };
  });
}

export async function attachmentsOf(tx: Tx, row: TicketRow): Promise<AttachmentView[]> {
  const rows = await tx.selectFrom("ticket_attachment").selectAll().where("organisation_id", "=", row.organisation_id).where("ticket", "=", row.id).orderBy("created_at").orderBy("upload").execute();
  return rows.map((file) => ({ upload: file.upload, site: file.site, message: file.message, sizeBytes: file.size_bytes, at: file.created_at.toISOString() }));
}
