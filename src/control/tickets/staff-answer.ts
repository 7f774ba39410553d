/**
 * What the operator's people do with a ticket: read it, answer, write notes among themselves, take it, change how it stands. They see what the
 * customer wrote here and nothing of its data; each act is in the customer's own trail, as the operator's.
 */
import { invariant, notFound, Refusal } from "../../base/errors.ts";
import { parseId, type MessageId, type OrganisationId, type StaffId, type TicketId } from "../../base/ids.ts";
import { mayAsStaff, needDuty, rightsOf, DUTIES, type OperatorActor } from "../../platform/access/access.ts";
import { actedSince, audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { StaffSignedIn } from "../staff-sign-in/staff-sign-in.ts";
import { answerDue } from "./answer-due.ts";
import { SAME_READ_MS } from "./list-tickets.ts";
import { moveTicket } from "./move-ticket.ts";
import { attachmentsOf, messagesOf } from "./read-ticket.ts";
import { namesOf } from "./show-ticket.ts";
import { queuedView } from "./staff-queue.ts";
import type { StaffAnswer, StaffChange, StaffConversationView } from "./staff-tickets.schema.ts";
import { tellCustomer } from "./tell-people.ts";
import { insertMessage, lockTicket, saveTicket, ticketRow, type TicketRow, type Tx } from "./tickets.store.ts";

/** @throws Refusal forbidden duty-missing, standing-missing; not_found also for one that is not confirmed. */
export async function readAsStaff(plane: ControlPlane, { actor }: StaffSignedIn, ticketIdText: string): Promise<StaffConversationView> {
  needDuty(actor, "staff-tickets", "read");
  const { organisation, id } = await inQueue(plane, ticketIdText);
  return inTrail(plane.database, organisation, async (tx: Tx) => {
    const row = await ticketRow(tx, organisation, id);
    const messages = await messagesOf(plane, tx, row, true);
    const view = await queuedView(plane, tx, row, await namesOf(tx, organisation, [row]));
    const object = { kind: "ticket", id };
    const shown = { ...view, messages, attachments: await attachmentsOf(tx, row), colleagues: await whoMayAnswer(tx), mayAnswer: mayAsStaff(actor.duties, "staff-tickets:answer") };
    if (!(await actedSince(tx, { actor, act: "tickets.read", object }, new Date(plane.clock.now().getTime() - SAME_READ_MS)))) {
      await audit(tx, { actor, act: "tickets.read", object, detail: { name: actor.name, rows: messages.length } }, plane.auditSeal, plane.clock);
    }
    return shown;
  });
}

/** @throws Refusal forbidden; not_found; conflict ticket-state. */
export async function answerAsStaff(plane: ControlPlane, { actor }: StaffSignedIn, ticketIdText: string, { message: text, internal, then }: StaffAnswer): Promise<MessageId> {
  // A note shows the customer nothing, so whoever investigates may leave one.
  needDuty(actor, "staff-tickets", internal ? "read" : "answer");
  const { organisation, id } = await inQueue(plane, ticketIdText);
  return inTrail(plane.database, organisation, async (tx: Tx) => {
    const row = await lockTicket(tx, organisation, id);
    const message = await insertMessage(plane, tx, row, { kind: "staff", id: actor.staff, internal }, { name: actor.name, text });
    if (!internal) await afterAnswer(plane, tx, row, then, actor);
    await audit(tx, { actor, act: internal ? "tickets.note" : "tickets.answer", object: { kind: "ticket", id }, detail: { name: actor.name, message, ...(internal ? {} : { then }) } }, plane.auditSeal, plane.clock);
    return message;
  });
}

async function afterAnswer(plane: ControlPlane, tx: Tx, row: TicketRow, then: StaffAnswer["then"], actor: OperatorActor): Promise<void> {
  if (row.state === "solved" || row.state === "closed") throw new Refusal("conflict", "ticket-state", "This ticket has ended. Only the customer can take it up again.");
  // The answer was owed and is given, whatever happens next.
  const answered = then === "stay" || then === row.state ? row : await moveTicket(plane, tx, row, then, { side: "staff", actor });
  await saveTicket(tx, answered, { answer_due_at: null, assignee: row.assignee ?? actor.staff, touched_at: plane.clock.now() });
  await tellCustomer(plane, tx, row, then === "solved" ? "ticket-solved" : "ticket-answered");
}

/** @throws Refusal forbidden; not_found; conflict ticket-state, no-such-colleague. */
export async function changeAsStaff(plane: ControlPlane, { actor }: StaffSignedIn, ticketIdText: string, change: StaffChange): Promise<void> {
  needDuty(actor, "staff-tickets", "answer");
  const { organisation, id } = await inQueue(plane, ticketIdText);
  await inTrail(plane.database, organisation, async (tx: Tx) => {
    const before = await lockTicket(tx, organisation, id);
    const { assignee = before.assignee, priority = before.priority, state = before.state } = change;
    if (assignee !== null && assignee !== before.assignee && !(await whoMayAnswer(tx)).some((one) => one.id === assignee)) throw new Refusal("conflict", "no-such-colleague", "Nobody with this id answers tickets.");
    const row = state === before.state ? before : await moveTicket(plane, tx, before, state, { side: "staff", actor });
    const due = row.answer_due_at !== null && priority !== before.priority ? answerDue(plane.clock.now(), priority) : row.answer_due_at;
    await saveTicket(tx, row, { assignee, priority, answer_due_at: due });
    if (state === "solved" && before.state !== "solved") await tellCustomer(plane, tx, row, "ticket-solved");
    const facts = ({ assignee: who, priority: how, state: where }: Pick<TicketRow, "assignee" | "priority" | "state">) => ({ assignee: who, priority: how, state: where });
    await audit(tx, { actor, act: "tickets.change", object: { kind: "ticket", id }, before: facts(before), after: facts({ assignee, priority, state }), detail: { name: actor.name } }, plane.auditSeal, plane.clock);
  });
}

/** Whose ticket it is. What is not confirmed is in no queue, and so not there. */
async function inQueue(plane: ControlPlane, ticketIdText: string): Promise<{ organisation: OrganisationId; id: TicketId }> {
  const id = parseId("tck", ticketIdText);
  const found = await plane.database.kysely.selectFrom("ticket_queue").select("organisation_id").where("ticket", "=", id).executeTakeFirst();
  if (!found) throw notFound("ticket");
  return { organisation: found.organisation_id, id };
}

const ANSWERING = DUTIES.filter((duty) => rightsOf(duty).has("staff-tickets:answer"));

async function whoMayAnswer(tx: Tx): Promise<{ id: StaffId; name: string }[]> {
  invariant(ANSWERING.length > 0, "some duty answers tickets");
  return tx.selectFrom("staff").select(["id", "name"]).where("left_at", "is", null)
    .where((eb) => eb.exists(eb.selectFrom("staff_duty").select("staff_duty.duty").whereRef("staff_duty.staff_id", "=", "staff.id").where("staff_duty.duty", "in", ANSWERING))).orderBy("name").limit(200).execute();
}
