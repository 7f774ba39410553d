/**
 * Every change of a ticket's state goes through here, so that what hangs on it (grants of access end when it is no longer open) cannot be
 * forgotten. The caller holds the ticket's row and writes the audit entry.
 */
import type { OrganisationId, TicketId } from "../../base/ids.ts";
import type { ActorFace } from "../../platform/access/access.ts";
import type { ControlPlane } from "../plane.ts";
import type { TicketState } from "../ticket-tables.ts";
import { answerDue } from "./answer-due.ts";
import { isOpen, needTransition, owesAnswer, type Side } from "./ticket-state.ts";
import { saveTicket, type TicketRow, type Tx } from "./tickets.store.ts";

export type TicketEnd = { readonly organisation: OrganisationId; readonly ticket: TicketId; readonly state: "solved" | "closed"; readonly by: ActorFace };

/** Told in the same transaction, when a ticket that was open is open no longer. What it throws undoes the change. */
export type OnTicketEnd = (plane: ControlPlane, tx: Tx, end: TicketEnd) => Promise<void>;

/** @throws Refusal conflict ticket-state. */
export async function moveTicket(plane: ControlPlane, tx: Tx, row: TicketRow, to: TicketState, by: { readonly side: Side; readonly actor: ActorFace; /** Nobody signed in to say so. */ readonly byMail?: boolean }): Promise<TicketRow> {
  needTransition(row.state, to, by.side);
  const now = plane.clock.now();
  const change = {
    state: to, touched_at: now,
    answer_due_at: owesAnswer(to) ? (owesAnswer(row.state) ? row.answer_due_at : answerDue(now, row.priority)) : null,
    closed_at: to === "closed" ? now : null,
    woken_by_mail: by.side === "customer" ? by.byMail === true && (row.woken_by_mail || to === "reopened") : row.woken_by_mail,
  };
  await saveTicket(tx, row, change);
  if (isOpen(row.state) && (to === "solved" || to === "closed")) {
    for (const onEnd of plane.tickets.onEnd) await onEnd(plane, tx, { organisation: row.organisation_id, ticket: row.id, state: to, by: by.actor });
  }
  return { ...row, ...change, revision: row.revision + 1 };
}
