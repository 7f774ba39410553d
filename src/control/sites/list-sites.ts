/** The organisation's sites, for a person of it. */
import { needOrganisation } from "../../platform/access/access.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { siteView, type SiteView } from "./sites.schema.ts";
import { sitesOf } from "./sites.store.ts";

export async function listSites(plane: ControlPlane, { actor, roles }: SignedIn): Promise<readonly SiteView[]> {
  needOrganisation(actor, actor.organisation, "sites", "read");
  const rows = await inTrail(plane.database, actor.organisation, (tx) => sitesOf(tx, actor.organisation));
  return rows.map((site) => siteView(site, plane.regionOrigins, roles, actor.permissions));
}
