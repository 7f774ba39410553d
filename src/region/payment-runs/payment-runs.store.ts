/** Rows of payment runs, and what is sealed in them. */
import type { Selectable } from "kysely";
import type { Money } from "../../base/money.ts";
import { notFound } from "../../base/errors.ts";
import type { PaymentRunId } from "../../base/ids.ts";
import { LAYOUT_WORDS, VERDICTS, type Control, type FileProblem, type Layout, type LineVerdict, type PaymentLine, type TableAnswers, type Thresholds, type Verdict } from "../../engine/payment-run/payment-run.ts";
import { type CompanyCodes, seesAll } from "../../platform/access/access.ts";
import { progressOf, type JobProgress } from "../../platform/jobs/jobs.ts";
import type { SealedRow, SiteKeys } from "../../platform/vault/vault.ts";
import type { Progress, RefusalNote } from "../region.schema.ts";
import type { RegionTables } from "../region.store.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import type { PaymentRun, PaymentRunDetail } from "./payment-runs.schema.ts";

export type PaymentRunRow = Selectable<RegionTables["payment_run"]>;
export type Ask = { readonly name: string | null; readonly askedByName: string; readonly answers: TableAnswers; readonly payments: readonly PaymentLine[] | null };
export type Sum = { readonly verdict: Verdict; readonly lines: number; readonly amounts: readonly Money[] };
export type Outcome = {
  readonly layout: Layout | null; readonly notes: readonly string[]; readonly sums: readonly Sum[]; readonly controls: readonly Control[]; readonly problems: readonly FileProblem[];
  readonly untested: readonly string[]; /** Absent in checks from before there were lists. */ readonly screened?: PaymentRunDetail["screened"]; readonly refusal?: RefusalNote;
  /** From how many points on; absent in runs from before a site could set them: the product's own. */
  readonly thresholds?: Thresholds;
};
/** A line with the company codes that it rests on; absent: for those who see all. */
export type StoredLine = LineVerdict & { readonly codes?: readonly string[] };
export type OverrideWords = { readonly reason: string; readonly name: string };

/** About 200 KB of lines with their reasons. */
export const PAGE_LINES = 250;

const pagePlace = (id: PaymentRunId, page: number) => ({ kind: "payment.page", object: id, position: page });
const overridePlace = (id: PaymentRunId, line: number, position: number) => ({ kind: "payment.override", object: `${id}.${line}.${position}` });

export const sealAsk = (keys: SiteKeys, id: PaymentRunId, ask: Ask): Promise<SealedRow> => keys.sealJson({ kind: "payment.ask", object: id }, ask);
export const openAsk = async (keys: SiteKeys, row: PaymentRunRow): Promise<Ask> => (await keys.openJson({ kind: "payment.ask", object: row.payment_run_id }, row.sealed_ask)) as Ask;
export const sealOutcome = (keys: SiteKeys, id: PaymentRunId, outcome: Outcome): Promise<SealedRow> => keys.sealJson({ kind: "payment.outcome", object: id }, outcome);
export const sealPage = (keys: SiteKeys, id: PaymentRunId, page: number, lines: readonly StoredLine[]): Promise<SealedRow> => keys.sealJson(pagePlace(id, page), lines);
export const sealOverride = (keys: SiteKeys, id: PaymentRunId, line: number, position: number, words: OverrideWords): Promise<SealedRow> => keys.sealJson(overridePlace(id, line, position), words);

export async function openOutcome(keys: SiteKeys, row: PaymentRunRow): Promise<Outcome | undefined> {
  return row.sealed_outcome ? ((await keys.openJson({ kind: "payment.outcome", object: row.payment_run_id }, row.sealed_outcome)) as Outcome) : undefined;
}

export async function paymentRunRow(tx: RegionTransaction, id: PaymentRunId): Promise<PaymentRunRow> {
  const row = await tx.selectFrom("payment_run").selectAll().where("site_id", "=", tx.siteId).where("payment_run_id", "=", id).executeTakeFirst();
  if (!row) throw notFound("payment run");
  return row;
}

/** Pages in order: held lines first. `from`, `to`: page numbers, `to` left out. */
export async function* readPages(site: BorrowedSite, tx: RegionTransaction, id: PaymentRunId, from = 0, to = Number.MAX_SAFE_INTEGER): AsyncGenerator<StoredLine[]> {
  const last = Math.min(to, 1_000_000);
  const rows = await tx.selectFrom("payment_page").select(["page", "sealed_lines"]).where("site_id", "=", tx.siteId).where("payment_run_id", "=", id)
    .where("page", ">=", from).where("page", "<", last).orderBy("page").execute();
  for (const { page, sealed_lines } of rows) yield (await site.keys.openJson(pagePlace(id, page), sealed_lines)) as StoredLine[];
}

export const mayShow = ({ codes: own }: StoredLine, codes: CompanyCodes): boolean => codes === "all" || (own !== undefined && seesAll(codes, own));

export async function overridesOf(site: BorrowedSite, tx: RegionTransaction, id: PaymentRunId) {
  const rows = await tx.selectFrom("payment_override").selectAll().where("site_id", "=", tx.siteId).where("payment_run_id", "=", id).orderBy("line").orderBy("position").execute();
  const opened = [];
  for (const row of rows) opened.push({ line: row.line, verdict: row.verdict, by: row.decided_by, at: row.decided_at, ...((await site.keys.openJson(overridePlace(id, row.line, row.position), row.sealed_reason)) as OverrideWords) });
  return Map.groupBy(opened, ({ line }) => line);
}

/** Of each line the newest word. */
export async function overrideCounts(tx: RegionTransaction, id: PaymentRunId): Promise<PaymentRun["overridden"]> {
  const rows = await tx.selectFrom("payment_override").select(["line", "position", "verdict"]).where("site_id", "=", tx.siteId).where("payment_run_id", "=", id).orderBy("position").execute();
  const newest = [...new Map(rows.map(({ line, verdict }) => [line, verdict])).values()];
  return { released: newest.filter((one) => one === "release").length, held: newest.filter((one) => one === "hold").length };
}

export function sumsOf(lines: readonly LineVerdict[]): Sum[] {
  return VERDICTS.map((verdict) => {
    const own = lines.filter((one) => one.verdict === verdict);
    const byCurrency = new Map<string, number>();
    for (const { line: { amount } } of own) if (amount !== null) byCurrency.set(amount.currency, (byCurrency.get(amount.currency) ?? 0) + amount.minor);
    return { verdict, lines: own.length, amounts: [...byCurrency].map(([currency, minor]) => ({ currency, minor })).sort((a, b) => b.minor - a.minor || (a.currency < b.currency ? -1 : 1)) };
  });
}

/** @param within what a list says to whoever sees some company codes only: that the run exists. */
export async function showPaymentRun(site: BorrowedSite, tx: RegionTransaction, row: PaymentRunRow, codes: CompanyCodes): Promise<PaymentRun> {
  const ask = await openAsk(site.keys, row);
  const outcome = await openOutcome(site.keys, row);
  const open = row.state === "queued" || row.state === "checking";
  const job = open ? await progressOf(tx, row.job_id) : undefined;
  const whole = codes === "all";
  return {
    id: row.payment_run_id, name: whole ? ask.name : null, state: open && job?.state === "failed" ? "failed" : row.state, progress: showProgress(job),
    askedBy: { id: row.asked_by, name: ask.askedByName }, askedAt: row.asked_at.toISOString(), startedAt: row.started_at?.toISOString() ?? null, finishedAt: row.finished_at?.toISOString() ?? null,
    layout: outcome?.layout == null ? null : LAYOUT_WORDS[outcome.layout],
    sums: whole && row.state === "done" && outcome ? outcome.sums.map((sum) => ({ ...sum, amounts: [...sum.amounts] })) : null,
    overridden: whole ? await overrideCounts(tx, row.payment_run_id) : { released: 0, held: 0 },
    problemCount: whole ? row.problem_count : 0,
  };
}

const STAGES: Readonly<Record<string, readonly [words: string, unit: string]>> = {
  "": ["Waiting", "steps"], inspecting: ["Looking for malware", "files"], reading: ["Reading the file", "files"], opening: ["Opening the history", "parts"], loading: ["Opening the ledger", "rows"],
  preparing: ["Preparing the history", "steps"], keeping: ["Sealing the history", "steps"], checking: ["Checking", "payments"], storing: ["Sealing the verdicts", "payments"],
};

function showProgress(job: JobProgress | undefined): Progress | null {
  if (!job) return null;
  const [stage, unit] = STAGES[job.stage] ?? [job.stage, "steps"];
  return { stage, done: job.done, total: job.total, unit };
}
