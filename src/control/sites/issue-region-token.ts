/**
 * A token for the region that holds the site: five minutes, this site only, with the rights as they are now. What ends
 * before the token does, the region hears of (revocations); where it cannot be reached, access ends within those five minutes.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import { parseId } from "../../base/ids.ts";
import { needOrganisation } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { issueAccessToken } from "../../platform/tokens/tokens.ts";
import { atSite } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { siteOf } from "./sites.store.ts";

export type RegionToken = { readonly token: string; readonly expiresAt: Date; readonly origin: string };

/** @throws Refusal not_found for a site of another organisation, an unknown one and an id of the wrong shape alike; conflict site-preparing. */
export async function issueRegionToken(plane: ControlPlane, { actor, person, assignments, generation }: SignedIn, siteIdText: string): Promise<RegionToken> {
  needOrganisation(actor, actor.organisation, "sites", "read");
  const siteId = parseId("sit", siteIdText);
  const signer = await plane.tokenKeys.signer();
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const site = await siteOf(tx, actor.organisation, siteId);
    const held = site && atSite(assignments, site.id);
    if (!held) throw notFound("site");
    if (site.state !== "ready") {
      throw new Refusal("conflict", "site-preparing", "This site is still being prepared.", [{ remedy: "Try again in a few seconds." }]);
    }
    const claims = {
      person: actor.person,
      organisation: actor.organisation,
      site: site.id,
      region: site.region,
      permissions: [...held.permissions],
      scopes: held.scopes,
      session: actor.session,
      generation,
      // So that a region can say who sent a file; it keeps it sealed, like everything else.
      name: person.name,
      strength: actor.strength,
      ...(actor.signedInAtMs !== undefined && { signedInAtMs: actor.signedInAtMs }),
    };
    const issued = await issueAccessToken(signer, claims, plane.clock.now().getTime());
    await audit(tx, { actor, act: "sites.issue-token", object: { kind: "site", id: site.id } }, plane.auditSeal, plane.clock);
    return { ...issued, origin: plane.regionOrigins[site.region] };
  });
}
