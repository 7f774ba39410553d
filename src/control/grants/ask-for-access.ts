/**
 * A member of staff asks for access: against an open ticket that a named person of that customer raised about that site, or, as an
 * emergency, by breaking the glass. Asking gives nothing.
 */
import { sql } from "kysely";
import { notFound, Refusal } from "../../base/errors.ts";
import { type GrantId, newId, type OrganisationId, parseId, type SiteId, type TicketId } from "../../base/ids.ts";
import { type Duty, type Grantable, needDuty, needFreshProof, type OperatorActor, rightsOf } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { siteOf } from "../sites/sites.ts";
import { openTicket } from "../tickets/tickets.ts";
import { BREAK_GLASS_MINUTES, LAPSES_AFTER_MS } from "./grant-life.ts";
import { approverOf, sealText, type Tx } from "./grants.store.ts";
import { tellAuthorisers, tellPeers } from "./tell.ts";

export type Asked = { readonly ticket: string; readonly duty: Duty; readonly permissions: readonly Grantable[]; readonly minutes: number; readonly reason: string };
export type Emergency = { readonly organisation: string; readonly site: string; readonly duty: Duty; readonly permissions: readonly Grantable[]; readonly reason: string };

/** What one person may have waiting or live at a time. */
const MOST_AT_ONCE = 5;
/** An emergency that nobody else joins is none. */
const BREAK_GLASS_LAPSES_MS = 3_600_000;

/** @throws Refusal forbidden; not_found for a ticket that does not exist; conflict ticket-not-open, ticket-woken-by-mail, ticket-without-site, site-preparing, grants-too-many. */
export async function askForAccess(plane: ControlPlane, actor: OperatorActor, { ticket: ticketText, duty, permissions, minutes, reason }: Asked): Promise<GrantId> {
  needDuty(actor, "grants", "request");
  needFreshProof(actor, plane.clock.now().getTime());
  needOwnDuty(actor, duty);
  const ticket = parseId("tck", ticketText);
  const queued = await plane.database.kysely.selectFrom("ticket_queue").select("organisation_id").where("ticket", "=", ticket).executeTakeFirst();
  if (!queued) throw notFound("ticket");
  const id = await inTrail(plane.database, queued.organisation_id, async (tx: Tx) => {
    const site = await siteOfOpenTicket(tx, queued.organisation_id, ticket);
    const id = await insert(plane, tx, actor, { organisation: queued.organisation_id, kind: "ticket", site, ticket, duty, permissions, minutes, reason, lapsesAfterMs: LAPSES_AFTER_MS });
    await audit(tx, { actor, act: "grants.ask", object: { kind: "grant", id }, after: { ticket, site, permissions, minutes, duty, reason, name: actor.name } }, plane.auditSeal, plane.clock);
    return id;
  });
  await tellPeers(plane, actor.staff, duty, id);
  return id;
}

/** @throws Refusal forbidden; not_found; conflict break-glass-not-accounted, grants-too-many. */
export async function breakGlass(plane: ControlPlane, actor: OperatorActor, { organisation: organisationText, site: siteText, duty, permissions, reason }: Emergency): Promise<GrantId> {
  needDuty(actor, "break-glass", "open");
  needFreshProof(actor, plane.clock.now().getTime());
  needOwnDuty(actor, duty);
  const [organisation, site] = [parseId("org", organisationText), parseId("sit", siteText)];
  const id = await inTrail(plane.database, organisation, async (tx: Tx) => {
    // One emergency at a time in the whole installation; the next asks whether the last one was accounted for.
    await sql`select pg_advisory_xact_lock(hashtext('break glass'))`.execute(tx);
    const owed = await tx.selectFrom("grant_queue").select("id").where("kind", "=", "break_glass").where("accounted_at", "is", null)
      .where((row) => row.or([row("state", "<>", "over"), row("starts_at", "is not", null)])).executeTakeFirst();
    if (owed) throw new Refusal("conflict", "break-glass-not-accounted", "The last emergency is not accounted for yet.", [{ remedy: "Somebody in security who was not part of it looks at what was done and writes the account. Until then there is no other." }]);
    await needReadySite(tx, organisation, site);
    const id = await insert(plane, tx, actor, { organisation, kind: "break_glass", site, ticket: null, duty, permissions, minutes: BREAK_GLASS_MINUTES, reason, lapsesAfterMs: BREAK_GLASS_LAPSES_MS });
    await audit(tx, { actor, act: "break-glass.open", object: { kind: "grant", id }, after: { site, permissions, minutes: BREAK_GLASS_MINUTES, duty, reason, name: actor.name } }, plane.auditSeal, plane.clock);
    return id;
  });
  await tellAuthorisers(plane, actor.staff, id);
  return id;
}

function needOwnDuty(actor: OperatorActor, duty: Duty): void {
  if (actor.duties.has(duty) && rightsOf(duty).has("grants:request")) return;
  throw new Refusal("invalid", "duty-not-yours", "Access is asked for under a duty of one's own that may ask for it.", [{ at: "/duty", expected: [...actor.duties].filter((one) => rightsOf(one).has("grants:request")).join(" or ") }]);
}

async function siteOfOpenTicket(tx: Tx, organisation: OrganisationId, id: TicketId): Promise<SiteId> {
  const ticket = await openTicket(tx, organisation, id);
  if (ticket.wokenByMail) throw new Refusal("conflict", "ticket-woken-by-mail", "A mail reopened this ticket, and anybody may have written it.", [{ remedy: "Answer, and ask the customer to write in the ticket once, signed in." }]);
  if (!ticket.open) throw new Refusal("conflict", "ticket-not-open", "This ticket is not open.", [{ remedy: "Only the customer can reopen it." }]);
  if (!ticket.raisedBy.member) throw new Refusal("conflict", "ticket-without-person", "Whoever raised this ticket is no longer with the customer.", [{ remedy: "Ask the customer to raise it anew." }]);
  if (ticket.site === null) throw new Refusal("conflict", "ticket-without-site", "This ticket names no site, so there is no data to look at for it.", [{ remedy: "Ask the customer which site it is about; only they can say so." }]);
  await needReadySite(tx, organisation, ticket.site);
  return ticket.site;
}

async function needReadySite(tx: Tx, organisation: OrganisationId, id: SiteId): Promise<void> {
  const site = await siteOf(tx, organisation, id);
  if (!site) throw notFound("site");
  if (site.state !== "ready") throw new Refusal("conflict", "site-preparing", "This site is still being prepared.", [{ remedy: "Try again in a few seconds." }]);
}

type New = {
  readonly organisation: OrganisationId; readonly kind: "ticket" | "break_glass"; readonly site: SiteId; readonly ticket: TicketId | null; readonly duty: Duty;
  readonly permissions: readonly Grantable[]; readonly minutes: number; readonly reason: string; readonly lapsesAfterMs: number;
};

async function insert(plane: ControlPlane, tx: Tx, actor: OperatorActor, asked: New): Promise<GrantId> {
  await tx.selectFrom("staff").select("id").where("id", "=", actor.staff).forUpdate().execute(); // one request of a person after the other
  const { count } = await tx.selectFrom("grant_queue").select((row) => row.fn.countAll<number>().as("count")).where("requester", "=", actor.staff).where("state", "<>", "over").executeTakeFirstOrThrow();
  if (Number(count) >= MOST_AT_ONCE) throw new Refusal("conflict", "grants-too-many", `You have ${MOST_AT_ONCE} requests or live accesses already.`, [{ remedy: "End one that is not needed any more." }]);
  const id = newId("grt");
  const now = plane.clock.now();
  const { device } = await approverOf(tx, actor);
  await tx.insertInto("access_grant").values({
    organisation_id: asked.organisation, id, kind: asked.kind, site: asked.site, ticket: asked.ticket, permissions: [...new Set(asked.permissions)].sort(), minutes: asked.minutes, duty: asked.duty,
    requester: actor.staff, requester_device: device, sealed_reason: sealText(plane, "sealed_reason", id, asked.reason), asked_at: now, lapses_at: new Date(now.getTime() + asked.lapsesAfterMs),
  }).execute();
  return id;
}
