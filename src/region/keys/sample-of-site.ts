/** A few sealed things of a site, rows and one file of the ledger, as the proof of its destruction tries to open them. */
import type { SiteId } from "../../base/ids.ts";
import type { SampleThing } from "../../platform/vault/vault.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { KeysTransaction } from "./keys.store.ts";

const OF_EACH = 3;

/** Taken as they are stored, whatever they hold: a place is ids alone, so nothing has to be opened to find them. */
export async function sampleOfSite(deps: RegionDeps, tx: KeysTransaction, siteId: SiteId): Promise<readonly SampleThing[]> {
  const site = await tx.selectFrom("site").select("sealed_name").where("site_id", "=", siteId).executeTakeFirstOrThrow();
  const uploads = await tx.selectFrom("upload").select(["upload_id", "sealed_facts"]).where("site_id", "=", siteId).orderBy("created_at", "desc").limit(OF_EACH).execute();
  const findings = await tx.selectFrom("finding").select(["run_id", "finding_id", "sealed_item"]).where("site_id", "=", siteId)
    .orderBy("run_id", "desc").orderBy("rank").limit(OF_EACH).execute();
  const segments = await tx.selectFrom("segment").select(["table_name", "blob_id"]).where("site_id", "=", siteId)
    .orderBy("ledger_revision", "desc").orderBy("length_bytes").limit(1).execute();
  return [
    { place: { kind: "site.name", object: siteId }, sealed: site.sealed_name },
    ...uploads.map((row) => ({ place: { kind: "upload.facts", object: row.upload_id }, sealed: row.sealed_facts })),
    ...findings.map((row) => ({ place: { kind: "finding.item", object: `${row.run_id}.${row.finding_id}` }, sealed: row.sealed_item })),
    ...segments.map((row) => ({
      place: { kind: `segment.${row.table_name}`, object: row.blob_id }, sealed: () => deps.blobs.get({ site: siteId, object: row.blob_id }),
    })),
  ];
}
