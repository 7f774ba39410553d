/** The organisation's sites that are there for a person of it, with what the person may do at each. */
import { needOrganisation } from "../../platform/access/access.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { atSite } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { siteView, type SiteView } from "./sites.schema.ts";
import { sitesOf } from "./sites.store.ts";

export async function listSites(plane: ControlPlane, { actor, assignments }: SignedIn): Promise<readonly SiteView[]> {
  needOrganisation(actor, actor.organisation, "sites", "read");
  const rows = await inTrail(plane.database, actor.organisation, (tx) => sitesOf(tx, actor.organisation));
  return rows.flatMap((site) => {
    const held = atSite(assignments, site.id);
    return held ? [siteView(site, plane.regionOrigins, assignments, held)] : [];
  });
}
