/** Mail to the customer's people in a ticket: that there is something, which ticket and where. Never what it says. */
import type { PersonId } from "../../base/ids.ts";
import { notify, type Mail } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import { replyAddress } from "./reply-address.ts";
import type { TicketRow, Tx } from "./tickets.store.ts";

type News = Extract<Mail, { kind: "ticket-answered" | "ticket-solved" | "ticket-held" | "ticket-received" }>["kind"];

/** Whoever raised it and whoever of the customer wrote in it, as long as they belong to the organisation. */
export async function tellCustomer(plane: ControlPlane, tx: Tx, row: TicketRow, kind: News): Promise<void> {
  const wrote = await tx.selectFrom("ticket_message").select("author").distinct().where("organisation_id", "=", row.organisation_id).where("ticket", "=", row.id).where("author_kind", "=", "person").execute();
  const people = new Set<PersonId>([row.raised_by, ...wrote.map(({ author }) => author as PersonId)]);
  const members = await tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id").select(["person.id", "person.name", "person.email"])
    .where("membership.organisation_id", "=", row.organisation_id).where("person.id", "in", [...people]).where("person.kind", "=", "person").orderBy("person.id").execute();
  for (const { id, name, email } of members) {
    const replyTo = kind === "ticket-held" ? undefined : await replyAddress(plane, tx, row.organisation_id, row.id, id);
    await notify(plane, tx, email, { kind, name, reference: row.reference, link: `${plane.origin}/help/${row.id}`, ...(replyTo !== undefined && { replyTo }) });
  }
}
