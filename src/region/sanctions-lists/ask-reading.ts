/** Somebody has a list read from files that were sent: one reading for each list among them, so that a damaged one holds up no other. */
import { Refusal } from "../../base/errors.ts";
import { newId, parseId, type SanctionsReadingId, type SiteId, type UploadId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { progressOf } from "../../platform/jobs/jobs.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { Issuer } from "../region.store.ts";
import { borrowSite, personOf, type RegionTransaction } from "../sites/sites.ts";
import { listUpload, type ListUpload } from "../uploads/uploads.ts";
import { READ_LIST } from "./reading-queue.ts";
import type { AskReading, Reading } from "./sanctions-lists.schema.ts";
import { isOpen, readingRow, sealAsk, showReading } from "./sanctions-lists.store.ts";

/** @throws Refusal file-repeated, upload-not-ready, upload-is-no-sanctions-list, list-being-read, list-read-already, not-found. */
export async function askReading(deps: RegionDeps, actor: Actor, siteId: SiteId, ask: AskReading): Promise<{ items: Reading[] }> {
  need(actor, siteId, "sanctions-lists", "add", deps.clock.now().getTime());
  const ids = ask.uploadIds.map((id) => parseId("upl", id));
  if (new Set(ids).size < ids.length) throw new Refusal("invalid", "file-repeated", "The same file is named twice.", [{ at: "uploadIds", remedy: "Name each file once." }]);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      await tx.selectFrom("site").select("site_id").where("site_id", "=", siteId).forUpdate().execute();
      const byList = new Map<Issuer, ListUpload[]>();
      for (const uploadId of ids) {
        const upload = await listUpload(site, tx, uploadId);
        await refuseInUse(tx, uploadId, upload.fileName);
        byList.set(upload.list.list, [...(byList.get(upload.list.list) ?? []), upload]);
      }
      const items: Reading[] = [];
      for (const [list, files] of byList) {
        const id = newId("snr");
        const jobId = await deps.jobs.send(tx, READ_LIST, { site: siteId, reading: id }, actor);
        await tx.insertInto("sanctions_reading").values({
          site_id: siteId, reading_id: id, list, state: "queued", job_id: jobId, asked_by: personOf(actor).id, asked_at: deps.clock.now(),
          sealed_ask: await sealAsk(site, id, { askedByName: personOf(actor).name, files: files.map(({ uploadId, fileName }) => ({ uploadId, fileName })) }),
        }).execute();
        await tx.insertInto("sanctions_file").values(files.map(({ uploadId }) => ({ site_id: siteId, upload_id: uploadId, reading_id: id }))).execute();
        await site.audit(tx, { act: "sanctions-lists.ask", object: { kind: "sanctions reading", id }, after: { list, files: files.map(({ fileName, sha256 }) => ({ fileName, sha256 })) } });
        items.push(await showReading(site, tx, await readingRow(tx, id)));
      }
      return { items };
    }));
}

/** Files of a reading whose job was given up are free again; the row of a job that died stays as it was until somebody comes by. */
async function refuseInUse(tx: RegionTransaction, uploadId: UploadId, fileName: string): Promise<void> {
  const used = await tx.selectFrom("sanctions_file").select("reading_id").where("site_id", "=", tx.siteId).where("upload_id", "=", uploadId).executeTakeFirst();
  if (!used) return;
  const reading = await readingRow(tx, used.reading_id);
  if (!isOpen(reading)) throw new Refusal("conflict", "list-read-already", `${fileName} has been read.`, [{ at: fileName, remedy: "Look among the versions." }]);
  if ((await progressOf(tx, reading.job_id))?.state !== "failed") throw new Refusal("conflict", "list-being-read", `${fileName} is being read.`, [{ at: fileName, remedy: "Wait until it is done." }]);
  await freeFiles(tx, used.reading_id);
  await tx.updateTable("sanctions_reading").set((row) => ({ state: "failed" as const, revision: row("revision", "+", 1) })).where("site_id", "=", tx.siteId).where("reading_id", "=", used.reading_id).execute();
}

/** What came to nothing holds no file. */
export async function freeFiles(tx: RegionTransaction, readingId: SanctionsReadingId): Promise<void> {
  await tx.deleteFrom("sanctions_file").where("site_id", "=", tx.siteId).where("reading_id", "=", readingId).execute();
}
