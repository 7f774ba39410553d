/** What a region's server and its worker both stand on: database, keys, object store, queue, log. */
import { join } from "node:path";
import { systemClock } from "../base/clock.ts";
import { folderBlobs } from "../platform/blobs/blobs.ts";
import { openJobs, type Queue, workUnderWay } from "../platform/jobs/jobs.ts";
import { openScanner } from "../platform/malware/malware.ts";
import { openDatabase, rawInSite } from "../platform/postgres/postgres.ts";
import type { Log, Telemetry } from "../platform/telemetry/telemetry.ts";
import { folderShelf, openVault, postgresDataKeys, type RecordOpening } from "../platform/vault/vault.ts";
import { limitsWithin, REGION_LIMITS, type RegionDeps } from "../region/region.deps.ts";
import { checkAuthorityOf, type CustomerKeys, folderCustomerKeys, recordOpenings, waitsForKeys } from "../region/keys/keys.ts";
import { openRevocations } from "../region/revocations/revocations.ts";
import type { RegionTables } from "../region/region.store.ts";
import { checkKeyService, openChosenKeyService } from "./key-service-settings.ts";
import { type RegionSettings, sendingOf, type WorkerSettings } from "./settings.ts";
import { openTelemetryOf } from "./telemetry-settings.ts";
import { versionOfThisBuild } from "./this-version.ts";

export type RegionParts = { readonly deps: RegionDeps; readonly close: () => Promise<void> };

export async function openRegionParts(settings: RegionSettings | WorkerSettings, queues: readonly Queue<any>[], log: Log): Promise<RegionParts> {
  const worker = settings.plane === "worker";
  const telemetry = await openTelemetryOf(settings.telemetry, settings.plane, settings.region, log);
  const onError = (error: Error) => log.warn("database connection lost", { error });
  const { url } = settings.database;
  const tls = settings.database;
  const db = openDatabase<RegionTables>({ url, tls, onError, poolSize: worker ? 6 : 12 });
  // The vault's transactions are its own, and so is its pool: see postgresDataKeys.
  const vaultDb = openDatabase({ url, tls, onError, poolSize: 2 });
  const shelf = await folderShelf(join(settings.keyFolder, "sites"));
  const keyService = await openChosenKeyService(settings.keyService, join(settings.keyFolder, "root"), (await shelf.sites()).length > 0);
  const customerKeys = await openCustomerKeys(settings.keyFolder);
  const underWay = workUnderWay();
  const revocations = openRevocations(db, systemClock);
  const vault = openVault({
    region: settings.region,
    clock: systemClock,
    keyService,
    shelf,
    dataKeys: postgresDataKeys(rawInSite(vaultDb)),
    customerKeyService: customerKeys.serviceOf,
    rotateAfterDays: settings.rotateKeysAfterDays,
    checkAuthority: checkAuthorityOf(systemClock, underWay, revocations),
    recordOpening: counted(telemetry, recordOpenings(db, systemClock)),
  });
  const jobs = await openJobs({
    db, url, tls, queues, worker, underWay, telemetry, waitsFor: waitsForKeys,
    onError: (error, job) => log.error("job trouble", { kind: "job", error, ...(job && { job: job.jobId, queue: job.queue }) }),
    onEnd: ({ jobId, queue, site, attempt, ms, code }) => log.info("job", { kind: "job", job: jobId, queue, site, attempt, ms, ...(code !== undefined && { code }) }),
  });
  const blobs = await folderBlobs(settings.blobFolder);
  const deps: RegionDeps = { region: settings.region, db, vault, customerKeys, blobs, jobs, revocations, clock: systemClock, log, telemetry, sending: sendingOf(settings.outbound, settings.region), limits: settings.analysisMemoryMb === undefined ? REGION_LIMITS : limitsWithin(settings.analysisMemoryMb), retentionDays: settings.trail.retentionDays, engineVersion: await versionOfThisBuild(), ...(settings.malwareScanner && { scanner: openScanner(settings.malwareScanner) }) };
  return {
    deps,
    close: async () => {
      await jobs.stop();
      vault.close();
      await customerKeys.close();
      await keyService.close();
      await vaultDb.close();
      await telemetry.stop();
      await db.close();
    },
  };
}

function counted(telemetry: Telemetry, record: RecordOpening): RecordOpening {
  return (opening) => {
    if (opening.act === "open") telemetry.count("spendward.vault.openings", 1, opening.authority.by);
    return record(opening);
  };
}

/** Beside the site keys: what is needed to open them must not be under them. Whoever connects a key makes it; using it never does. */
export const openCustomerKeys = (keyFolder: string): Promise<CustomerKeys> =>
  folderCustomerKeys(join(keyFolder, "customers"), async (connection, file) =>
    openChosenKeyService(await checkKeyService(connection, file), join(keyFolder, "customer-root"), true));
