/** Takes a file out of the workspace for good. What an import made of it stays in the ledger. */
import { Refusal } from "../../base/errors.ts";
import { parseId, type SiteId, type UploadId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { releaseBlobs } from "../sealed-blobs/sealed-blobs.ts";
import { borrowSite, type RegionTransaction } from "../sites/sites.ts";
import { uploadRow } from "./uploads.store.ts";

/** @throws Refusal upload-in-use while an import reads it, or when an import's record refers to it. */
export async function removeUpload(deps: RegionDeps, actor: Actor, siteId: SiteId, id: string): Promise<void> {
  need(actor, siteId, "uploads", "remove", deps.clock.now().getTime());
  const uploadId = parseId("upl", id);
  await borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      await uploadRow(tx, uploadId);
      const used = await tx.selectFrom("import_upload").select("import_id").where("site_id", "=", siteId).where("upload_id", "=", uploadId).executeTakeFirst();
      if (used) throw new Refusal("conflict", "upload-in-use", "An import refers to this file, so it stays with the import.");
      const listed = await tx.selectFrom("sanctions_file").select("reading_id").where("site_id", "=", siteId).where("upload_id", "=", uploadId).executeTakeFirst();
      if (listed) throw new Refusal("conflict", "upload-in-use", "A version of a sanctions list was read from this file, so it stays with the version.", [{ remedy: "Remove the version first, if nothing has used it." }]);
      await dropUpload(tx, uploadId, deps.clock.now());
      await site.audit(tx, { act: "uploads.remove", object: { kind: "upload", id: uploadId } });
    }));
}

/** Rows now; the sealed bytes with the next sweep. */
export async function dropUpload(tx: RegionTransaction, uploadId: UploadId, now: Date): Promise<void> {
  const parts = await tx.selectFrom("upload_part").select("blob_id").where("site_id", "=", tx.siteId).where("upload_id", "=", uploadId).execute();
  await releaseBlobs(tx, parts.map((part) => part.blob_id), now);
  await tx.deleteFrom("upload").where("site_id", "=", tx.siteId).where("upload_id", "=", uploadId).execute();
}
