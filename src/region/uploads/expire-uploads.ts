/** Uploads that were begun and abandoned, and files of payments that nobody had checked: removed a day after their last byte. Needs no keys. */
import type { SiteId } from "../../base/ids.ts";
import type { SystemActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { RegionTransaction } from "../sites/sites.ts";
import { dropUpload } from "./remove-upload.ts";

const ROUND: SystemActor = { kind: "system", name: "rounds" };

/** @returns how many. */
export async function expireUploads(deps: RegionDeps, siteId: SiteId): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - deps.limits.unfinishedUploadMs);
  return withSite(deps.db, siteId, async (tx: RegionTransaction) => {
    const stale = await tx.selectFrom("upload").select("upload_id").where("site_id", "=", siteId)
      .where((row) => row.or([row("state", "=", "receiving"), row.and([row("purpose", "=", "payment-run"),
        row.not(row.exists(row.selectFrom("payment_run").select("payment_run_id").whereRef("payment_run.site_id", "=", "upload.site_id").whereRef("payment_run.upload_id", "=", "upload.upload_id")))])]))
      .where("touched_at", "<", before).forUpdate().limit(100).execute();
    for (const { upload_id } of stale) {
      await dropUpload(tx, upload_id, deps.clock.now());
      await audit(tx, { actor: ROUND, act: "uploads.expire", object: { kind: "upload", id: upload_id } }, undefined, deps.clock);
    }
    return stale.length;
  });
}
