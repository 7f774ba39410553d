/** How far an upload got: what a sender asks before it goes on. Counts only, so no entry in the trail. */
import { notFound } from "../../base/errors.ts";
import type { SiteId, UploadId } from "../../base/ids.ts";
import type { Actor } from "../../platform/access/access.ts";
import { withSite } from "../../platform/postgres/postgres.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { RegionTransaction } from "../sites/sites.ts";
import { needSend, needSendTo } from "./need-send.ts";

export type Offset = { readonly sizeBytes: number; readonly receivedBytes: number; readonly touchedAt: Date };

export async function readOffset(deps: RegionDeps, actor: Actor, siteId: SiteId, uploadId: UploadId): Promise<Offset> {
  needSend(actor, siteId, deps.clock.now().getTime());
  const row = await withSite(deps.db, siteId, (tx: RegionTransaction) =>
    tx.selectFrom("upload").select(["size_bytes", "received_bytes", "touched_at", "ticket_id", "sent_by", "purpose"])
      .where("site_id", "=", siteId).where("upload_id", "=", uploadId).executeTakeFirst());
  if (!row) throw notFound("upload");
  needSendTo(actor, siteId, row, deps.clock.now().getTime());
  return { sizeBytes: row.size_bytes, receivedBytes: row.received_bytes, touchedAt: row.touched_at };
}
