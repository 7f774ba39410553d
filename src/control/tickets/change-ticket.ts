/** The customer's people change how a ticket stands: its state, how urgent it is, and which site it concerns. */
import { notFound, Refusal } from "../../base/errors.ts";
import { parseId, type SiteId } from "../../base/ids.ts";
import { needOrganisation } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { siteOf } from "../sites/sites.ts";
import type { Priority, TicketState } from "../ticket-tables.ts";
import { answerDue } from "./answer-due.ts";
import { needTakePart } from "./may-see.ts";
import { moveTicket } from "./move-ticket.ts";
import { tellCustomer } from "./tell-people.ts";
import { isOpen } from "./ticket-state.ts";
import { lockTicket, saveTicket, type Tx } from "./tickets.store.ts";
import { needStillOpenable } from "./write-message.ts";

/**
 * Also confirms (`open`) or discards (`closed`) what came by mail in somebody's name; that is this person's alone.
 * @throws Refusal forbidden; not_found; conflict ticket-state, ticket-long-closed.
 */
export function changeState(plane: ControlPlane, { actor }: SignedIn, ticketIdText: string, state: TicketState): Promise<void> {
  needOrganisation(actor, actor.organisation, "tickets", "read");
  const id = parseId("tck", ticketIdText);
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    const row = await lockTicket(tx, actor.organisation, id);
    needTakePart(actor, row);
    if (row.state === "unconfirmed" && row.raised_by !== actor.person) {
      throw new Refusal("forbidden", "not-your-mail", "Only the person in whose name it came can confirm or discard this.");
    }
    if (row.state === "closed") needStillOpenable(plane, row);
    const moved = await moveTicket(plane, tx, row, state, { side: "customer", actor });
    const confirmed = row.state === "unconfirmed" && state === "open";
    if (confirmed) await tellCustomer(plane, tx, moved, "ticket-received");
    await audit(tx, { actor, act: confirmed ? "tickets.confirm" : "tickets.move", object: { kind: "ticket", id }, before: { state: row.state }, after: { state } }, plane.auditSeal, plane.clock);
  });
}

export type TicketChange = { readonly priority?: Priority | undefined; readonly site?: SiteId | null | undefined };

/**
 * Another priority moves the target, counted from now. The site is what access can be granted to, so it is the customer's to name.
 * @throws Refusal forbidden; not_found also for a site of another organisation; conflict ticket-state, ticket-has-files.
 */
export function changeTicket(plane: ControlPlane, { actor }: SignedIn, ticketIdText: string, change: TicketChange): Promise<void> {
  needOrganisation(actor, actor.organisation, "tickets", "read");
  const id = parseId("tck", ticketIdText);
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    const row = await lockTicket(tx, actor.organisation, id);
    needTakePart(actor, row);
    if (!isOpen(row.state)) throw new Refusal("conflict", "ticket-state", "This ticket is not open.", [{ remedy: "Reopen it first." }]);
    const { priority = row.priority, site = row.site } = change;
    if (site !== row.site) await needMayMoveTo(tx, row, site);
    const due = row.answer_due_at !== null && priority !== row.priority ? answerDue(plane.clock.now(), priority) : row.answer_due_at;
    await saveTicket(tx, row, { priority, site, answer_due_at: due, touched_at: plane.clock.now(), woken_by_mail: false });
    await audit(tx, { actor, act: "tickets.change", object: { kind: "ticket", id }, before: { priority: row.priority, site: row.site }, after: { priority, site } }, plane.auditSeal, plane.clock);
  });
}

async function needMayMoveTo(tx: Tx, row: { organisation_id: SignedIn["organisation"]["id"]; id: string; site: SiteId | null; related_id: string | null }, site: SiteId | null): Promise<void> {
  if (row.site !== null) throw new Refusal("conflict", "ticket-has-site", "This ticket names its site already.", [{ remedy: "Raise a ticket of its own for the other site." }]);
  if (site !== null && !(await siteOf(tx, row.organisation_id, site))) throw notFound("site");
}
