/**
 * What a grant of access asks of a ticket (promise A6): is it open, who of the customer raised it, and for which site. The row is
 * locked until the transaction ends, so a ticket that was open when a grant was made cannot be closed beside it.
 */
import type { OrganisationId, PersonId, SiteId, TicketId } from "../../base/ids.ts";
import type { TicketState } from "../ticket-tables.ts";
import { isOpen } from "./ticket-state.ts";
import { lockTicket, type Tx } from "./tickets.store.ts";

export type OpenTicket = {
  readonly id: TicketId;
  readonly reference: string;
  readonly state: TicketState;
  /** Open, waiting for the customer, or reopened. Never one that only a mail speaks for or has reopened, nor a solved or closed one. */
  readonly open: boolean;
  /** Would be open, but a mail alone reopened it. */
  readonly wokenByMail: boolean;
  /** Who raised it, and whether that person still belongs to the customer. */
  readonly raisedBy: { readonly id: PersonId; readonly name: string; readonly member: boolean };
  /** null: it concerns no site's data, so there is nothing to be granted. */
  readonly site: SiteId | null;
};

/** @param lock share: several may rely on it at once. @throws Refusal not_found, also for another customer's. */
export async function openTicket(tx: Tx, organisation: OrganisationId, ticket: TicketId, lock: "share" | "update" = "share"): Promise<OpenTicket> {
  const row = await lockTicket(tx, organisation, ticket, lock);
  const person = await tx.selectFrom("person").select("name").where("id", "=", row.raised_by).executeTakeFirst();
  const member = await tx.selectFrom("membership").select("person_id").where("organisation_id", "=", organisation).where("person_id", "=", row.raised_by).executeTakeFirst();
  return {
    id: row.id, reference: row.reference, state: row.state, open: isOpen(row.state) && !row.woken_by_mail, wokenByMail: isOpen(row.state) && row.woken_by_mail,
    raisedBy: { id: row.raised_by, name: person?.name ?? "", member: member !== undefined }, site: row.site,
  };
}
