/**
 * Takes a version away for good: one that was read by mistake, or that nothing has used for as long as entries of the trail are kept. What a person decided
 * on stays with what it was decided on, for ever.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import { parseId, type SanctionsVersionId, type SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { LEAST_RETENTION_DAYS, retentionOf } from "../../platform/audit/audit.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { Issuer } from "../region.store.ts";
import { releaseBlobs } from "../sealed-blobs/sealed-blobs.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import { freeFiles } from "./ask-reading.ts";
import { dayOf, openFacts } from "./sanctions-lists.store.ts";

/** @throws Refusal version-decided-on, version-used-lately, not-found */
export async function removeVersion(deps: RegionDeps, actor: Actor, siteId: SiteId, id: string): Promise<void> {
  need(actor, siteId, "sanctions-lists", "remove", deps.clock.now().getTime());
  const versionId = parseId("snv", id);
  await borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      await tx.selectFrom("site").select("site_id").where("site_id", "=", siteId).forUpdate().execute();
      const row = await tx.selectFrom("sanctions_version").selectAll().where("site_id", "=", siteId).where("version_id", "=", versionId).executeTakeFirst();
      if (!row) throw notFound("version of a sanctions list");
      await refuseUsed(deps, tx, versionId);
      const { publishedOn, sha256 } = await openFacts(site, row);
      await tx.deleteFrom("sanctions_use").where("site_id", "=", siteId).where("version_id", "=", versionId).execute();
      for (const { reading_id } of await tx.selectFrom("sanctions_reading").select("reading_id").where("site_id", "=", siteId).where("version_id", "=", versionId).execute()) await freeFiles(tx, reading_id);
      await tx.deleteFrom("sanctions_version").where("site_id", "=", siteId).where("version_id", "=", versionId).execute();
      await releaseBlobs(tx, [row.blob_id], deps.clock.now());
      if (row.state === "current") await letNewestCount(site, tx, row.list);
      await site.audit(tx, { act: "sanctions-lists.remove", object: { kind: "sanctions version", id: versionId }, before: { list: row.list, publishedOn, sha256 } });
    }));
}

async function refuseUsed(deps: RegionDeps, tx: RegionTransaction, versionId: SanctionsVersionId): Promise<void> {
  const uses = await tx.selectFrom("sanctions_use").select(["used_by", "used_at"]).where("site_id", "=", tx.siteId).where("version_id", "=", versionId).orderBy("used_at", "desc").execute();
  const overridden = await tx.selectFrom("sanctions_use").innerJoin("payment_override", (on) => on.onRef("payment_override.site_id", "=", "sanctions_use.site_id").onRef("payment_override.payment_run_id", "=", "sanctions_use.used_by"))
    .select("used_by").where("sanctions_use.site_id", "=", tx.siteId).where("version_id", "=", versionId).limit(1).executeTakeFirst();
  if (overridden !== undefined || uses.some(({ used_by }) => used_by.startsWith("dec_"))) {
    throw new Refusal("conflict", "version-decided-on", "Somebody decided on a finding or a payment that was screened against this version, so it stays with the decision.");
  }
  const days = await retentionOf(tx, deps.retentionDays ?? LEAST_RETENTION_DAYS);
  const [last] = uses;
  if (last === undefined || last.used_at.getTime() + days * 86_400_000 <= deps.clock.now().getTime()) return;
  const until = dayOf(new Date(last.used_at.getTime() + days * 86_400_000));
  throw new Refusal("conflict", "version-used-lately", `A run or a payment run was screened against this version. It is kept as long as entries of the trail are: until ${until}.`, [{ remedy: "A newer version takes its place without it being removed." }]);
}

async function letNewestCount(site: BorrowedSite, tx: RegionTransaction, list: Issuer): Promise<void> {
  const rows = await tx.selectFrom("sanctions_version").selectAll().where("site_id", "=", site.siteId).where("list", "=", list).orderBy("made_at", "desc").orderBy("version_id", "desc").execute();
  let best: { readonly id: SanctionsVersionId; readonly on: string } | undefined;
  for (const row of rows) {
    const on = (await openFacts(site, row)).publishedOn ?? dayOf(row.made_at);
    if (best === undefined || on > best.on) best = { id: row.version_id, on };
  }
  if (best) await tx.updateTable("sanctions_version").set({ state: "current" }).where("site_id", "=", site.siteId).where("version_id", "=", best.id).execute();
}
