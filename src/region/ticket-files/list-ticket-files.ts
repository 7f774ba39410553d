/** The files of one ticket in this site, and the bytes of one of them. */
import { Refusal, notFound } from "../../base/errors.ts";
import { parseId, type SiteId } from "../../base/ids.ts";
import { type Actor, need } from "../../platform/access/access.ts";
import type { TicketPass } from "../../platform/tokens/tokens.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import { openFacts, openInspection, openUploadRefusal, partsOf, type UploadRow, uploadSource } from "../uploads/uploads.ts";
import type { TicketFile } from "./ticket-files.schema.ts";

/** As many as control lets a ticket have. */
const MOST = 100;

export async function listTicketFiles(deps: RegionDeps, actor: Actor, siteId: SiteId, { ticket }: TicketPass): Promise<TicketFile[]> {
  need(actor, siteId, "uploads", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const rows = await tx.selectFrom("upload").selectAll().where("site_id", "=", siteId).where("ticket_id", "=", ticket).where("state", "!=", "receiving").orderBy("created_at").orderBy("upload_id").limit(MOST).execute();
      const files: TicketFile[] = [];
      for (const row of rows) files.push(await show(site, row));
      await site.auditRead(tx, "ticket-files.list", { kind: "ticket", id: ticket }, files.length);
      return files;
    }));
}

async function show(site: BorrowedSite, row: UploadRow): Promise<TicketFile> {
  const { fileName, senderName } = await openFacts(site.keys, row);
  const sha256 = (await openInspection(site.keys, row))?.sha256 ?? (await openUploadRefusal(site.keys, row))?.sha256 ?? null;
  const state = row.malware_scan === "refused" ? "quarantined" : row.state === "ready" ? "ready" : row.state === "refused" ? "refused" : "checking";
  return { upload: row.upload_id, fileName, sizeBytes: row.size_bytes, sha256, sender: { id: row.sent_by, name: senderName }, at: row.created_at.toISOString(), state, malwareScan: row.malware_scan };
}

export type OpenedFile = { readonly fileName: string; readonly sizeBytes: number; readonly bytes: Uint8Array };

/** Whole before it is answered: a file that turns out to be cut short is not begun. @throws Refusal not_found; conflict file-quarantined, file-not-ready. */
export async function openTicketFile(deps: RegionDeps, actor: Actor, siteId: SiteId, { ticket }: TicketPass, id: string): Promise<OpenedFile> {
  need(actor, siteId, "uploads", "read", deps.clock.now().getTime());
  const uploadId = parseId("upl", id);
  return borrowSite(deps, actor, siteId, async (site) => {
    const { row, parts } = await site.transact(async (tx: RegionTransaction) => {
      const found = await tx.selectFrom("upload").selectAll().where("site_id", "=", siteId).where("upload_id", "=", uploadId).where("ticket_id", "=", ticket).executeTakeFirst();
      if (!found) throw notFound("file");
      return { row: found, parts: await partsOf(tx, uploadId) };
    });
    if (row.malware_scan === "refused") throw new Refusal("conflict", "file-quarantined", "The malware scan found something in this file, so nobody can open it.");
    if (row.state !== "ready") throw new Refusal("conflict", "file-not-ready", "This file is not checked yet.", [{ remedy: "Try again in a moment." }]);
    const { fileName } = await openFacts(site.keys, row);
    const chunks: Uint8Array[] = [];
    for await (const chunk of uploadSource(deps, site, { uploadId, fileName, sizeBytes: row.size_bytes, parts }).open()) chunks.push(chunk);
    await site.transact((tx) => site.audit(tx, { act: "ticket-files.open", object: { kind: "upload", id: uploadId }, detail: { ticket, fileName } }));
    return { fileName, sizeBytes: row.size_bytes, bytes: Buffer.concat(chunks) };
  });
}
