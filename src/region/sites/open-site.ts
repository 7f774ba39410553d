/**
 * Control asks this region to hold a site: its first key is made, then its row. Asked again, nothing changes.
 *
 * Crash story: killed after the key and before the row, the site does not exist yet and control asks again; the key
 * that is there is the site's first key and stays it.
 */
import { Refusal } from "../../base/errors.ts";
import { newId, type OrganisationId, type SiteId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import type { SystemActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { Authority } from "../../platform/vault/vault.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { RegionTransaction } from "./borrow-site.ts";

export type SiteToOpen = { readonly siteId: SiteId; readonly organisationId: OrganisationId; readonly name: string; readonly region: Region };

/** @param actor control, whose signature the route has checked. @throws Refusal site-other-region, site-of-another. */
export async function openSite(deps: RegionDeps, actor: SystemActor, ask: SiteToOpen): Promise<{ siteId: SiteId; state: "open" }> {
  if (ask.region !== deps.region) throw new Refusal("conflict", "site-other-region", "This site belongs to another region.");
  const authority = { by: "job", site: ask.siteId, job: newId("job"), cause: `control opens ${ask.siteId}` } as const;
  return deps.jobs.during(ask.siteId, authority.job, () => open(deps, actor, ask, authority));
}

async function open(deps: RegionDeps, actor: SystemActor, ask: SiteToOpen, authority: Authority): Promise<{ siteId: SiteId; state: "open" }> {
  const known = await deps.vault.siteState(ask.siteId);
  if (!known.ready && known.code === "site-key-missing") {
    await deps.vault.createSiteKey(ask.siteId, authority).catch((error: unknown) => {
      if (!(error instanceof Refusal && error.code === "site-key-exists")) throw error;
    });
  }
  await deps.vault.withSite(ask.siteId, authority, async (keys) => {
    const name = await keys.sealJson({ kind: "site.name", object: ask.siteId }, ask.name);
    await withSite(deps.db, ask.siteId, async (tx: RegionTransaction) => {
      const added = await tx.insertInto("site").values({
        site_id: ask.siteId, organisation_id: ask.organisationId, state: "open", created_at: deps.clock.now(), sealed_name: name,
      }).onConflict((conflict) => conflict.column("site_id").doNothing()).executeTakeFirst();
      if (Number(added.numInsertedOrUpdatedRows ?? 0) === 0) return refuseOtherOwner(tx, ask);
      await tx.insertInto("round").values({ id: ask.siteId }).onConflict((conflict) => conflict.doNothing()).execute();
      await audit(tx, { actor, act: "sites.open", object: { kind: "site", id: ask.siteId } }, undefined, deps.clock);
    });
  });
  return { siteId: ask.siteId, state: "open" };
}

async function refuseOtherOwner(tx: RegionTransaction, ask: SiteToOpen): Promise<void> {
  const known = await tx.selectFrom("site").select("organisation_id").where("site_id", "=", ask.siteId).executeTakeFirstOrThrow();
  if (known.organisation_id !== ask.organisationId) throw new Refusal("conflict", "site-of-another", "This site belongs to another organisation.");
}

/** For the worker's rounds only: ids and nothing else. */
export const sitesOfRegion = async (deps: Pick<RegionDeps, "db">): Promise<SiteId[]> =>
  (await deps.db.kysely.selectFrom("round").select("id").orderBy("id").execute()).map(({ id }) => id);
