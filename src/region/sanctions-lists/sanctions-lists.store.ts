/** Rows of versions and readings, and what is sealed in them. */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Selectable } from "kysely";
import { asDay, dayNumber, type Day } from "../../base/day.ts";
import { notFound } from "../../base/errors.ts";
import type { SanctionsReadingId, SanctionsVersionId, SegmentId, UploadId } from "../../base/ids.ts";
import type { NameCells, ParsedList } from "../../engine/screening/screening.ts";
import { progressOf, type JobProgress } from "../../platform/jobs/jobs.ts";
import { LIST_NAMES } from "../list-names.ts";
import type { Progress, RefusalNote } from "../region.schema.ts";
import type { Issuer, RegionTables } from "../region.store.ts";
import type { BlobPlace } from "../sealed-blobs/sealed-blobs.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import type { Reading } from "./sanctions-lists.schema.ts";

export type VersionRow = Selectable<RegionTables["sanctions_version"]>;
export type ReadingRow = Selectable<RegionTables["sanctions_reading"]>;
export type VersionFacts = Omit<ParsedList, "list" | "version" | "rows"> & { readonly publishedOn: Day | null; readonly madeByName: string };
export type ReadingAsk = { readonly askedByName: string; readonly files: readonly { readonly uploadId: UploadId; readonly fileName: string }[] };
export type ReadingOutcome = { readonly known: boolean; readonly newest: boolean; readonly refusal?: RefusalNote };

const factsPlace = (id: SanctionsVersionId) => ({ kind: "sanctions_version.facts", object: id });
const askPlace = (id: SanctionsReadingId) => ({ kind: "sanctions_reading.ask", object: id });
const outcomePlace = (id: SanctionsReadingId) => ({ kind: "sanctions_reading.outcome", object: id });
export const namesPlace = (blobId: SegmentId): BlobPlace => ({ kind: "sanctions_version.names", object: blobId });

export const sealFacts = (site: BorrowedSite, id: SanctionsVersionId, facts: VersionFacts) => site.keys.sealJson(factsPlace(id), facts);
export const openFacts = async (site: BorrowedSite, row: Pick<VersionRow, "version_id" | "sealed_facts">): Promise<VersionFacts> =>
  (await site.keys.openJson(factsPlace(row.version_id), row.sealed_facts)) as VersionFacts;
export const sealAsk = (site: BorrowedSite, id: SanctionsReadingId, ask: ReadingAsk) => site.keys.sealJson(askPlace(id), ask);
export const openAsk = async (site: BorrowedSite, row: ReadingRow): Promise<ReadingAsk> => (await site.keys.openJson(askPlace(row.reading_id), row.sealed_ask)) as ReadingAsk;
export const sealOutcome = (site: BorrowedSite, id: SanctionsReadingId, outcome: ReadingOutcome) => site.keys.sealJson(outcomePlace(id), outcome);

/** The names as they are kept: packed, and bound to the list and bytes they were read from. */
type KeptNames = Pick<ParsedList, "list" | "version" | "files" | "sha256" | "rows">;
export const packNames = async ({ list, version, files, sha256, rows }: KeptNames): Promise<Uint8Array> =>
  promisify(gzip)(JSON.stringify({ list, version, files, sha256, rows } satisfies KeptNames));
export async function unpackNames(chunks: AsyncIterable<Uint8Array>): Promise<KeptNames & { readonly rows: readonly NameCells[] }> {
  const packed: Uint8Array[] = [];
  for await (const chunk of chunks) packed.push(chunk);
  return JSON.parse((await promisify(gunzip)(Buffer.concat(packed))).toString("utf8")) as KeptNames;
}

/** Since its publication; since it was read where it gives no date. A date in the future counts as today. */
export const ageInDays = (publishedOn: Day | null, readAt: Date, now: Date): number => Math.max(0, dayNumber(dayOf(now)) - dayNumber(publishedOn ?? dayOf(readAt)));
export const dayOf = (at: Date): Day => asDay(at.toISOString().slice(0, 10)) as Day;

/** @throws Refusal not-found */
export async function readingRow(tx: RegionTransaction, id: SanctionsReadingId): Promise<ReadingRow> {
  const row = await tx.selectFrom("sanctions_reading").selectAll().where("site_id", "=", tx.siteId).where("reading_id", "=", id).executeTakeFirst();
  if (!row) throw notFound("reading of a sanctions list");
  return row;
}

export async function currentRow(tx: RegionTransaction, list: Issuer): Promise<VersionRow | undefined> {
  return tx.selectFrom("sanctions_version").selectAll().where("site_id", "=", tx.siteId).where("list", "=", list).where("state", "=", "current").executeTakeFirst();
}

export const isOpen = ({ state }: Pick<ReadingRow, "state">): boolean => state === "queued" || state === "reading";

export async function showReading(site: BorrowedSite, tx: RegionTransaction, row: ReadingRow): Promise<Reading> {
  const ask = await openAsk(site, row);
  const outcome = row.sealed_outcome ? ((await site.keys.openJson(outcomePlace(row.reading_id), row.sealed_outcome)) as ReadingOutcome) : undefined;
  const job = isOpen(row) ? await progressOf(tx, row.job_id) : undefined;
  return {
    id: row.reading_id, list: row.list, state: isOpen(row) && job?.state === "failed" ? "failed" : row.state, progress: showProgress(job), files: ask.files.map(({ fileName }) => fileName),
    by: { id: row.asked_by, name: ask.askedByName }, askedAt: row.asked_at.toISOString(), finishedAt: row.finished_at?.toISOString() ?? null,
    versionId: row.version_id, known: outcome?.known ?? false, newest: outcome?.newest ?? false, ...(outcome?.refusal && { refusal: outcome.refusal }),
  };
}

const STAGES: Readonly<Record<string, string>> = { reading: "Reading the list", storing: "Sealing the names" };
const showProgress = (job: JobProgress | undefined): Progress | null => (job ? { stage: STAGES[job.stage] ?? "Waiting", done: job.done, total: job.total, unit: "steps" } : null);

export const nameOfList = (list: Issuer): string => LIST_NAMES[list];
