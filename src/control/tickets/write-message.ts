/** Somebody of the customer writes in a ticket. Whoever writes expects an answer: what was waiting, solved or closed is open again. */
import { Refusal } from "../../base/errors.ts";
import { parseId, type MessageId } from "../../base/ids.ts";
import { needOrganisation, type ActorFace } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { needTakePart } from "./may-see.ts";
import { moveTicket } from "./move-ticket.ts";
import { MOST_MESSAGES } from "./read-ticket.ts";
import { afterCustomerWrote } from "./ticket-state.ts";
import { insertMessage, lockTicket, saveTicket, type Author, type Body, type TicketRow, type Tx } from "./tickets.store.ts";

/** A closed ticket can be taken up again for so long; after that a new one is clearer. */
const REOPEN_WITHIN_MS = 30 * 24 * 3_600_000;

/** @throws Refusal forbidden; not_found; conflict ticket-unconfirmed, ticket-long-closed; too_many ticket-full. */
export function writeMessage(plane: ControlPlane, { actor, person }: SignedIn, ticketIdText: string, text: string): Promise<MessageId> {
  needOrganisation(actor, actor.organisation, "tickets", "read");
  const id = parseId("tck", ticketIdText);
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    const row = await lockTicket(tx, actor.organisation, id);
    needTakePart(actor, row);
    const message = await customerWrites(plane, tx, row, { kind: "person", id: actor.person }, { name: person.name, text }, actor);
    await audit(tx, { actor, act: "tickets.write", object: { kind: "ticket", id }, detail: { message } }, plane.auditSeal, plane.clock);
    return message;
  });
}

/** The part that a mail does as well. The caller holds the row and audits. */
export async function customerWrites(plane: ControlPlane, tx: Tx, row: TicketRow, author: Author, body: Body, by: ActorFace): Promise<MessageId> {
  if (row.state === "unconfirmed") throw new Refusal("conflict", "ticket-unconfirmed", "This ticket is not confirmed yet.", [{ remedy: "Whose address it came from confirms or discards it first." }]);
  needStillOpenable(plane, row);
  await needRoom(tx, row);
  const message = await insertMessage(plane, tx, row, author, body);
  const to = afterCustomerWrote(row.state);
  const byMail = author.byMail === true;
  if (to === row.state) await saveTicket(tx, row, { touched_at: plane.clock.now(), woken_by_mail: byMail && row.woken_by_mail });
  else await moveTicket(plane, tx, row, to, { side: "customer", actor: by, byMail });
  return message;
}

export function needStillOpenable(plane: ControlPlane, { closed_at: closedAt }: TicketRow): void {
  if (closedAt === null || plane.clock.now().getTime() - closedAt.getTime() <= REOPEN_WITHIN_MS) return;
  throw new Refusal("conflict", "ticket-long-closed", "This ticket was closed more than 30 days ago.", [{ remedy: "Raise a new one, and name this one's reference in it." }]);
}

async function needRoom(tx: Tx, row: TicketRow): Promise<void> {
  const { count } = await tx.selectFrom("ticket_message").select((message) => message.fn.countAll<number>().as("count")).where("organisation_id", "=", row.organisation_id).where("ticket", "=", row.id).executeTakeFirstOrThrow();
  if (count >= MOST_MESSAGES) throw new Refusal("too_many", "ticket-full", "This conversation is very long.", [{ remedy: "Raise a new ticket, and name this one's reference in it." }]);
}
