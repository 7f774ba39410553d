/**
 * A token for the region, for whoever holds a live grant: a minute, this site only, what was granted and nothing else. It is the only way in
 * which a member of staff ever gets one. Everything that made the grant right is asked again each time.
 */
import { invariant, Refusal } from "../../base/errors.ts";
import { needDuty } from "../../platform/access/access.ts";
import { actedSince, audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { issueAccessToken } from "../../platform/tokens/tokens.ts";
import type { ControlPlane } from "../plane.ts";
import { siteOf } from "../sites/sites.ts";
import { standingOf } from "../staff/staff.ts";
import type { StaffSignedIn } from "../staff-sign-in/staff-sign-in.ts";
import { openTicket } from "../tickets/tickets.ts";
import { timeIsUp } from "./grant-life.ts";
import { refusalOf } from "./grant-refusals.ts";
import { lifeOf, lockGrant, organisationOf, type Tx } from "./grants.store.ts";

export type GrantToken = { readonly token: string; readonly expiresAt: Date; readonly origin: string; readonly site: string; readonly endsAt: Date };

/** One entry in so long for a page that keeps its token fresh. */
const SAME_USE_MS = 10 * 60_000;

/** @throws Refusal forbidden own-grant-only, grant-standing; conflict grant-over, grant-state, ticket-not-open; not_found. */
export async function issueGrantToken(plane: ControlPlane, { actor }: StaffSignedIn, idText: string): Promise<GrantToken> {
  needDuty(actor, "grants", "request");
  const { id, organisation } = await organisationOf(plane, idText);
  const signer = await plane.tokenKeys.signer();
  return inTrail(plane.database, organisation, async (tx: Tx) => {
    const row = await lockGrant(tx, organisation, id);
    const now = plane.clock.now();
    if (row.requester !== actor.staff) throw new Refusal("forbidden", "own-grant-only", "Only whoever asked for this access can use it.");
    if (row.state === "over" || timeIsUp(lifeOf(row), now)) throw refusalOf("grant-over");
    if (row.state !== "live" || row.ends_at === null) throw refusalOf("grant-state");
    if ((await standingOf(tx, actor.staff, now)).state !== "good") throw new Refusal("forbidden", "grant-standing", "You are not in good standing, so this access cannot be used.");
    if (!actor.duties.has(row.duty)) throw new Refusal("forbidden", "grant-standing", "You no longer have the duty under which this was asked for.");
    if (row.ticket !== null && !(await openTicket(tx, organisation, row.ticket)).open) throw new Refusal("conflict", "ticket-not-open", "The ticket this rests on is not open any more.");
    const site = await siteOf(tx, organisation, row.site);
    invariant(site, "a granted site exists");
    if (site.state !== "ready") throw refusalOf("grant-over");
    const issued = await issueAccessToken(signer, {
      person: actor.staff, organisation, site: site.id, region: site.region, permissions: row.permissions, session: actor.session, generation: 0, name: actor.name,
      strength: actor.strength, signedInAtMs: actor.provedAtMs, grant: { id, expiresAtMs: row.ends_at.getTime() },
    }, now.getTime());
    const entry = { actor, act: "grants.use", object: { kind: "grant", id } };
    if (!(await actedSince(tx, entry, new Date(now.getTime() - SAME_USE_MS)))) await audit(tx, { ...entry, detail: { name: actor.name } }, plane.auditSeal, plane.clock);
    return { ...issued, origin: plane.regionOrigins[site.region], site: site.id, endsAt: row.ends_at };
  });
}
