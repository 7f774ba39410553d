/** A person confirms how files are read and asks for them to be read into the ledger. */
import { Refusal } from "../../base/errors.ts";
import { newId, parseId, type SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { FIELDS } from "../mappings/mappings.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, personOf, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import { usableUpload } from "../uploads/uploads.ts";
import { READ_IMPORT } from "./import-queue.ts";
import type { AskImport, Import } from "./imports.schema.ts";
import { importRow, sealPlan, showImport, type ImportPlan } from "./imports.store.ts";

/** @throws Refusal upload-not-ready, field-unknown, file-repeated, not-found. */
export async function askImport(deps: RegionDeps, actor: Actor, siteId: SiteId, ask: AskImport): Promise<Import> {
  need(actor, siteId, "imports", "commit", deps.clock.now().getTime());
  refuseUnknownFields(ask);
  const importId = newId("imp");
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const plan = await planOf(site, tx, ask, personOf(actor).name);
      const jobId = await deps.jobs.send(tx, READ_IMPORT, { site: siteId, import: importId }, actor);
      await tx.insertInto("import").values({
        site_id: siteId, import_id: importId, state: "queued", replaces_all: ask.replaces === "all", asked_by: personOf(actor).id, asked_at: deps.clock.now(),
        job_id: jobId, sealed_plan: await sealPlan(site.keys, importId, plan),
      }).execute();
      await tx.insertInto("import_upload").values(plan.files.map(({ uploadId }) => ({ site_id: siteId, import_id: importId, upload_id: uploadId }))).execute();
      await site.audit(tx, { act: "imports.ask", object: { kind: "import", id: importId }, after: { files: plan.files, replaces: ask.replaces ?? null } });
      return showImport(site, tx, await importRow(tx, importId));
    }));
}

async function planOf(site: BorrowedSite, tx: RegionTransaction, ask: AskImport, askedByName: string): Promise<ImportPlan> {
  const files: ImportPlan["files"][number][] = [];
  for (const { uploadId: id, tables } of ask.files) {
    const uploadId = parseId("upl", id);
    if (files.some((one) => one.uploadId === uploadId)) throw new Refusal("invalid", "file-repeated", "The same file is named twice.", [{ remedy: "Name each file once, with all its tables." }]);
    const { fileName, sha256 } = await usableUpload(site, tx, uploadId);
    files.push({ uploadId, fileName, sha256, tables });
  }
  return { askedByName, files };
}

function refuseUnknownFields(ask: AskImport): void {
  for (const [file, { tables }] of ask.files.entries()) {
    for (const [at, { table, columns }] of tables.entries()) {
      const fields: readonly string[] = FIELDS[table];
      const unknown = Object.keys(columns).find((field) => !fields.includes(field));
      if (unknown === undefined) continue;
      throw new Refusal("invalid", "field-unknown", `There is no field "${unknown}" of this kind of record.`, [{ at: `/files/${file}/tables/${at}/columns`, expected: fields.join(", ") }]);
    }
  }
}
