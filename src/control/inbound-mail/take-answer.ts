/** A mail to a ticket's secret address: part of that ticket, whoever its From line names, and shown as mail. Nobody's rights are used. */
import type { PersonId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { Judgement } from "../../platform/mail/mail.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { type AddressOwner, attachFile, customerWrites, lockTicket, ticketRow, type Tx } from "../tickets/tickets.ts";
import { noteReceived } from "./received.store.ts";
import { sendFiles, type SentFiles } from "./send-files.ts";
import { TAKEN, type InboundDeps, type Incoming } from "./take-mail.ts";

const ACTOR = { kind: "system", name: "inbound-mail" } as const;

/** @throws Refusal of the ticket: unconfirmed, closed long ago, full; unavailable while the region is. */
export async function takeAnswer(plane: ControlPlane, deps: InboundDeps, { organisation, ticket, person }: AddressOwner, { message, received }: Incoming): Promise<Judgement> {
  const name = await nameOf(plane, person);
  const before = await inTrail(plane.database, organisation, (tx: Tx) => ticketRow(tx, organisation, ticket));
  const sent = await sendFiles(plane, deps.sendToRegion, before, { id: person, name }, message, received.fingerprint);
  await inTrail(plane.database, organisation, async (tx: Tx) => {
    const row = await lockTicket(tx, organisation, ticket);
    if (!(await noteReceived(plane, tx, received, "message"))) return;
    const id = await customerWrites(plane, tx, row, { kind: "person", id: person, byMail: true }, bodyOf(name, message, sent), ACTOR);
    for (const file of sent.files) await attachFile(plane, tx, row, { ...file, message: id, by: person });
    await audit(tx, { actor: ACTOR, act: "tickets.write", object: { kind: "ticket", id: ticket }, detail: { message: id, person, by: "mail", files: sent.files.length } }, plane.auditSeal, plane.clock);
  });
  return TAKEN;
}

const nameOf = async (plane: ControlPlane, person: PersonId): Promise<string> => (await plane.database.kysely.selectFrom("person").select("name").where("id", "=", person).executeTakeFirstOrThrow()).name;

type Text = { readonly name: string; readonly text: string; readonly quoted?: string; readonly note?: string };

export const bodyOf = (name: string, { text, quoted }: Incoming["message"], { note }: Pick<SentFiles, "note">): Text => ({
  name, text: text === "" ? "(The mail had no text.)" : text, ...(quoted !== "" && { quoted }), ...(note !== undefined && { note }),
});
