/**
 * A file of a mail that control is taking in: sealed here while control still holds the connection to its sender.
 *
 * Crash story: the id follows from the mail, so the same file sent again finds its row, and goes on where the bytes stopped. Complete, it is put
 * in line for the scan by the transaction that completed it, like every upload.
 */
import { Refusal } from "../../base/errors.ts";
import { newId, type OrganisationId, type PersonId, type SiteId, type TicketId, type UploadId } from "../../base/ids.ts";
import { type JobActor, need } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, type BorrowedSite } from "../sites/sites.ts";
import { plainName, receiveBytes, sealFacts } from "../uploads/uploads.ts";

export type MailFile = {
  readonly organisationId: OrganisationId;
  readonly siteId: SiteId;
  readonly ticketId: TicketId;
  readonly uploadId: UploadId;
  /** To whose secret address it came; not who wrote it. */
  readonly sender: { readonly id: PersonId; readonly name: string };
  readonly fileName: string;
};

/** @throws Refusal not_found for a site of another organisation; conflict upload-other-ticket. */
export async function takeMailFile(deps: RegionDeps, file: MailFile, bytes: Uint8Array): Promise<void> {
  const actor: JobActor = { kind: "job", job: newId("job"), site: file.siteId, cause: `mail to ${file.ticketId}`, permissions: new Set(["uploads:add"]) };
  need(actor, file.siteId, "uploads", "add", deps.clock.now().getTime());
  await deps.jobs.during(file.siteId, actor.job, async () => {
    const received = await borrowSite(deps, actor, file.siteId, (site) => begin(deps, site, file, bytes.length));
    if (received < bytes.length) await receiveBytes(deps, actor, file.siteId, file.uploadId, received, once(bytes.subarray(received)));
  });
}

/** How many of its bytes are here already. */
async function begin(deps: RegionDeps, site: BorrowedSite, file: MailFile, sizeBytes: number): Promise<number> {
  const fileName = plainName(file.fileName);
  const facts = await sealFacts(site.keys, file.uploadId, { fileName, senderName: file.sender.name });
  return site.transact(async (tx) => {
    const { organisation_id: owner } = await tx.selectFrom("site").select("organisation_id").where("site_id", "=", site.siteId).executeTakeFirstOrThrow();
    if (owner !== file.organisationId) throw new Refusal("not_found", "not-found", "There is no such site.");
    const now = deps.clock.now();
    const added = await tx.insertInto("upload").values({
      site_id: site.siteId, upload_id: file.uploadId, state: "receiving", size_bytes: sizeBytes, sent_by: file.sender.id, created_at: now, touched_at: now, sealed_facts: facts, ticket_id: file.ticketId,
    }).onConflict((row) => row.columns(["site_id", "upload_id"]).doNothing()).returning("upload_id").executeTakeFirst();
    if (added) {
      await site.audit(tx, { act: "uploads.begin", object: { kind: "upload", id: file.uploadId }, after: { fileName, sizeBytes }, detail: { ticket: file.ticketId, by: "mail" } });
      return 0;
    }
    const known = await tx.selectFrom("upload").select(["ticket_id", "size_bytes", "received_bytes"]).where("site_id", "=", site.siteId).where("upload_id", "=", file.uploadId).executeTakeFirstOrThrow();
    if (known.ticket_id !== file.ticketId || known.size_bytes !== sizeBytes) throw new Refusal("conflict", "upload-other-ticket", "This file is another's.");
    return known.received_bytes;
  });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
