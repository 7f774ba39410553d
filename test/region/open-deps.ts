/** A region's parts over a given database and folder: for a test's own process and for workers that are killed. */
import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { folderBlobs } from "../../src/platform/blobs/blobs.ts";
import { openAddressGuard } from "../../src/platform/egress/egress.ts";
import { openJobs, workUnderWay } from "../../src/platform/jobs/jobs.ts";
import { openDatabase, rawInSite } from "../../src/platform/postgres/postgres.ts";
import { openLog, type Telemetry } from "../../src/platform/telemetry/telemetry.ts";
import { folderShelf, localFileKeyService, openVault, postgresDataKeys } from "../../src/platform/vault/vault.ts";
import { openCustomerKeys } from "../../src/main/region-parts.ts";
import type { RegionDeps } from "../../src/region/region.deps.ts";
import { checkAuthorityOf, recordOpenings, waitsForKeys } from "../../src/region/keys/keys.ts";
import { openRevocations } from "../../src/region/revocations/revocations.ts";
import type { RegionTables } from "../../src/region/region.store.ts";
import { REGION_LIMITS, REGION_QUEUES } from "../../src/region/worker.ts";

export type DepsPlace = { readonly url: string; readonly ca: string; readonly folder: string; readonly leaseMs?: number };

export async function openDeps({ url, ca, folder, leaseMs, onLog, telemetry }: DepsPlace & { readonly onLog: (line: string) => void; readonly telemetry?: Telemetry | undefined }): Promise<{ deps: RegionDeps; close: () => Promise<void> }> {
  const tls = { ca };
  const db = openDatabase<RegionTables>({ url, tls, poolSize: 6 });
  const vaultDb = openDatabase({ url, tls, poolSize: 2 });
  const customerKeys = await openCustomerKeys(folder);
  const underWay = workUnderWay();
  const revocations = openRevocations(db, systemClock);
  const vault = openVault({
    region: "uk", clock: systemClock, keyService: await localFileKeyService({ folder: join(folder, "root") }), shelf: await folderShelf(join(folder, "shelf")),
    dataKeys: postgresDataKeys(rawInSite(vaultDb)), checkAuthority: checkAuthorityOf(systemClock, underWay, revocations), recordOpening: recordOpenings(db, systemClock),
    customerKeyService: customerKeys.serviceOf, leaseMs: leaseMs ?? 30_000,
  });
  const log = openLog("region uk", onLog);
  const jobs = await openJobs({
    db, url, tls, queues: REGION_QUEUES, worker: true, underWay, telemetry, waitsFor: waitsForKeys, waitSeconds: 1, onError: (error, job) => log.error("job trouble", { error, ...(job && { job: job.jobId, queue: job.queue }) }),
  });
  const blobs = await folderBlobs(join(folder, "blobs"));
  return {
    deps: { region: "uk", db, vault, customerKeys, blobs, jobs, revocations, clock: systemClock, log, sending: { guard: openAddressGuard(["127.0.0.0/8"]), hostName: "spendward-uk" }, limits: { ...REGION_LIMITS, analysisMemoryMb: 1_000 }, engineVersion: "test", ...(telemetry && { telemetry }) },
    close: async () => {
      await jobs.stop();
      vault.close();
      await customerKeys.close();
      await vaultDb.close();
      await db.close();
    },
  };
}
