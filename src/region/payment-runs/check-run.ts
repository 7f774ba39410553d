/**
 * Checks a payment run, in the worker: reads the file, holds every line against the history, seals the verdicts.
 *
 * Crash story: pages of a run that is not done are seen by nobody. Killed before the last transaction, the job is handed out again, forgets the pages that
 * it had stored, and begins anew. The last transaction makes the run done. A file that cannot be read ends as refused, with what is wrong with it.
 */
import { dayFromNumber } from "../../base/day.ts";
import { Refusal } from "../../base/errors.ts";
import type { PaymentRunId, SiteId } from "../../base/ids.ts";
import { checkPayments, codesOfSuppliers, knowing, readPayments, screening, VERDICTS, type Checked, type History, type Known, type PaymentFile } from "../../engine/payment-run/payment-run.ts";
import { MOST_COMPANY_CODES, need, type JobActor } from "../../platform/access/access.ts";
import { judges } from "../decisions/decisions.ts";
import { currentRunId, listingsOf, readItems, type Facts } from "../findings/findings.ts";
import { manifestOf, type Manifest } from "../ledgers/ledgers.ts";
import type { RegionDeps } from "../region.deps.ts";
import { listsInUse, loadLists, noteUse, sayOld, screenedBy, type ListInUse, type Screened } from "../sanctions-lists/sanctions-lists.ts";
import { borrowSite, type BorrowedSite } from "../sites/sites.ts";
import { inspectUpload, paymentUpload, uploadSource } from "../uploads/uploads.ts";
import type { KeptHistories } from "./kept-history.ts";
import { openAsk, PAGE_LINES, paymentRunRow, sealOutcome, sealPage, sumsOf, type Ask, type Outcome, type PaymentRunRow, type StoredLine } from "./payment-runs.store.ts";

export type ReportProgress = (stage: "inspecting" | "reading" | "loading" | "preparing" | "checking" | "storing", done: number, total: number) => Promise<void>;
type Work = { readonly deps: RegionDeps; readonly actor: JobActor; readonly site: BorrowedSite; readonly id: PaymentRunId; readonly progress: ReportProgress };

export async function checkRun(deps: RegionDeps, histories: KeptHistories, actor: JobActor, siteId: SiteId, id: PaymentRunId, progress: ReportProgress): Promise<void> {
  need(actor, siteId, "payment-runs", "check", deps.clock.now().getTime());
  await borrowSite(deps, actor, siteId, async (site) => {
    const work: Work = { deps, actor, site, id, progress };
    const row = await begin(work);
    if (!row) return;
    try {
      const file = await readFile(work, row, await openAsk(site.keys, row));
      await check(work, histories, file);
    } catch (error) {
      // What is wrong with the file is the outcome. What is wrong with us is tried again.
      if (!(error instanceof Refusal) || (error.kind !== "invalid" && error.kind !== "too_large")) throw error;
      await refuse(work, error);
    }
  });
}

/** Undefined when it is over already: the job ran before and died after its last transaction. */
async function begin({ deps, site, id }: Work): Promise<PaymentRunRow | undefined> {
  return site.transact(async (tx) => {
    const row = await paymentRunRow(tx, id);
    if (row.state !== "queued" && row.state !== "checking") return undefined;
    await tx.deleteFrom("payment_page").where("site_id", "=", site.siteId).where("payment_run_id", "=", id).execute();
    await tx.updateTable("payment_run").set({ state: "checking", started_at: row.started_at ?? deps.clock.now(), engine_version: deps.engineVersion, revision: row.revision + 1 })
      .where("site_id", "=", site.siteId).where("payment_run_id", "=", id).execute();
    return row;
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

async function check(work: Work, histories: KeptHistories, file: PaymentFile): Promise<void> {
  const { deps, site, progress } = work;
  const manifest = await site.transact((tx) => manifestOf(site, tx));
  const { runId, findings, setAside } = await known(work);
  const today = file.madeOn ?? dayFromNumber(Math.floor(deps.clock.now().getTime() / 86_400_000));
  const lists = await site.transact((tx) => listsInUse(site, tx));
  const screened = screenedBy(lists, deps.clock.now(), undefined);
  const { checked, lines } = await histories.use(site, manifest, progress, async (kept) => {
    await loadLists(deps, site, kept.db, lists);
    await progress("checking", 0, file.lines.length);
    const history = screening(findings === undefined ? kept : knowing(kept, findings), lists.length > 0);
    const result = await checkPayments(history, file, { today, cleared: await stillSetAside(kept, setAside) });
    return { checked: result, lines: await withCodes(history, result) };
  });
  await store(work, file, checked, inOrder(lines), { manifest, runId, lists, screened });
}

/** What the last examination found and people did not dismiss. */
async function known({ deps, site }: Work): Promise<{ runId: string | undefined; findings: Known[] | undefined; setAside: readonly SetAside[] }> {
  return site.transact(async (tx) => {
    const runId = await currentRunId(tx);
    if (runId === undefined) return { runId, findings: undefined, setAside: [] };
    const judge = await judges.open(site, tx, deps.clock.now().getTime(), undefined);
    const findings: Known[] = [];
    const setAside: SetAside[] = [];
    for await (const { item, judged } of readItems(site, tx, runId)) {
      if (judge.of(judged).state !== "dismissed") findings.push(item);
      else if (judged.facts?.listed !== undefined) setAside.push({ supplierIds: item.supplierIds, listed: judged.facts.listed });
    }
    return { runId, findings, setAside };
  });
}

/** A name on a list of which somebody said that it is another's: of these suppliers, by list and entry what the entry said. */
type SetAside = { readonly supplierIds: readonly string[]; readonly listed: NonNullable<Facts["listed"]> };

/** Of those what the lists of today still say, so that nobody has to say it again of every payment; an entry that changed holds again. */
async function stillSetAside({ db }: History, setAside: readonly SetAside[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { prints } = await listingsOf(db, setAside.map(({ listed }) => ({ kind: "sanctions_match" as const, about: Object.keys(listed) })));
  return new Map(setAside.flatMap(({ supplierIds, listed }) => {
    const same = new Set(Object.keys(listed).filter((entry) => prints.get(entry) === listed[entry]));
    return supplierIds.map((id) => [id, same] as const);
  }));
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

async function store(work: Work, file: PaymentFile, checked: Checked, lines: readonly StoredLine[], against: { manifest: Manifest | undefined; runId: string | undefined; lists: readonly ListInUse[]; screened: Screened[] }): Promise<void> {
  const { deps, site, id, progress } = work;
  for (let from = 0; from < lines.length; from += PAGE_LINES) {
    const page = from / PAGE_LINES;
    const sealed = await sealPage(site.keys, id, page, lines.slice(from, from + PAGE_LINES));
    await site.transact((tx) => tx.insertInto("payment_page").values({ site_id: site.siteId, payment_run_id: id, page, sealed_lines: sealed }).execute());
    await progress("storing", Math.min(from + PAGE_LINES, lines.length), lines.length);
  }
  const sums = sumsOf(lines);
  const outcome: Outcome = { layout: file.layout, notes: file.notes, sums, controls: file.controls, problems: file.problems, untested: [...checked.untested, ...sayOld(against.screened)], screened: against.screened };
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
