/**
 * Takes the next bytes of an upload: seals them part by part, and counts a part once it is durable.
 *
 * Crash story, per part:
 *   killed before the blob is stored     nothing arrived; the sender resumes at the last counted byte
 *   stored, not counted                  a loose blob, swept later; the sender sends the bytes again
 *   counted, not acknowledged            the sender asks how far it got, and goes on from there
 *   last part counted                    the same transaction set the state and queued the inspection
 * Two senders at once: the second to count finds the offset moved, counts nothing and is told so.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import type { SiteId, UploadId } from "../../base/ids.ts";
import type { Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { keepBlobs, putBlob, releaseBlobs } from "../sealed-blobs/sealed-blobs.ts";
import { borrowSite, type BorrowedSite } from "../sites/sites.ts";
import { INSPECT_UPLOAD } from "./inspect-queue.ts";
import { needSend, needSendTo } from "./need-send.ts";
import { partPlace } from "./uploads.store.ts";

/** Memory held per sender; also what is lost and sent again when a connection breaks. */
export const PART_BYTES = 4 * 1024 ** 2;

/** @returns how many bytes are durable now. @throws Refusal upload-offset when `firstByte` is not the next one. */
export async function receiveBytes(
  deps: RegionDeps, actor: Actor, siteId: SiteId, uploadId: UploadId, firstByte: number, bytes: AsyncIterable<Uint8Array>,
): Promise<number> {
  needSend(actor, siteId, deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, async (site) => {
    let offset = firstByte;
    for await (const part of inParts(bytes)) {
      await countPart(deps, actor, site, uploadId, offset, part);
      offset += part.length;
    }
    return offset;
  });
}

async function countPart(deps: RegionDeps, actor: Actor, site: BorrowedSite, uploadId: UploadId, firstByte: number, part: Uint8Array): Promise<void> {
  const blobId = await putBlob(deps, site, () => partPlace(uploadId, firstByte), part);
  const counted = await site.transact(async (tx) => {
    const upload = await tx.selectFrom("upload").select(["state", "size_bytes", "received_bytes", "revision", "ticket_id", "sent_by", "purpose"])
      .where("site_id", "=", site.siteId).where("upload_id", "=", uploadId).forUpdate().executeTakeFirst();
    const now = deps.clock.now();
    if (upload) needSendTo(actor, site.siteId, upload, now.getTime());
    if (upload?.state !== "receiving" || upload.received_bytes !== firstByte || firstByte + part.length > upload.size_bytes) {
      await releaseBlobs(tx, [blobId], now);
      return upload === undefined ? notFound("upload") : wrongOffset();
    }
    const last = await tx.selectFrom("upload_part").select((part) => part.fn.max("position").as("position"))
      .where("site_id", "=", site.siteId).where("upload_id", "=", uploadId).executeTakeFirst();
    await tx.insertInto("upload_part").values({
      site_id: site.siteId, upload_id: uploadId, position: (last?.position ?? -1) + 1, first_byte: firstByte, length_bytes: part.length, blob_id: blobId,
    }).execute();
    await keepBlobs(tx, [blobId]);
    const received = firstByte + part.length;
    const complete = received === upload.size_bytes;
    await tx.updateTable("upload").set({
      received_bytes: received, touched_at: now, revision: upload.revision + 1, ...(complete ? { state: "inspecting" as const, received_at: now } : {}),
    }).where("site_id", "=", site.siteId).where("upload_id", "=", uploadId).execute();
    if (complete) {
      await deps.jobs.send(tx, INSPECT_UPLOAD, { site: site.siteId, upload: uploadId }, actor);
      await site.audit(tx, { act: "uploads.receive", object: { kind: "upload", id: uploadId }, detail: { sizeBytes: received } });
    }
    return undefined;
  });
  if (counted) throw counted;
}

const wrongOffset = (): Refusal =>
  new Refusal("conflict", "upload-offset", "These are not the next bytes of the file.", [{ remedy: "Ask how far the upload got, and go on from there." }]);

/** When the sender goes away in the middle, what did arrive still counts: the part ends there. */
async function* inParts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const take = (): Uint8Array => {
    const part = Buffer.concat(held);
    held = [];
    heldBytes = 0;
    return part;
  };
  let broken: unknown;
  try {
    for await (const chunk of bytes) {
      held.push(chunk);
      heldBytes += chunk.length;
      if (heldBytes >= PART_BYTES) yield take();
    }
  } catch (error) {
    broken = error;
  }
  if (heldBytes > 0) yield take();
  if (broken !== undefined) throw broken;
}
