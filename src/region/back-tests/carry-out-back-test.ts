/**
 * Tries a draft on the site's history, in the worker: the tests that it could change examine one state of the ledger twice, as they are
 * set and as the draft sets them, and what differs is stored. Scores are what the site's decisions have taught until now, on both sides.
 *
 * Crash story: nobody sees anything of a trial that is not done. Killed before the last transaction, the job is handed out again,
 * forgets the pages it had stored, and begins anew; the engine gives the same findings.
 */
import { invariant } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { affectedTests, recalibrate, runDetectors, shownBy, thresholdsOf, type Finding, type Settings } from "../../engine/run/run.ts";
import { need, type JobActor } from "../../platform/access/access.ts";
import { lessonsOf } from "../decisions/decisions.ts";
import { loadLedger, manifestOf, withLedgerDb, type Manifest } from "../ledgers/ledgers.ts";
import { settingsOf } from "../parameters/parameters.ts";
import { judgeAgain, type JudgedAgain } from "../payment-runs/payment-runs.ts";
import type { RegionDeps } from "../region.deps.ts";
import { detectorName } from "../runs/runs.ts";
import { listsInUse, loadLists, screenedBy } from "../sanctions-lists/sanctions-lists.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import { SIDES, type Outcome } from "./back-tests.schema.ts";
import { forgetPages, PAGE_ROWS, sealBackTest, storePage, type BackTestRow, type SealedOutcome } from "./back-tests.store.ts";
import { byTest, compareFindings, countOf, shiftOf, type Comparison } from "./compare-findings.ts";
import { knowDifferences, showDifference, type KnownDifferences } from "./know-differences.ts";

type ReportProgress = (stage: string, done: number, total: number) => Promise<void>;
type Begun = { readonly row: BackTestRow; readonly manifest: Manifest; readonly before: Settings; readonly after: Settings };

export async function carryOutBackTest(deps: RegionDeps, actor: JobActor, siteId: SiteId, version: number, attempt: number, progress: ReportProgress): Promise<void> {
  need(actor, siteId, "parameters", "change", deps.clock.now().getTime());
  await borrowSite(deps, actor, siteId, async (site) => {
    const begun = await site.transact((tx) => begin(deps, site, tx, version, attempt));
    if (!begun) return;
    const { row, manifest, before, after } = begun;
    const [set, drafted] = [thresholdsOf(before), thresholdsOf(after)];
    const same = set.holdAt === drafted.holdAt && set.reviewAt === drafted.reviewAt;
    const payments = same ? undefined : await judgeAgain(site, set, drafted, (done, total) => progress("Past payment runs", done, total));
    await withLedgerDb(deps, async ({ db }) => {
      const lists = await site.transact((tx) => listsInUse(site, tx));
      await loadLists(deps, site, db, lists);
      const { lessons } = await site.transact((tx) => lessonsOf(site, tx, deps.clock.now().getTime()));
      const compared = affectedTests(before, after);
      const segments = compared.length === 0 ? [] : manifest.segments;
      const rows = segments.reduce((sum, one) => sum + one.rowCount, 0);
      await loadLedger(deps, site, { db }, segments, (done) => progress("loading", done, rows));
      const examine = async (settings: Settings, words: string): Promise<Finding[]> => {
        const told = (stage: string, done: number, total: number): void => void progress(`${words}: ${stage}`, done, total).catch(() => undefined);
        const { findings } = await runDetectors(db, { settings, only: compared, onProgress: told });
        return recalibrate(findings, lessons).filter(shownBy(settings));
      };
      const [then, now] = [await examine(before, "As it is"), await examine(after, "As the draft sets it")];
      const comparison = compareFindings(then, now);
      const known = await knowDifferences(deps, site, row.run_id, db, comparison);
      await storeDifferences(site, row, comparison, known, progress);
      const shown = { screened: screenedBy(lists, deps.clock.now(), undefined), compared: [...compared], before: plain(countOf(then)), after: plain(countOf(now)), ...(payments && { payments: paymentsOf(payments) }), ...outcomeOf(comparison, known) };
      await finish(deps, site, row, { shown, sizes: { gained: comparison.gained.length, lost: comparison.lost.length, changed: comparison.changed.length } });
    });
  });
}

/** Undefined when it is over already: the job ran before and died after its last transaction. */
async function begin(deps: RegionDeps, site: BorrowedSite, tx: RegionTransaction, version: number, attempt: number): Promise<Begun | undefined> {
  const row = await tx.selectFrom("back_test").selectAll().where("site_id", "=", site.siteId).where("version", "=", version).where("attempt", "=", attempt).executeTakeFirst();
  if (!row || row.state === "done") return undefined;
  await forgetPages(tx, row);
  await tx.updateTable("back_test").set({ state: "running", started_at: row.started_at ?? deps.clock.now(), engine_version: deps.engineVersion, revision: row.revision + 1 })
    .where("site_id", "=", site.siteId).where("version", "=", version).where("attempt", "=", attempt).execute();
  const manifest = await manifestOf(site, tx, row.ledger_revision);
  invariant(manifest !== undefined, "a trial examines a state of the ledger that was committed");
  return { row, manifest, before: await settingsOf(site, tx, row.baseline_version), after: await settingsOf(site, tx, version) };
}

/** Side after side, each beginning with a page of its own. */
async function storeDifferences(site: BorrowedSite, row: BackTestRow, comparison: Comparison, known: KnownDifferences, progress: ReportProgress): Promise<void> {
  const total = SIDES.reduce((sum, side) => sum + comparison[side].length, 0);
  let page = 0;
  let stored = 0;
  for (const side of SIDES) {
    for (let from = 0; from < comparison[side].length; from += PAGE_ROWS) {
      const rows = comparison[side].slice(from, from + PAGE_ROWS).map((one) => showDifference(one, known));
      const at = page++;
      await site.transact((tx) => storePage(site, tx, row, at, rows));
      stored += rows.length;
      await progress("storing", stored, total);
    }
  }
}

const plain = ({ count, exposure }: ReturnType<typeof countOf>) => ({ count, exposure: [...exposure] });

const outcomeOf = (comparison: Comparison, { decisionOf }: KnownDifferences): Omit<Outcome, "screened" | "compared" | "before" | "after" | "payments"> => ({
  gained: plain(shiftOf(comparison.gained)), lost: plain(shiftOf(comparison.lost)), changed: plain(shiftOf(comparison.changed)),
  byTest: byTest(comparison).map(({ test, gained, lost, changed }) => ({ test, name: detectorName(test), gained: plain(gained), lost: plain(lost), changed: plain(changed) })),
  decided: Object.fromEntries(DECIDED.map(([name, side, state]) => [name, plain(shiftOf(comparison[side].filter((one) => decisionOf(one).state === state)))])) as Outcome["decided"],
});

const paymentsOf = ({ runs, lines, moved, heldByPeople, releasedByPeople }: JudgedAgain): NonNullable<Outcome["payments"]> => {
  const own = <T extends { readonly amounts: JudgedAgain["heldByPeople"]["amounts"] }>(sum: T) => ({ ...sum, amounts: [...sum.amounts] });
  return { runs, lines, moved: moved.map(own), heldByPeople: own(heldByPeople), releasedByPeople: own(releasedByPeople) };
};

const DECIDED = [["confirmedLost", "lost", "confirmed"], ["dismissedLost", "lost", "dismissed"], ["confirmedGained", "gained", "confirmed"], ["dismissedGained", "gained", "dismissed"]] as const;

async function finish(deps: RegionDeps, site: BorrowedSite, { version, attempt }: BackTestRow, outcome: SealedOutcome): Promise<void> {
  const sealed = await sealBackTest(site, { version, attempt }, outcome);
  await site.transact(async (tx) => {
    await tx.updateTable("back_test").set((row) => ({ state: "done", finished_at: deps.clock.now(), sealed_outcome: sealed, revision: row("revision", "+", 1) }))
      .where("site_id", "=", site.siteId).where("version", "=", version).where("attempt", "=", attempt).execute();
    await site.audit(tx, { act: "back-tests.finish", object: { kind: "parameters", id: String(version) }, after: { attempt, state: "done" }, detail: outcome.sizes });
  });
}
