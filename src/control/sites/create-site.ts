/**
 * A new site in the region that the customer chooses. The region learns of it through an announcement that is written
 * in the same transaction: a site exists exactly if it will be announced.
 */
import { Refusal } from "../../base/errors.ts";
import { newId, type OrganisationId, type SiteId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import { needOrganisation } from "../../platform/access/access.ts";
import { audit, LEAST_RETENTION_DAYS, retentionOf } from "../../platform/audit/audit.ts";
import { inTrail, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import type { ControlTables } from "../tables.ts";
import { insertSite, type SiteRow } from "./sites.store.ts";

export type NewSite = { readonly name: string; readonly region: Region };

/** @throws Refusal forbidden; conflict site-name-taken. */
export function createSite(plane: ControlPlane, { actor }: SignedIn, input: NewSite): Promise<SiteRow> {
  needOrganisation(actor, actor.organisation, "sites", "add");
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const id = await addSite(plane, tx, actor.organisation, input);
    await audit(tx, { actor, act: "sites.create", object: { kind: "site", id }, after: input }, plane.auditSeal, plane.clock);
    return { id, ...input, state: "preparing" };
  });
}

/** The part that needs no person: also makes the demo organisation's site. The caller audits. */
export async function addSite(plane: ControlPlane, tx: TrailTransaction<ControlTables>, organisation: OrganisationId, input: NewSite): Promise<SiteId> {
  const id = newId("sit");
  const now = plane.clock.now();
  if (!(await insertSite(tx, organisation, { id, ...input }, now))) {
    throw new Refusal("conflict", "site-name-taken", "Your organisation has a site of this name already.", [{ at: "name", remedy: "Choose another name." }]);
  }
  await tx.insertInto("site_announcement").values({ site: id, organisation_id: organisation, due_at: now }).execute();
  // Its entries are kept as long as the organisation's, where that is longer than everybody's: the region must hear of it, again until it has the site.
  if ((await retentionOf(tx, plane.retentionDays)) > LEAST_RETENTION_DAYS) await tx.insertInto("retention_message").values({ site: id, organisation_id: organisation, set_at: now, due_at: now }).execute();
  return id;
}
