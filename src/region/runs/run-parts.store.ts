/**
 * What comparing a run's documents found, as sealed blobs, and the rows that say which.
 *
 * Invariant: which blobs belong to a part is sealed with it, so that one taken out or put in is noticed. Rows and blobs count from the
 * transaction that writes them; those of earlier runs go in the transaction that ends a run (`forgetEarlierParts`).
 */
import { invariant } from "../../base/errors.ts";
import type { RunId, SegmentId } from "../../base/ids.ts";
import type { PieceTable, StoredPiece, WrittenPiece } from "../../engine/linkage/linkage.ts";
import type { RegionDeps } from "../region.deps.ts";
import { keepBlobs, putBlob, readBlob, releaseBlobs } from "../sealed-blobs/sealed-blobs.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";

export const SURVEY = -1;
export type SealedPiece = { readonly table: PieceTable; readonly blobId: SegmentId };
export type PartOutcome = {
  readonly pieces: readonly SealedPiece[];
  /** Documents compared anew, of all in the part; of the survey: 0. */
  readonly documents: number;
  readonly of: number;
  /** What was kept could not be read. */
  readonly doubted: boolean;
  /** Of how many parts, in the survey's. */
  readonly parts?: number;
};

const outcomePlace = (runId: RunId, part: number) => ({ kind: "run_part.pieces", object: `${runId}.${part}` });
const piecePlace = (table: PieceTable, blobId: SegmentId) => ({ kind: "run_part.piece", object: `${blobId}.${table}` });

/** The blobs are loose until `keepPart`. */
export async function sealPieces(deps: RegionDeps, site: BorrowedSite, written: AsyncIterable<WrittenPiece>): Promise<SealedPiece[]> {
  const pieces: SealedPiece[] = [];
  for await (const { table, bytes } of written) pieces.push({ table, blobId: await putBlob(deps, site, (id) => piecePlace(table, id), bytes) });
  return pieces;
}

export async function* openPieces(deps: RegionDeps, site: BorrowedSite, pieces: readonly SealedPiece[]): AsyncIterable<StoredPiece> {
  for (const { table, blobId } of pieces) yield { table, bytes: readBlob(deps, site, piecePlace(table, blobId), blobId) };
}

/** Done, with what was found: a row that was queued, or a new one. */
export async function keepPart(site: BorrowedSite, tx: RegionTransaction, runId: RunId, part: number, outcome: PartOutcome): Promise<void> {
  const sealed = await site.keys.sealJson(outcomePlace(runId, part), outcome);
  await tx.insertInto("run_part").values({ site_id: site.siteId, run_id: runId, part, state: "done", sealed_pieces: sealed })
    .onConflict((row) => row.columns(["site_id", "run_id", "part"]).doUpdateSet({ state: "done", sealed_pieces: sealed })).execute();
  await keepBlobs(tx, outcome.pieces.map(({ blobId }) => blobId));
}

/** Parts that are done. */
export async function partsOf(site: BorrowedSite, tx: RegionTransaction, runId: RunId): Promise<ReadonlyMap<number, PartOutcome>> {
  const rows = await tx.selectFrom("run_part").select(["part", "sealed_pieces"]).where("site_id", "=", site.siteId).where("run_id", "=", runId)
    .where("state", "=", "done").orderBy("part").execute();
  const parts = new Map<number, PartOutcome>();
  for (const { part, sealed_pieces } of rows) {
    invariant(sealed_pieces !== null, "a part that is done says what was found");
    parts.set(part, (await site.keys.openJson(outcomePlace(runId, part), sealed_pieces)) as PartOutcome);
  }
  return parts;
}

/** What the newest run of this version found, for the next: pieces of its parts, or nothing. */
export async function keptPieces(site: BorrowedSite, tx: RegionTransaction, engineVersion: string): Promise<SealedPiece[]> {
  const run = await tx.selectFrom("run").innerJoin("run_part", (join) => join.onRef("run_part.site_id", "=", "run.site_id").onRef("run_part.run_id", "=", "run.run_id"))
    .select("run.run_id").where("run.site_id", "=", site.siteId).where("run.state", "=", "done").where("run.engine_version", "=", engineVersion)
    .orderBy("run.asked_at", "desc").orderBy("run.run_id", "desc").limit(1).executeTakeFirst();
  if (run === undefined) return [];
  return [...(await partsOf(site, tx, run.run_id))].filter(([part]) => part !== SURVEY).flatMap(([, { pieces }]) => pieces);
}

/**
 * What runs that are over had found: the one that ends now has its own. Of itself its survey goes, which nobody needs again.
 * @param stale asked before this, a run is over whatever its row says: its job failed for good.
 */
export async function forgetEarlierParts(site: BorrowedSite, tx: RegionTransaction, runId: RunId, now: Date, stale: Date): Promise<void> {
  const over = await tx.selectFrom("run").select("run_id").where("site_id", "=", site.siteId).where("run_id", "<>", runId)
    .where((row) => row.or([row("state", "in", ["done", "failed"]), row("asked_at", "<", stale)]))
    .where((row) => row.exists(row.selectFrom("run_part").select("run_part.part").whereRef("run_part.run_id", "=", "run.run_id").whereRef("run_part.site_id", "=", "run.site_id"))).execute();
  for (const { run_id } of over) await forgetParts(site, tx, run_id, now);
  await forgetParts(site, tx, runId, now, [SURVEY]);
}

async function forgetParts(site: BorrowedSite, tx: RegionTransaction, runId: RunId, now: Date, only?: readonly number[]): Promise<void> {
  const gone = [...(await partsOf(site, tx, runId))].filter(([part]) => only === undefined || only.includes(part));
  await releaseBlobs(tx, gone.flatMap(([, { pieces }]) => pieces.map(({ blobId }) => blobId)), now);
  const rows = tx.deleteFrom("run_part").where("site_id", "=", site.siteId).where("run_id", "=", runId);
  await (only === undefined ? rows : rows.where("part", "in", only)).execute();
}
