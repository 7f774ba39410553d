/**
 * A mail to the helpdesk from an address that somebody of a customer has.
 *
 * Anybody can write any From line. Where the sender's domain is proven (DMARC), the ticket is that person's. Where it is not, it is held:
 * its person is told, and confirms or discards it after signing in; until then nobody sees it, and no file of it is taken. A stranger who proves
 * nothing is answered the same for a known address as for an unknown one, so that nobody can find out who our customers' people are.
 */
import { audit } from "../../platform/audit/audit.ts";
import type { Judgement } from "../../platform/mail/mail.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { inOrganisation } from "../memberships/memberships.ts";
import { findMembershipByEmail } from "../sessions/sessions.ts";
import { addTicket, tellCustomer, type Tx } from "../tickets/tickets.ts";
import { noteOnly, noteReceived } from "./received.store.ts";
import { bodyOf } from "./take-answer.ts";
import { type Incoming, later, refuse, TAKEN } from "./take-mail.ts";

const ACTOR = { kind: "system", name: "inbound-mail" } as const;
/** Of one person at a time: more is a nuisance made by somebody else. */
const MOST_UNCONFIRMED = 5;

export async function takeNewTicket(plane: ControlPlane, { message, received }: Incoming): Promise<Judgement> {
  const { proven } = message;
  const membership = message.from === "" ? null : await findMembershipByEmail(plane.database, message.from);
  if (!membership || !inOrganisation(membership.assignments).has("tickets:raise")) {
    if (proven) return refuse("5.7.1", "This address cannot ask the helpdesk. Please sign in and ask there.");
    await noteOnly(plane, received, "unknown-sender");
    return TAKEN;
  }
  const { organisation, person } = membership;
  return inTrail(plane.database, organisation, async (tx: Tx) => {
    if (!proven && (await unconfirmedOf(tx, membership)) >= MOST_UNCONFIRMED) return later("4.7.1", "Too many messages from this address. Please try again later.");
    if (!(await noteReceived(plane, tx, received, proven ? "ticket" : "unconfirmed-ticket"))) return TAKEN;
    const { name } = await tx.selectFrom("person").select("name").where("id", "=", person).executeTakeFirstOrThrow();
    const note = message.files.length === 0 ? undefined : "Files of this mail were not taken: attach them here.";
    const site = await onlySite(tx, organisation);
    const asked = { subject: message.subject === "" ? "(no subject)" : message.subject, priority: "normal" as const, state: proven ? ("open" as const) : ("unconfirmed" as const), ...(site !== undefined && { site }) };
    const row = await addTicket(plane, tx, organisation, asked, { kind: "person", id: person, byMail: true }, bodyOf(name, message, note === undefined ? {} : { note }));
    await tellCustomer(plane, tx, row, proven ? "ticket-received" : "ticket-held");
    await audit(tx, { actor: ACTOR, act: proven ? "tickets.raise" : "tickets.hold", object: { kind: "ticket", id: row.id }, after: { reference: row.reference, person, by: "mail", proven } }, plane.auditSeal, plane.clock);
    return TAKEN;
  });
}

type Member = { readonly organisation: Parameters<typeof addTicket>[2]; readonly person: string };

async function unconfirmedOf(tx: Tx, { organisation, person }: Member): Promise<number> {
  const rows = await tx.selectFrom("ticket").select("raised_by").where("organisation_id", "=", organisation).where("state", "=", "unconfirmed").execute();
  return rows.filter(({ raised_by: by }) => by === person).length;
}

/** Where there is one only, that is meant. */
async function onlySite(tx: Tx, organisation: Member["organisation"]): Promise<Parameters<typeof addTicket>[3]["site"]> {
  const sites = await tx.selectFrom("site").select("id").where("organisation_id", "=", organisation).limit(2).execute();
  return sites.length === 1 ? sites[0]?.id : undefined;
}
