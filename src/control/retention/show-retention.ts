/** How long entries are kept, as it was asked for here. */
import type { OrganisationId, SiteId } from "../../base/ids.ts";
import { needOrganisation } from "../../platform/access/access.ts";
import { MOST_RETENTION_DAYS, retentionOf } from "../../platform/audit/audit.ts";
import { inTrail, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { sitesOf } from "../sites/sites.ts";
import type { ControlTables } from "../tables.ts";

export type RetentionView = {
  readonly leastDays: number;
  readonly mostDays: number;
  readonly organisationDays: number;
  readonly sites: { readonly siteId: SiteId; readonly name: string; readonly days: number; readonly own: boolean; readonly confirmed: boolean }[];
};

export function showRetention(plane: ControlPlane, { actor }: SignedIn): Promise<RetentionView> {
  needOrganisation(actor, actor.organisation, "organisation", "audit", plane.clock.now().getTime());
  return inTrail(plane.database, actor.organisation, (tx) => retentionView(plane, tx, actor.organisation));
}

export async function retentionView(plane: ControlPlane, tx: TrailTransaction<ControlTables>, organisation: OrganisationId): Promise<RetentionView> {
  const organisationDays = await retentionOf(tx, plane.retentionDays);
  const sites = await sitesOf(tx, organisation);
  const own = new Map((await tx.selectFrom("site_retention").select(["site", "days"]).where("organisation_id", "=", organisation).execute()).map(({ site, days }) => [site, days]));
  const waiting = new Set((await tx.selectFrom("retention_message").select("site").where("organisation_id", "=", organisation).execute()).map(({ site }) => site));
  return {
    leastDays: plane.retentionDays,
    mostDays: MOST_RETENTION_DAYS,
    organisationDays,
    sites: sites.map(({ id, name }) => ({ siteId: id, name, days: own.get(id) ?? organisationDays, own: own.has(id), confirmed: !waiting.has(id) })),
  };
}
