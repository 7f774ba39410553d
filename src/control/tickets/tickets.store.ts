/** Rows of tickets and what is sealed in them. Queries name the organisation as well: row security is the second lock. */
import type { Selectable } from "kysely";
import { randomBytes } from "node:crypto";
import { notFound } from "../../base/errors.ts";
import { newId, type MessageId, type OrganisationId, type PersonId, type StaffId, type TicketId } from "../../base/ids.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";

export type Tx = TrailTransaction<ControlTables>;
export type TicketRow = Selectable<ControlTables["ticket"]>;
export type MessageRow = Selectable<ControlTables["ticket_message"]>;

export const COLUMNS = [
  "organisation_id", "id", "reference", "state", "priority", "site", "related_kind", "related_id", "raised_by", "raised_by_mail", "woken_by_mail", "assignee", "answer_due_at",
  "created_at", "touched_at", "closed_at", "revision", "sealed_subject",
] as const;

/** @throws Refusal not_found, also for another organisation's. */
export async function ticketRow(tx: Tx, organisation: OrganisationId, id: TicketId): Promise<TicketRow> {
  const row = await tx.selectFrom("ticket").select(COLUMNS).where("organisation_id", "=", organisation).where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound("ticket");
  return row;
}

/** Held until the transaction ends, so that of two changes the second sees the first. */
export async function lockTicket(tx: Tx, organisation: OrganisationId, id: TicketId, lock: "update" | "share" = "update"): Promise<TicketRow> {
  const query = tx.selectFrom("ticket").select(COLUMNS).where("organisation_id", "=", organisation).where("id", "=", id);
  const row = await (lock === "share" ? query.forShare() : query.forUpdate()).executeTakeFirst();
  if (!row) throw notFound("ticket");
  return row;
}

export async function saveTicket(tx: Tx, row: TicketRow, change: Partial<Pick<TicketRow, "state" | "priority" | "site" | "assignee" | "answer_due_at" | "touched_at" | "closed_at" | "woken_by_mail">>): Promise<void> {
  await tx.updateTable("ticket").set({ ...change, revision: row.revision + 1 }).where("organisation_id", "=", row.organisation_id).where("id", "=", row.id).execute();
}

export const sealSubject = (plane: ControlPlane, id: TicketId, subject: string): Buffer => plane.tickets.seal.seal({ kind: "ticket.sealed_subject", object: id }, Buffer.from(subject));
export const subjectOf = (plane: ControlPlane, row: Pick<TicketRow, "id" | "sealed_subject">): string => plane.tickets.seal.open({ kind: "ticket.sealed_subject", object: row.id }, row.sealed_subject).toString();

/** `name` as the author was called then; `quoted`: what a mail repeated of the conversation; `note`: ours, about what of it was not taken. */
export type Body = { readonly name: string; readonly text: string; readonly quoted?: string; readonly note?: string };
export type Author = { readonly kind: "person" | "staff"; readonly id: PersonId | StaffId; readonly byMail?: boolean; readonly internal?: boolean };

export async function insertMessage(plane: ControlPlane, tx: Tx, ticket: Pick<TicketRow, "organisation_id" | "id">, author: Author, body: Body): Promise<MessageId> {
  const id = newId("msg");
  await tx.insertInto("ticket_message").values({
    organisation_id: ticket.organisation_id, ticket: ticket.id, id, author_kind: author.kind, author: author.id, by_mail: author.byMail ?? false, internal: author.internal ?? false,
    created_at: plane.clock.now(), sealed_body: plane.tickets.seal.seal({ kind: "ticket_message.sealed_body", object: id }, Buffer.from(JSON.stringify(body))),
  }).execute();
  return id;
}

export const bodyOf = (plane: ControlPlane, row: Pick<MessageRow, "id" | "sealed_body">): Body =>
  JSON.parse(plane.tickets.seal.open({ kind: "ticket_message.sealed_body", object: row.id }, row.sealed_body).toString()) as Body;

/** Without letters and digits that are read as one another. */
const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ0";

/** 40 random bits: what people quote, never what opens anything. */
export function newReference(): string {
  const letters = [...randomBytes(8)].map((byte) => LETTERS[byte & 31]).join("");
  return `T-${letters.slice(0, 4)}-${letters.slice(4)}`;
}
