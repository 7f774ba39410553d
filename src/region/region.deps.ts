/** What the region is given when it is put together (src/main); nothing here is reached through a global. */
import { totalmem } from "node:os";
import type { Clock } from "../base/clock.ts";
import type { Region } from "../base/regions.ts";
import type { Blobs } from "../platform/blobs/blobs.ts";
import type { Sending } from "../platform/feeds/feeds.ts";
import type { Jobs } from "../platform/jobs/jobs.ts";
import type { Scanner } from "../platform/malware/malware.ts";
import type { Database } from "../platform/postgres/postgres.ts";
import type { Log, Telemetry } from "../platform/telemetry/telemetry.ts";
import type { Vault } from "../platform/vault/vault.ts";
import type { CustomerKeys } from "./keys/keys.ts";
import type { Revocations } from "./revocations/revocations.ts";
import type { RegionTables } from "./region.store.ts";

export type RegionLimits = {
  /** One file. */
  readonly uploadBytes: number;
  /** An upload that got no bytes for so long is removed. */
  readonly unfinishedUploadMs: number;
  /** A blob nothing refers to is removed after so long; longer than any job. */
  readonly looseBlobMs: number;
  /** Unsealed findings kept in memory, over all sites of one process. */
  readonly workbenchBytes: number;
  /** DuckDB's share of the worker's memory. */
  readonly analysisMemoryMb: number;
  /** Documents that one worker compares at once; a ledger with more is compared in parts, by as many workers as there are. */
  readonly comparedDocuments: number;
};

/** Of the analysis, for a million documents and what comes with them (docs/decisions/0035). */
const COMPARED_MB_PER_MILLION = 1_500;
const comparedWithin = (memoryMb: number): number => Math.floor((memoryMb / COMPARED_MB_PER_MILLION) * 1_000_000);

// Nothing is spilled to a disk, so a ledger too big for this is refused; half the machine is left to the servers.
const ANALYSIS_MEMORY_MB = Math.min(6_000, Math.floor(totalmem() / 2 / 1024 ** 2));

export const REGION_LIMITS: RegionLimits = {
  uploadBytes: 2 * 1024 ** 3,
  unfinishedUploadMs: 24 * 3_600_000,
  looseBlobMs: 24 * 3_600_000,
  workbenchBytes: 512 * 1024 ** 2,
  analysisMemoryMb: ANALYSIS_MEMORY_MB,
  comparedDocuments: comparedWithin(ANALYSIS_MEMORY_MB),
};

/** Where the operator says how much memory a worker's analysis may take. */
export const limitsWithin = (analysisMemoryMb: number): RegionLimits => ({ ...REGION_LIMITS, analysisMemoryMb, comparedDocuments: comparedWithin(analysisMemoryMb) });

export type RegionDeps = {
  readonly region: Region;
  readonly db: Database<RegionTables>;
  readonly vault: Vault;
  /** How the customers' own key services are reached; the vault asks them through it. */
  readonly customerKeys: CustomerKeys;
  readonly blobs: Blobs;
  readonly jobs: Jobs;
  readonly clock: Clock;
  /** Whose tokens have ended before their time. */
  readonly revocations: Revocations;
  /** To customers' own servers: what may be reached, and how this plane is called there. */
  readonly sending: Sending;
  readonly log: Log;
  /** Traces and figures for the operator; undefined: off. */
  readonly telemetry?: Telemetry;
  readonly limits: RegionLimits;
  /** Of every trail here, unless its customer asked for longer; absent: 90. */
  readonly retentionDays?: number;
  /** Looks for malware; absent: not configured, which every list of files says. */
  readonly scanner?: Scanner;
  /** Of this build, kept with every run: the same ledger and version give the same findings. */
  readonly engineVersion: string;
  /** A folder in memory for the pieces DuckDB reads and writes by name; undefined: the system's own. */
  readonly memoryFolder?: string;
};
