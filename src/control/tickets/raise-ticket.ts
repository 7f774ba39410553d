/** Somebody of the customer asks for help. What it is about is named by id only: its contents stay in the region. */
import { notFound, Refusal } from "../../base/errors.ts";
import { newId, type OrganisationId, type PersonId, type TicketId } from "../../base/ids.ts";
import { needOrganisation } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { siteOf } from "../sites/sites.ts";
import type { TicketState } from "../ticket-tables.ts";
import { answerDue } from "./answer-due.ts";
import { owesAnswer } from "./ticket-state.ts";
import { insertMessage, newReference, sealSubject, type Author, type Body, type TicketRow, type Tx } from "./tickets.store.ts";
import type { NewTicket } from "./tickets.schema.ts";

/** A stop against what runs wild, far above what people write. */
const MOST_OPEN = 500;

/** @throws Refusal forbidden; not_found for a site of another organisation; too_many too-many-tickets. */
export function raiseTicket(plane: ControlPlane, { actor, person }: SignedIn, input: NewTicket): Promise<TicketId> {
  needOrganisation(actor, actor.organisation, "tickets", "raise");
  return inTrail(plane.database, actor.organisation, async (tx) => {
    if (input.site !== undefined && !(await siteOf(tx, actor.organisation, input.site))) throw notFound("site");
    if (input.related !== undefined && input.site === undefined) {
      throw new Refusal("invalid", "input-not-valid", "A finding or an import belongs to a site.", [{ at: "/site", expected: "the site that it is in", remedy: "Name the site." }]);
    }
    const ticket = await addTicket(plane, tx, actor.organisation, { ...input, state: "open" }, { kind: "person", id: actor.person }, { name: person.name, text: input.message });
    await audit(tx, { actor, act: "tickets.raise", object: { kind: "ticket", id: ticket.id }, after: { reference: ticket.reference, priority: ticket.priority, site: ticket.site, related: input.related } }, plane.auditSeal, plane.clock);
    return ticket.id;
  });
}

type Asked = Omit<NewTicket, "message"> & { readonly state: Extract<TicketState, "open" | "unconfirmed"> };
type Asker = Author & { readonly kind: "person"; readonly id: PersonId };

/** The part that a mail does as well. The caller audits. */
export async function addTicket(plane: ControlPlane, tx: Tx, organisation: OrganisationId, asked: Asked, author: Asker, body: Body): Promise<TicketRow> {
  await needRoom(tx, organisation);
  const id = newId("tck");
  const now = plane.clock.now();
  const row = {
    organisation_id: organisation, id, reference: newReference(), state: asked.state, priority: asked.priority, site: asked.site ?? null,
    related_kind: asked.related?.kind ?? null, related_id: asked.related?.id ?? null, raised_by: author.id, raised_by_mail: author.byMail ?? false, woken_by_mail: false, assignee: null,
    answer_due_at: owesAnswer(asked.state) ? answerDue(now, asked.priority) : null, created_at: now, touched_at: now, closed_at: null, revision: 1,
    sealed_subject: sealSubject(plane, id, asked.subject),
  };
  await tx.insertInto("ticket").values(row).execute();
  await insertMessage(plane, tx, row, author, body);
  return row;
}

async function needRoom(tx: Tx, organisation: OrganisationId): Promise<void> {
  const { count } = await tx.selectFrom("ticket").select((row) => row.fn.countAll<number>().as("count")).where("organisation_id", "=", organisation).where("state", "not in", ["solved", "closed"]).executeTakeFirstOrThrow();
  if (count < MOST_OPEN) return;
  throw new Refusal("too_many", "too-many-tickets", "Your organisation has very many open tickets.", [{ remedy: "Close those that are no longer needed." }]);
}
