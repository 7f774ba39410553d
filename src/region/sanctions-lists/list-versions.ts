/** The versions of a site's lists, newest first, with the files that wait to be read and what became of the last readings; and one reading. */
import { parseId, type SanctionsVersionId, type SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { LIST_NAMES } from "../list-names.ts";
import type { RegionDeps } from "../region.deps.ts";
import { offsetOf } from "../region.schema.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import { openFacts as openUploadFacts, openInspection, openUploadRefusal } from "../uploads/uploads.ts";
import type { Reading, SanctionsVersion, Screened, VersionList, Waiting } from "./sanctions-lists.schema.ts";
import { ageInDays, openFacts, readingRow, showReading, type VersionRow } from "./sanctions-lists.store.ts";
import { OLD_AFTER_DAYS } from "./say-screened.ts";

type Page = { readonly limit: number; readonly cursor?: string | undefined };
/** What the newest run that is done screened against (undefined: none is done), and whether one is under way. Runs use lists, so whoever puts the routes together gives it. */
export type LastScreened = (site: BorrowedSite, tx: RegionTransaction) => Promise<{ readonly done: { readonly runId: string; readonly finishedAt: Date | null; readonly lists: readonly Screened[] } | undefined; readonly examining: boolean }>;

export async function listVersions(deps: RegionDeps, lastScreened: LastScreened, actor: Actor, siteId: SiteId, page: Page): Promise<VersionList> {
  need(actor, siteId, "sanctions-lists", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const offset = offsetOf(page.cursor);
      const { total } = await tx.selectFrom("sanctions_version").select((row) => row.fn.countAll<number>().as("total")).where("site_id", "=", siteId).executeTakeFirstOrThrow();
      const rows = await tx.selectFrom("sanctions_version").selectAll().where("site_id", "=", siteId)
        .orderBy("made_at", "desc").orderBy("version_id", "desc").offset(offset).limit(page.limit).execute();
      const { done: last, examining } = await lastScreened(site, tx);
      const hits = new Map(last?.lists.map((one) => [one.versionId, one.hits]));
      const decisions = await decisionsOn(tx, rows.map(({ version_id }) => version_id));
      const items: SanctionsVersion[] = [];
      for (const row of rows) items.push({ ...(await showVersion(site, row, deps.clock.now())), hits: hits.get(row.version_id) ?? null, decisions: decisions.get(row.version_id) ?? 0 });
      const answer: VersionList = {
        items, nextCursor: offset + items.length < total ? String(offset + items.length) : null, total, waiting: await waitingFiles(site, tx), readings: await newestReadings(site, tx), oldAfterDays: OLD_AFTER_DAYS, examining,
        lastRun: last === undefined ? null : { id: last.runId, finishedAt: last.finishedAt?.toISOString() ?? null, screened: last.lists.length > 0 },
      };
      await site.auditRead(tx, "sanctions-lists.list", { kind: "site", id: siteId }, items.length, items.map(({ id }) => id));
      return answer;
    }));
}

async function showVersion(site: BorrowedSite, row: VersionRow, now: Date): Promise<Omit<SanctionsVersion, "hits" | "decisions">> {
  const { publishedOn, madeByName, files, subjects, names, nameless, sha256 } = await openFacts(site, row);
  const ageDays = ageInDays(publishedOn, row.made_at, now);
  return {
    id: row.version_id, list: row.list, name: LIST_NAMES[row.list], state: row.state, publishedOn, readAt: row.made_at.toISOString(), by: { id: row.made_by, name: madeByName },
    files, subjects, names, nameless, sha256, ageDays, old: ageDays > OLD_AFTER_DAYS,
  };
}

async function decisionsOn(tx: RegionTransaction, ids: readonly SanctionsVersionId[]): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.selectFrom("sanctions_use").select(["version_id", (use) => use.fn.countAll<number>().as("count")]).where("site_id", "=", tx.siteId)
    .where("version_id", "in", ids).where("used_by", "like", "dec\\_%").groupBy("version_id").execute();
  return new Map(rows.map(({ version_id, count }) => [version_id, count]));
}

/** As many as a page shows. */
const MOST_WAITING = 50;
const MOST_READINGS = 10;

async function waitingFiles(site: BorrowedSite, tx: RegionTransaction): Promise<Waiting[]> {
  const rows = await tx.selectFrom("upload").selectAll("upload")
    .leftJoin("sanctions_file", (on) => on.onRef("sanctions_file.site_id", "=", "upload.site_id").onRef("sanctions_file.upload_id", "=", "upload.upload_id"))
    .where("upload.site_id", "=", tx.siteId).where("purpose", "=", "sanctions-list").where("ticket_id", "is", null).where("state", "in", ["inspecting", "ready", "refused"]).where("reading_id", "is", null)
    .orderBy("created_at", "desc").orderBy("upload.upload_id", "desc").limit(MOST_WAITING).execute();
  const waiting: Waiting[] = [];
  for (const row of rows) {
    const { fileName } = await openUploadFacts(site.keys, row);
    const list = (await openInspection(site.keys, row))?.inspection?.sanctionsList;
    const refusal = await openUploadRefusal(site.keys, row);
    waiting.push({
      uploadId: row.upload_id, fileName, sentAt: row.created_at.toISOString(), state: row.state as Waiting["state"], list: list?.list ?? null, part: list?.part ?? null,
      ...(refusal && { refusal: { code: refusal.code, message: refusal.message, details: refusal.details } }),
    });
  }
  return waiting;
}

async function newestReadings(site: BorrowedSite, tx: RegionTransaction): Promise<Reading[]> {
  const rows = await tx.selectFrom("sanctions_reading").selectAll().where("site_id", "=", tx.siteId).orderBy("asked_at", "desc").orderBy("reading_id", "desc").limit(MOST_READINGS).execute();
  const readings: Reading[] = [];
  for (const row of rows) readings.push(await showReading(site, tx, row));
  return readings;
}

export async function readReading(deps: RegionDeps, actor: Actor, siteId: SiteId, id: string): Promise<Reading> {
  need(actor, siteId, "sanctions-lists", "read", deps.clock.now().getTime());
  const readingId = parseId("snr", id);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const reading = await showReading(site, tx, await readingRow(tx, readingId));
      await site.auditRead(tx, "sanctions-lists.reading", { kind: "sanctions reading", id: readingId }, 1);
      return reading;
    }));
}
