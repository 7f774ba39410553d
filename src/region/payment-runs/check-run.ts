/**
 * Checks a payment run, in the worker: reads the file, holds every line against the history, seals the verdicts.
 *
 * Crash story: pages of a run that is not done are seen by nobody. Killed before the last transaction, the job is handed out again, forgets the pages that
 * it had stored, and begins anew. The last transaction makes the run done. A file that cannot be read ends as refused, with what is wrong with it.
 */
import { dayFromNumber } from "../../base/day.ts";
import { Refusal } from "../../base/errors.ts";
import type { PaymentRunId, SiteId } from "../../base/ids.ts";
import { checkPayments, codesOfSuppliers, readPayments, screening, VERDICTS, type Checked, type History, type PaymentFile, type Thresholds } from "../../engine/payment-run/payment-run.ts";
import { thresholdsOf } from "../../engine/run/run.ts";
import { MOST_COMPANY_CODES, need, type JobActor } from "../../platform/access/access.ts";
import { manifestOf, type Manifest } from "../ledgers/ledgers.ts";
import { currentVersion, settingsOf } from "../parameters/parameters.ts";
import type { RegionDeps } from "../region.deps.ts";
import { listsInUse, loadLists, noteUse, sayOld, screenedBy, type ListInUse, type Screened } from "../sanctions-lists/sanctions-lists.ts";
import { borrowSite, type BorrowedSite } from "../sites/sites.ts";
import { inspectUpload, paymentUpload, uploadSource } from "../uploads/uploads.ts";
import type { KeptHistories } from "./kept-history.ts";
import { informed, stillSetAside } from "./known-findings.ts";
import { openAsk, PAGE_LINES, paymentRunRow, sealOutcome, sealPage, sumsOf, type Ask, type Outcome, type PaymentRunRow, type StoredLine } from "./payment-runs.store.ts";

export type ReportProgress = (stage: "inspecting" | "reading" | "opening" | "loading" | "preparing" | "keeping" | "checking" | "storing", done: number, total: number) => Promise<void>;
type Work = { readonly deps: RegionDeps; readonly actor: JobActor; readonly site: BorrowedSite; readonly id: PaymentRunId; readonly progress: ReportProgress };

export async function checkRun(deps: RegionDeps, histories: KeptHistories, actor: JobActor, siteId: SiteId, id: PaymentRunId, progress: ReportProgress): Promise<void> {
  need(actor, siteId, "payment-runs", "check", deps.clock.now().getTime());
  await borrowSite(deps, actor, siteId, async (site) => {
    const work: Work = { deps, actor, site, id, progress };
    const begun = await begin(work);
    if (!begun) return;
    try {
      const file = await readFile(work, begun.row, await openAsk(site.keys, begun.row));
      await check(work, histories, file, begun.thresholds);
    } catch (error) {
      // What is wrong with the file is the outcome. What is wrong with us is tried again.
      if (!(error instanceof Refusal) || (error.kind !== "invalid" && error.kind !== "too_large")) throw error;
      await refuse(work, error);
    }
  });
}

/** Undefined when it is over already: the job ran before and died after its last transaction. */
async function begin({ deps, site, id }: Work): Promise<{ row: PaymentRunRow; thresholds: Thresholds } | undefined> {
  return site.transact(async (tx) => {
    const row = await paymentRunRow(tx, id);
    if (row.state !== "queued" && row.state !== "checking") return undefined;
    await tx.deleteFrom("payment_page").where("site_id", "=", site.siteId).where("payment_run_id", "=", id).execute();
    // Chosen once: a job that is done again uses the version it began with.
    const version = row.parameters_version ?? (await currentVersion(tx));
    await tx.updateTable("payment_run").set({ state: "checking", started_at: row.started_at ?? deps.clock.now(), engine_version: deps.engineVersion, parameters_version: version, revision: row.revision + 1 })
      .where("site_id", "=", site.siteId).where("payment_run_id", "=", id).execute();
    return { row, thresholds: thresholdsOf(await settingsOf(site, tx, version)) };
  });
}

/** The malware scan comes first, whichever job gets to it. */
async function readFile({ deps, actor, site, progress }: Work, { upload_id }: PaymentRunRow, ask: Ask): Promise<PaymentFile> {
  if (upload_id === null) return { name: "payments", layout: "single", notes: [], lines: ask.payments ?? [], controls: [], problems: [], problemCount: 0, madeOn: null };
  await progress("inspecting", 0, 1);
  await inspectUpload(deps, actor, site.siteId, upload_id);
  const upload = await site.transact((tx) => paymentUpload(site, tx, upload_id));
  if (upload.refusal) throw new Refusal("invalid", upload.refusal.code, upload.refusal.message, upload.refusal.details.map(({ at, expected, remedy }) => ({ ...(at && { at }), ...(expected && { expected }), ...(remedy && { remedy }) })));
  await progress("reading", 0, 1);
  return readPayments(uploadSource(deps, site, upload), ask.answers);
}

async function check(work: Work, histories: KeptHistories, file: PaymentFile, thresholds: Thresholds): Promise<void> {
  const { deps, site, progress } = work;
  const manifest = await site.transact((tx) => manifestOf(site, tx));
  const today = file.madeOn ?? dayFromNumber(Math.floor(deps.clock.now().getTime() / 86_400_000));
  const lists = await site.transact((tx) => listsInUse(site, tx));
  const screened = screenedBy(lists, deps.clock.now(), undefined);
  const { checked, lines, runId } = await histories.use(site, manifest, progress, async (kept, memory) => {
    await loadLists(deps, site, kept.db, lists);
    await progress("checking", 0, file.lines.length);
    const now = await informed(site, kept, deps.clock.now().getTime(), memory.informed);
    memory.informed = now;
    const history = screening(now.history, lists.length > 0);
    const result = await checkPayments(history, file, { today, parameters: thresholds, cleared: await stillSetAside(kept, now.setAside) });
    return { checked: result, lines: await withCodes(history, result), runId: now.runId };
  });
  await store(work, file, checked, inOrder(lines), { manifest, runId, thresholds, lists, screened });
}

/** A line rests on everything that its suppliers, and those that its reasons speak of, ever billed. */
async function withCodes(history: History, { lines }: Checked): Promise<StoredLine[]> {
  const codes = await codesOfSuppliers(history, lines.flatMap(({ basis }) => basis));
  return lines.map((one): StoredLine => {
    const own = one.basis.map((id) => codes.get(id));
    if (one.beyondSuppliers || own.length === 0 || own.some((list) => list === undefined)) return one;
    const all = [...new Set(own.flatMap((list) => list ?? []))].sort();
    return all.length > MOST_COMPANY_CODES ? one : { ...one, codes: all };
  });
}

const inOrder = (lines: readonly StoredLine[]): StoredLine[] =>
  lines.toSorted((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) || b.points - a.points || (b.line.amount?.minor ?? 0) - (a.line.amount?.minor ?? 0) || a.line.line - b.line.line);

async function store(work: Work, file: PaymentFile, checked: Checked, lines: readonly StoredLine[], against: { manifest: Manifest | undefined; runId: string | undefined; thresholds: Thresholds; lists: readonly ListInUse[]; screened: Screened[] }): Promise<void> {
  const { deps, site, id, progress } = work;
  for (let from = 0; from < lines.length; from += PAGE_LINES) {
    const page = from / PAGE_LINES;
    const sealed = await sealPage(site.keys, id, page, lines.slice(from, from + PAGE_LINES));
    await site.transact((tx) => tx.insertInto("payment_page").values({ site_id: site.siteId, payment_run_id: id, page, sealed_lines: sealed }).execute());
    await progress("storing", Math.min(from + PAGE_LINES, lines.length), lines.length);
  }
  const sums = sumsOf(lines);
  const outcome: Outcome = { layout: file.layout, notes: file.notes, sums, controls: file.controls, problems: file.problems, untested: [...checked.untested, ...sayOld(against.screened)], screened: against.screened, thresholds: against.thresholds };
  const sealed = await sealOutcome(site.keys, id, outcome);
  const [hold, review, release] = VERDICTS.map((verdict) => sums.find((one) => one.verdict === verdict)?.lines ?? 0) as [number, number, number];
  await site.transact(async (tx) => {
    const row = await paymentRunRow(tx, id);
    await noteUse(tx, against.lists, id, deps.clock.now());
    await tx.updateTable("payment_run").set({
      state: "done", finished_at: deps.clock.now(), ledger_revision: against.manifest?.revision ?? null, run_id: against.runId ?? null, hold_count: hold, review_count: review, release_count: release,
      problem_count: file.problemCount, sealed_outcome: sealed, revision: row.revision + 1,
    }).where("site_id", "=", site.siteId).where("payment_run_id", "=", id).execute();
    await site.audit(tx, { act: "payment-runs.finish", object: { kind: "payment run", id }, after: { state: "done" }, detail: { hold, review, release, controlsFailed: file.controls.filter(({ agrees }) => !agrees).length } });
  });
}

async function refuse({ deps, site, id }: Work, refusal: Refusal): Promise<void> {
  const note = { code: refusal.code, message: refusal.message, details: [...refusal.details] };
  const sealed = await sealOutcome(site.keys, id, { layout: null, notes: [], sums: [], controls: [], problems: [], untested: [], refusal: note });
  await site.transact(async (tx) => {
    const row = await paymentRunRow(tx, id);
    await tx.updateTable("payment_run").set({ state: "refused", finished_at: deps.clock.now(), sealed_outcome: sealed, revision: row.revision + 1 })
      .where("site_id", "=", site.siteId).where("payment_run_id", "=", id).execute();
    await site.audit(tx, { act: "payment-runs.refuse", object: { kind: "payment run", id }, detail: { code: refusal.code } });
  });
}
