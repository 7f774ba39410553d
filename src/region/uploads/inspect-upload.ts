/**
 * Looks into a complete upload, in the worker: what it is, its hash, which table its rows are and which column is what.
 * Safe to run twice: until the last transaction nothing is written, and after it there is nothing to do.
 */
import { createHash } from "node:crypto";
import { Refusal } from "../../base/errors.ts";
import type { SiteId, UploadId } from "../../base/ids.ts";
import type { Source } from "../../engine/ledger/ledger.ts";
import { layoutOf, LIST_OF, notRecognised, PART_WORDS, type Layout } from "../../engine/screening/screening.ts";
import type { JobActor } from "../../platform/access/access.ts";
import { need } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, type BorrowedSite } from "../sites/sites.ts";
import { ISSUER_OF } from "../list-names.ts";
import type { MalwareScan, UploadPurpose } from "../region.store.ts";
import { recognise } from "./recognise.ts";
import type { Inspected } from "./uploads.schema.ts";
import { openFacts, sealInspection, sealUploadRefusal, anyUploadRow } from "./uploads.store.ts";
import { partsOf, uploadSource } from "./use-upload.ts";

export async function inspectUpload(deps: RegionDeps, actor: JobActor, siteId: SiteId, uploadId: UploadId): Promise<void> {
  need(actor, siteId, "uploads", "read", deps.clock.now().getTime());
  await borrowSite(deps, actor, siteId, async (site) => {
    const found = await site.transact(async (tx) => {
      const row = await anyUploadRow(tx, uploadId);
      return { row, parts: await partsOf(tx, uploadId) };
    });
    if (found.row.state !== "inspecting") return;
    const { fileName } = await openFacts(site.keys, found.row);
    const source = uploadSource(deps, site, { uploadId, fileName, sizeBytes: found.row.size_bytes, parts: found.parts });
    const sha256 = await digestOf(source);
    const scan = await scanned(deps, source);
    const looked = found.row.ticket_id !== null || found.row.purpose === "payment-run";
    await record(site, uploadId, sha256, { scan, ...(scan === "refused" ? { refusal: malware() } : looked ? {} : await judged(site, source, found.row.purpose)) });
  });
}

/** A ticket's file is looked at by people, a payment run is read by whoever checks it: both are scanned, and not recognised as anything. A sanctions list is told by its content, whatever it was sent as. */
type Judged = { readonly inspection?: Inspected; readonly refusal?: Refusal };

/** @throws when the scanner that is configured cannot be asked: the job is tried again, and until then the file is not ready. */
async function scanned({ scanner }: RegionDeps, source: Source): Promise<MalwareScan> {
  if (scanner === undefined) return "not configured";
  const { found } = await scanner(source.open());
  return found === "malware" ? "refused" : found === "too-large" ? "too large" : "clean";
}

/** In quarantine: kept sealed, and opened by nobody. Which signature it was says nothing that would help its sender. */
const malware = (): Refusal => new Refusal("invalid", "upload-malware", "The malware scan found something in this file. It is locked away and cannot be opened.", [{ remedy: "Check the computer that it came from, and tell your security people." }]);

/** What is wrong with the file is an outcome; what is wrong with us (a store that is away) is tried again. */
async function judged(site: BorrowedSite, source: Source, sentAs: UploadPurpose): Promise<Judged> {
  try {
    const layout = await layoutOf(source);
    if (layout !== undefined) return { inspection: listInspection(layout) };
    if (sentAs === "sanctions-list") throw await notRecognised(source);
    return { inspection: await recognise(site, source) };
  } catch (error) {
    if (error instanceof Refusal && (error.kind === "invalid" || error.kind === "too_large")) return { refusal: error };
    throw error;
  }
}

const listInspection = (layout: Layout): Inspected => ({
  format: "sanctions list", encoding: "utf-8", rowsSampled: 0, tables: [], notes: [], sanctionsList: { list: ISSUER_OF[LIST_OF[layout]], part: PART_WORDS[layout], layout },
});

async function record(site: BorrowedSite, uploadId: UploadId, sha256: string, outcome: Judged & { readonly scan: MalwareScan }): Promise<void> {
  const { inspection, refusal, scan } = outcome;
  const change = refusal
    ? { state: "refused" as const, sealed_refusal: await sealUploadRefusal(site.keys, uploadId, { ...noteOf(refusal), sha256 }) }
    : {
        state: "ready" as const, sealed_inspection: await sealInspection(site.keys, uploadId, { sha256, ...(inspection && { inspection }) }),
        ...(inspection?.sanctionsList && { purpose: "sanctions-list" as const }), content_index: await site.keys.blindIndex("upload.content", sha256),
      };
  await site.transact(async (tx) => {
    const row = await anyUploadRow(tx, uploadId);
    if (row.state !== "inspecting") return;
    await tx.updateTable("upload").set({ ...change, malware_scan: scan, revision: row.revision + 1 }).where("site_id", "=", site.siteId).where("upload_id", "=", uploadId).execute();
    await site.audit(tx, {
      act: "uploads.inspect", object: { kind: "upload", id: uploadId }, before: { state: "inspecting" }, after: { state: change.state },
      detail: { sha256, ...(scan !== "not configured" && { scan }), ...(refusal && { refusal: refusal.code }) },
    });
  });
}

const noteOf = ({ code, message, details }: Refusal) => ({ code, message, details: [...details] });

async function digestOf(source: Source): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of source.open()) hash.update(chunk);
  return hash.digest("hex");
}
