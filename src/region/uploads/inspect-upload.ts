/**
 * Looks into a complete upload, in the worker: what it is, its hash, which table its rows are and which column is what.
 * Safe to run twice: until the last transaction nothing is written, and after it there is nothing to do.
 */
import { createHash } from "node:crypto";
import { Refusal } from "../../base/errors.ts";
import type { SiteId, UploadId } from "../../base/ids.ts";
import type { Source } from "../../engine/ledger/ledger.ts";
import type { JobActor } from "../../platform/access/access.ts";
import { need } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, type BorrowedSite } from "../sites/sites.ts";
import { recognise } from "./recognise.ts";
import { openFacts, sealInspection, sealUploadRefusal, uploadRow } from "./uploads.store.ts";
import { partsOf, uploadSource } from "./use-upload.ts";

export async function inspectUpload(deps: RegionDeps, actor: JobActor, siteId: SiteId, uploadId: UploadId): Promise<void> {
  need(actor, siteId, "uploads", "read", deps.clock.now().getTime());
  await borrowSite(deps, actor, siteId, async (site) => {
    const found = await site.transact(async (tx) => {
      const row = await uploadRow(tx, uploadId);
      return { row, parts: await partsOf(tx, uploadId) };
    });
    if (found.row.state !== "inspecting") return;
    const { fileName } = await openFacts(site.keys, found.row);
    const source = uploadSource(deps, site, { uploadId, fileName, sizeBytes: found.row.size_bytes, parts: found.parts });
    const sha256 = await digestOf(source);
    await record(site, uploadId, sha256, await judged(site, source));
  });
}

type Judged = { readonly inspection: Awaited<ReturnType<typeof recognise>> } | { readonly refusal: Refusal };

/** What is wrong with the file is an outcome; what is wrong with us (a store that is away) is tried again. */
async function judged(site: BorrowedSite, source: Source): Promise<Judged> {
  try {
    return { inspection: await recognise(site, source) };
  } catch (error) {
    if (error instanceof Refusal && (error.kind === "invalid" || error.kind === "too_large")) return { refusal: error };
    throw error;
  }
}

async function record(site: BorrowedSite, uploadId: UploadId, sha256: string, outcome: Judged): Promise<void> {
  const change = "refusal" in outcome
    ? { state: "refused" as const, sealed_refusal: await sealUploadRefusal(site.keys, uploadId, { ...noteOf(outcome.refusal), sha256 }) }
    : {
        state: "ready" as const, sealed_inspection: await sealInspection(site.keys, uploadId, { sha256, inspection: outcome.inspection }),
        content_index: await site.keys.blindIndex("upload.content", sha256),
      };
  await site.transact(async (tx) => {
    const row = await uploadRow(tx, uploadId);
    if (row.state !== "inspecting") return;
    await tx.updateTable("upload").set({ ...change, revision: row.revision + 1 }).where("site_id", "=", site.siteId).where("upload_id", "=", uploadId).execute();
    await site.audit(tx, {
      act: "uploads.inspect", object: { kind: "upload", id: uploadId }, before: { state: "inspecting" }, after: { state: change.state },
      detail: { sha256, ...("refusal" in outcome && { refusal: outcome.refusal.code }) },
    });
  });
}

const noteOf = ({ code, message, details }: Refusal) => ({ code, message, details: [...details] });

async function digestOf(source: Source): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of source.open()) hash.update(chunk);
  return hash.digest("hex");
}
