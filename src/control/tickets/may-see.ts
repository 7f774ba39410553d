/**
 * Whose tickets somebody of the customer may see: one's own; all of the organisation with the right to answer for it (`tickets:answer`),
 * and for those who read everything (`organisation:audit`). A ticket that one may not see is answered like one that is not there.
 */
import { notFound } from "../../base/errors.ts";
import { needOrganisation, type PersonActor } from "../../platform/access/access.ts";
import type { TicketRow } from "./tickets.store.ts";

export const seesAll = ({ permissions }: PersonActor): boolean => permissions.has("tickets:answer") || permissions.has("organisation:audit");

/** @throws Refusal not_found. */
export function needSee(actor: PersonActor, { raised_by: raisedBy }: Pick<TicketRow, "raised_by">): void {
  if (raisedBy !== actor.person && !seesAll(actor)) throw notFound("ticket");
}

/** To write in it or change it: one's own with the right to raise, anybody's with the right to answer. @throws Refusal forbidden, not_found. */
export function needTakePart(actor: PersonActor, row: Pick<TicketRow, "raised_by">): void {
  needSee(actor, row);
  needOrganisation(actor, actor.organisation, "tickets", row.raised_by === actor.person ? "raise" : "answer");
}
