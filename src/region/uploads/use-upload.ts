/** A complete upload as something that can be read: its bytes in order, unsealed on the way and never whole in memory. */
import { notFound, Refusal } from "../../base/errors.ts";
import type { SegmentId, UploadId } from "../../base/ids.ts";
import type { Source } from "../../engine/ledger/ledger.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { RefusalNote } from "../region.schema.ts";
import { readBlob } from "../sealed-blobs/sealed-blobs.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import type { Inspected } from "./uploads.schema.ts";
import { anyUploadRow, openFacts, openInspection, openUploadRefusal, partPlace, uploadRow, type UploadRow } from "./uploads.store.ts";

export type Part = { readonly firstByte: number; readonly lengthBytes: number; readonly blobId: SegmentId };
export type UsableUpload = {
  readonly uploadId: UploadId;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly parts: readonly Part[];
};

/** A file for the ledger. @throws Refusal not-found, upload-not-ready, upload-is-sanctions-list. */
export async function usableUpload(site: BorrowedSite, tx: RegionTransaction, uploadId: UploadId): Promise<UsableUpload> {
  const { list, ...upload } = await lookedInto(site, tx, uploadId);
  if (list === undefined) return upload;
  throw new Refusal("conflict", "upload-is-sanctions-list", `${upload.fileName} is a sanctions list, and no part of the ledger.`, [{ at: upload.fileName, remedy: "Leave it out here, and read it on the page Sanctions lists." }]);
}

export type ListUpload = UsableUpload & { readonly list: NonNullable<Inspected["sanctionsList"]> };

/** A file of a sanctions list. @throws Refusal not-found, upload-not-ready, upload-is-no-sanctions-list. */
export async function listUpload(site: BorrowedSite, tx: RegionTransaction, uploadId: UploadId): Promise<ListUpload> {
  const { list, ...upload } = await lookedInto(site, tx, uploadId);
  if (list !== undefined) return { ...upload, list };
  throw new Refusal("conflict", "upload-is-no-sanctions-list", `${upload.fileName} is no sanctions list.`, [{ at: upload.fileName, remedy: "Choose files that were recognised as one." }]);
}

async function lookedInto(site: BorrowedSite, tx: RegionTransaction, uploadId: UploadId): Promise<UsableUpload & { readonly list: Inspected["sanctionsList"] }> {
  const row = await uploadRow(tx, uploadId);
  const { fileName } = await openFacts(site.keys, row);
  const inspected = await openInspection(site.keys, row);
  if ((row.state !== "ready" && row.state !== "imported") || !inspected) {
    throw new Refusal("conflict", "upload-not-ready", `${fileName} cannot be read yet.`, [{ at: fileName, expected: "a file that was looked into and recognised" }]);
  }
  return { uploadId, fileName, sizeBytes: row.size_bytes, sha256: inspected.sha256, parts: await partsOf(tx, uploadId), list: inspected.inspection?.sanctionsList };
}

export type PaymentUpload = Omit<UsableUpload, "sha256"> & { readonly state: UploadRow["state"]; readonly refusal: RefusalNote | undefined };

/** A file of payments, as far as it is here. @throws Refusal not-found. */
export async function paymentUpload(site: BorrowedSite, tx: RegionTransaction, uploadId: UploadId): Promise<PaymentUpload> {
  const row = await anyUploadRow(tx, uploadId);
  if (row.purpose !== "payment-run") throw notFound("upload");
  const { fileName } = await openFacts(site.keys, row);
  return { uploadId, fileName, sizeBytes: row.size_bytes, parts: await partsOf(tx, uploadId), state: row.state, refusal: await openUploadRefusal(site.keys, row) };
}

export async function partsOf(tx: RegionTransaction, uploadId: UploadId): Promise<Part[]> {
  const rows = await tx.selectFrom("upload_part").select(["first_byte", "length_bytes", "blob_id"])
    .where("site_id", "=", tx.siteId).where("upload_id", "=", uploadId).orderBy("position").execute();
  return rows.map((row) => ({ firstByte: row.first_byte, lengthBytes: row.length_bytes, blobId: row.blob_id }));
}

type Readable = Pick<UsableUpload, "uploadId" | "fileName" | "sizeBytes" | "parts">;

/** Use it inside the borrowing: it opens as it is read. */
export const uploadSource = (deps: RegionDeps, site: BorrowedSite, upload: Readable): Source => ({
  name: upload.fileName,
  sizeBytes: upload.sizeBytes,
  open: async function* () {
    for (const part of upload.parts) yield* readBlob(deps, site, partPlace(upload.uploadId, part.firstByte), part.blobId);
  },
});

export async function markImported(tx: RegionTransaction, uploadIds: readonly UploadId[]): Promise<void> {
  await tx.updateTable("upload").set({ state: "imported" }).where("site_id", "=", tx.siteId).where("upload_id", "in", uploadIds).execute();
}
