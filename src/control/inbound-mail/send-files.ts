/**
 * Hands the files of a mail to the region of the ticket's site, where they are sealed as they arrive. Here they are in memory only, as long as
 * the mail is being taken in.
 */
import { createHash } from "node:crypto";
import { Refusal } from "../../base/errors.ts";
import type { PersonId, SiteId, UploadId } from "../../base/ids.ts";
import type { OpenedMessage } from "../../platform/mail/mail.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { framed, MESSAGE_HEADER, signMessage } from "../../platform/tokens/tokens.ts";
import type { ControlPlane } from "../plane.ts";
import { siteOf, type SendToRegion } from "../sites/sites.ts";
import type { TicketRow, Tx } from "../tickets/tickets.ts";

export type SentFiles = { readonly files: readonly { readonly upload: UploadId; readonly site: SiteId; readonly sizeBytes: number }[]; /** For the reader: what was not taken, and why. */ readonly note?: string };

const PATH = "/internal/ticket-files";

/** @throws Refusal unavailable: the region is away, or cannot take them now; nothing of the mail is stored then. */
export async function sendFiles(plane: ControlPlane, send: SendToRegion, row: TicketRow, sender: { id: PersonId; name: string }, { files, filesLeft }: OpenedMessage, fingerprint: Buffer): Promise<SentFiles> {
  if (files.length + filesLeft === 0) return { files: [] };
  const { organisation_id: organisation, site: siteId } = row;
  const site = siteId === null ? undefined : await inTrail(plane.database, organisation, (tx: Tx) => siteOf(tx, organisation, siteId));
  if (site?.state !== "ready") return { files: [], note: `${said(files.length + filesLeft)} not taken: this ticket names no site that could hold files. Name the site, then attach them here.` };
  const sent: { upload: UploadId; site: SiteId; sizeBytes: number }[] = [];
  let notTaken = filesLeft;
  for (const [n, { name, bytes }] of files.entries()) {
    if (bytes.length === 0) continue;
    const upload = uploadIdOf(fingerprint, n);
    const body = framed({ organisationId: organisation, siteId: site.id, ticketId: row.id, uploadId: upload, sender, fileName: name }, bytes);
    const message = await signMessage(await plane.tokenKeys.signer(), "control", `region:${site.region}`, { method: "POST", path: PATH, body }, plane.clock.now().getTime());
    const status = await send(site.region, { method: "POST", path: PATH, headers: { [MESSAGE_HEADER]: message, "content-type": "application/octet-stream" }, body }).catch(() => 503);
    if (status === 429 || status >= 500) throw new Refusal("unavailable", "region-away", "The files cannot be stored just now.");
    if (status < 300) sent.push({ upload, site: site.id, sizeBytes: bytes.length });
    else notTaken += 1;
  }
  return { files: sent, ...(notTaken > 0 && { note: `${said(notTaken)} not taken. Attach them here.` }) };
}

const said = (count: number): string => (count === 1 ? "One file of this mail was" : `${count} files of this mail were`);

/** The same mail has the same files, however often it is sent. In the form of our ids; its time is no time. */
export function uploadIdOf(fingerprint: Buffer, n: number): UploadId {
  const hex = createHash("sha256").update(fingerprint).update(String(n)).digest("hex");
  return `upl_${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
