/** Rows of uploads, and what is sealed in them. */
import type { Selectable } from "kysely";
import { notFound } from "../../base/errors.ts";
import type { UploadId } from "../../base/ids.ts";
import type { SealedRow, SiteKeys } from "../../platform/vault/vault.ts";
import type { RefusalNote } from "../region.schema.ts";
import type { RegionTables } from "../region.store.ts";
import type { RegionTransaction } from "../sites/sites.ts";
import type { Inspected, Upload } from "./uploads.schema.ts";

/** A part opens only as the bytes that begin at this place of this upload. */
export const partPlace = (uploadId: UploadId, firstByte: number) => ({ kind: "upload.bytes", object: uploadId, position: firstByte });

type Facts = { readonly fileName: string; readonly senderName: string };
/** Without `inspection`: a ticket's file. */
export type SealedInspection = { readonly sha256: string; readonly inspection?: Inspected };
export type UploadRow = Selectable<RegionTables["upload"]>;

export const sealFacts = (keys: SiteKeys, id: UploadId, facts: Facts): Promise<SealedRow> => keys.sealJson({ kind: "upload.facts", object: id }, facts);
export const sealInspection = (keys: SiteKeys, id: UploadId, found: SealedInspection): Promise<SealedRow> =>
  keys.sealJson({ kind: "upload.inspection", object: id }, found);
/** A refusal quotes the file, so it is the customer's data. */
export const sealUploadRefusal = (keys: SiteKeys, id: UploadId, note: RefusalNote & { sha256: string }): Promise<SealedRow> =>
  keys.sealJson({ kind: "upload.refusal", object: id }, note);

/** A file for the ledger, or of a sanctions list: those of tickets and payment runs are not there for whoever asks here. */
export async function uploadRow(tx: RegionTransaction, uploadId: UploadId): Promise<UploadRow> {
  const row = await anyUploadRow(tx, uploadId);
  if (row.ticket_id !== null || row.purpose === "payment-run") throw notFound("upload");
  return row;
}

export async function anyUploadRow(tx: RegionTransaction, uploadId: UploadId): Promise<UploadRow> {
  const row = await tx.selectFrom("upload").selectAll().where("site_id", "=", tx.siteId).where("upload_id", "=", uploadId).executeTakeFirst();
  if (!row) throw notFound("upload");
  return row;
}

export async function openFacts(keys: SiteKeys, row: UploadRow): Promise<Facts> {
  return (await keys.openJson({ kind: "upload.facts", object: row.upload_id }, row.sealed_facts)) as Facts;
}

export async function openInspection(keys: SiteKeys, row: UploadRow): Promise<SealedInspection | undefined> {
  if (!row.sealed_inspection) return undefined;
  return (await keys.openJson({ kind: "upload.inspection", object: row.upload_id }, row.sealed_inspection)) as SealedInspection;
}

export async function openUploadRefusal(keys: SiteKeys, row: UploadRow): Promise<(RefusalNote & { sha256: string }) | undefined> {
  if (!row.sealed_refusal) return undefined;
  return (await keys.openJson({ kind: "upload.refusal", object: row.upload_id }, row.sealed_refusal)) as RefusalNote & { sha256: string };
}

export async function showUpload(keys: SiteKeys, row: UploadRow): Promise<Upload> {
  const facts = await openFacts(keys, row);
  const inspected = await openInspection(keys, row);
  const refused = await openUploadRefusal(keys, row);
  return {
    id: row.upload_id, fileName: facts.fileName, sizeBytes: row.size_bytes, receivedBytes: row.received_bytes,
    sha256: inspected?.sha256 ?? refused?.sha256 ?? null,
    sender: { id: row.sent_by, name: facts.senderName },
    receivedAt: row.received_at?.toISOString() ?? null, createdAt: row.created_at.toISOString(), state: row.state, malwareScan: row.malware_scan,
    ...(refused && { refusal: { code: refused.code, message: refused.message, details: refused.details } }),
    ...(inspected?.inspection && { inspection: inspected.inspection }),
  };
}
