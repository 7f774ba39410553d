/**
 * Reads one list from its files, in the worker, and makes a version of it.
 *
 * Crash story: until the last transaction there is no version. Killed before, the job is handed out again and begins anew; the names it had sealed are
 * loose and swept. The last transaction makes the version, lets it count if it is the newest, marks the files, and has the ledger
 * examined with it: all of it or none. The same bytes as a version that is there end as that version.
 */
import { invariant, Refusal } from "../../base/errors.ts";
import { newId, type RunId, type SanctionsReadingId, type SanctionsVersionId, type SegmentId, type SiteId } from "../../base/ids.ts";
import { parseLists, type ListFile, type ParsedList } from "../../engine/screening/screening.ts";
import { need, type Actor, type JobActor } from "../../platform/access/access.ts";
import { ISSUER_OF } from "../list-names.ts";
import type { RegionDeps } from "../region.deps.ts";
import { keepBlobs, putBlob } from "../sealed-blobs/sealed-blobs.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import { listUpload, markImported, uploadSource } from "../uploads/uploads.ts";
import { freeFiles } from "./ask-reading.ts";
import { currentRow, dayOf, isOpen, namesPlace, openAsk, openFacts, packNames, readingRow, sealFacts, sealOutcome, type ReadingAsk, type ReadingRow, type VersionFacts } from "./sanctions-lists.store.ts";
import type { Day } from "../../base/day.ts";

type ReportProgress = (stage: "reading" | "storing", done: number, total: number) => Promise<void>;
/** In the caller's transaction. Undefined: there is no ledger. */
export type ExamineAgain = (deps: RegionDeps, site: BorrowedSite, tx: RegionTransaction, actor: Actor) => Promise<{ readonly id: string } | undefined>;
type Work = { readonly deps: RegionDeps; readonly examineAgain: ExamineAgain; readonly actor: JobActor; readonly site: BorrowedSite; readonly id: SanctionsReadingId; readonly progress: ReportProgress };

export async function carryOutReading(deps: RegionDeps, examineAgain: ExamineAgain, actor: JobActor, siteId: SiteId, id: SanctionsReadingId, progress: ReportProgress): Promise<void> {
  need(actor, siteId, "sanctions-lists", "add", deps.clock.now().getTime());
  await borrowSite(deps, actor, siteId, async (site) => {
    const work: Work = { deps, examineAgain, actor, site, id, progress };
    const begun = await begin(work);
    if (!begun) return;
    try {
      await progress("reading", 0, 1);
      const parsed = await parse(work, begun.ask);
      const index = await site.keys.blindIndex("sanctions_version.content", `${parsed.list} ${parsed.sha256}`);
      await progress("storing", 0, 1);
      const known = await site.transact((tx) => versionWith(tx, parsed, index));
      const blobId = known === undefined ? await putBlob(deps, site, namesPlace, await packNames(parsed)) : undefined;
      await finish(work, begun, parsed, index, blobId);
    } catch (error) {
      // What is wrong with the files is the outcome. What is wrong with us is tried again.
      if (!(error instanceof Refusal) || error.kind === "unavailable") throw error;
      await refuse(work, error);
    }
  });
}

type Begun = { readonly row: ReadingRow; readonly ask: ReadingAsk };

/** Undefined when it is over already: the job ran before and died after its last transaction. */
async function begin({ site, id }: Work): Promise<Begun | undefined> {
  return site.transact(async (tx) => {
    const row = await readingRow(tx, id);
    if (!isOpen(row)) return undefined;
    await tx.updateTable("sanctions_reading").set({ state: "reading", revision: row.revision + 1 }).where("site_id", "=", site.siteId).where("reading_id", "=", id).execute();
    return { row, ask: await openAsk(site, row) };
  });
}

async function parse({ deps, site }: Work, { files }: ReadingAsk): Promise<ParsedList> {
  const given = await site.transact(async (tx) => {
    const found = [];
    for (const { uploadId } of files) found.push(await listUpload(site, tx, uploadId));
    return found;
  });
  const [parsed, ...others] = await parseLists(given.map((upload): ListFile => ({ source: uploadSource(deps, site, upload), layout: upload.list.layout })));
  invariant(parsed !== undefined && others.length === 0, "a reading is of the files of one list");
  return parsed;
}

const versionWith = (tx: RegionTransaction, { list }: ParsedList, index: string): Promise<{ version_id: SanctionsVersionId; state: "current" | "past" } | undefined> =>
  tx.selectFrom("sanctions_version").select(["version_id", "state"]).where("site_id", "=", tx.siteId).where("list", "=", ISSUER_OF[list]).where("content_index", "=", index).executeTakeFirst();

async function finish(work: Work, { row, ask }: Begun, parsed: ParsedList, index: string, blobId: SegmentId | undefined): Promise<void> {
  const { deps, site, id } = work;
  const { version: publishedOn, rows: _rows, list: _list, ...told } = parsed;
  await site.transact(async (tx) => {
    await tx.selectFrom("site").select("site_id").where("site_id", "=", site.siteId).forUpdate().execute();
    if (!isOpen(await readingRow(tx, id))) return; // somebody else's attempt ended it; our names stay loose
    const known = await versionWith(tx, parsed, index);
    if (known === undefined && blobId === undefined) throw new Refusal("unavailable", "version-removed", "The version was removed while its list was read again; it is read anew.");
    const made = known === undefined && blobId !== undefined
      ? await makeVersion(work, tx, row, { ...told, publishedOn: publishedOn as Day | null, madeByName: ask.askedByName }, index, blobId) : undefined;
    const versionId = made?.versionId ?? known?.version_id;
    invariant(versionId !== undefined, "a list that was read is a version");
    const newest = made?.newest ?? known?.state === "current";
    await markImported(tx, ask.files.map(({ uploadId }) => uploadId));
    await tx.updateTable("sanctions_reading").set((now) => ({ state: "done" as const, version_id: versionId, finished_at: deps.clock.now(), revision: now("revision", "+", 1) }))
      .where("site_id", "=", site.siteId).where("reading_id", "=", id).execute();
    await tx.updateTable("sanctions_reading").set({ sealed_outcome: await sealOutcome(site, id, { known: known !== undefined, newest }) }).where("site_id", "=", site.siteId).where("reading_id", "=", id).execute();
    const runId = made?.newest === true ? await examine(work, tx) : undefined;
    await site.audit(tx, {
      act: "sanctions-lists.make", object: { kind: "sanctions version", id: versionId }, after: { list: row.list, publishedOn, sha256: parsed.sha256, names: parsed.names, current: newest },
      detail: { reading: id, known: known !== undefined, ...(runId !== undefined && { run: runId }) },
    });
  });
}

/** Of two that say when they were published the later one counts; else the one that was read last. */
async function makeVersion({ deps, site }: Work, tx: RegionTransaction, { list, asked_by }: ReadingRow, facts: VersionFacts, index: string, blobId: SegmentId): Promise<{ versionId: SanctionsVersionId; newest: boolean }> {
  const versionId = newId("snv");
  const now = deps.clock.now();
  const current = await currentRow(tx, list);
  const before = current && (await openFacts(site, current)).publishedOn;
  const newest = !before || (facts.publishedOn ?? dayOf(now)) >= before;
  if (current && newest) await tx.updateTable("sanctions_version").set({ state: "past" }).where("site_id", "=", site.siteId).where("version_id", "=", current.version_id).execute();
  await tx.insertInto("sanctions_version").values({
    site_id: site.siteId, version_id: versionId, list, state: newest ? "current" : "past", content_index: index, made_by: asked_by, made_at: now, blob_id: blobId, sealed_facts: await sealFacts(site, versionId, facts),
  }).execute();
  await keepBlobs(tx, [blobId]);
  return { versionId, newest };
}

/** A run that waits will use the newer list; one that has begun uses those it began with, so another comes after it. */
async function examine({ deps, examineAgain, site, actor }: Work, tx: RegionTransaction): Promise<RunId | undefined> {
  const waiting = await tx.selectFrom("run").select("run_id").where("site_id", "=", site.siteId).where("state", "=", "queued").forUpdate().executeTakeFirst();
  return (waiting?.run_id ?? (await examineAgain(deps, site, tx, actor))?.id) as RunId | undefined;
}

async function refuse({ deps, site, id }: Work, refusal: Refusal): Promise<void> {
  const note = { code: refusal.code, message: refusal.message, details: [...refusal.details] };
  await site.transact(async (tx) => {
    await tx.updateTable("sanctions_reading").set({ state: "refused", finished_at: deps.clock.now(), sealed_outcome: await sealOutcome(site, id, { known: false, newest: false, refusal: note }) })
      .where("site_id", "=", site.siteId).where("reading_id", "=", id).execute();
    await freeFiles(tx, id);
    await site.audit(tx, { act: "sanctions-lists.refuse", object: { kind: "sanctions reading", id }, detail: { code: refusal.code } });
  });
}
