/**
 * Sets how long the entries of a site are kept. The entry names the days in clear: it must be written while the site's keys are withheld too.
 * Who asked for it is in the organisation's own trail.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import type { OrganisationId, SiteId } from "../../base/ids.ts";
import type { SystemActor } from "../../platform/access/access.ts";
import { audit, keepFor, LEAST_RETENTION_DAYS } from "../../platform/audit/audit.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { RegionTransaction } from "../sites/sites.ts";

export type RetentionToSet = { readonly siteId: SiteId; readonly organisationId: OrganisationId; readonly days: number; readonly setAt: Date };

/** @param actor control, whose signature the route has checked. @throws Refusal not_found; invalid retention-too-short. */
export async function setRetention(deps: RegionDeps, actor: SystemActor, { siteId, organisationId, days, setAt }: RetentionToSet): Promise<void> {
  if (days < LEAST_RETENTION_DAYS) throw new Refusal("invalid", "retention-too-short", `Entries are kept for at least ${LEAST_RETENTION_DAYS} days.`);
  await withSite(deps.db, siteId, async (tx: RegionTransaction) => {
    const site = await tx.selectFrom("site").select("organisation_id").where("site_id", "=", siteId).executeTakeFirst();
    if (site?.organisation_id !== organisationId) throw notFound("site");
    if (await keepFor(tx, days, setAt)) await audit(tx, { actor, act: "retention.set", object: { kind: "days-kept", id: String(days) } }, undefined, deps.clock);
  });
}
