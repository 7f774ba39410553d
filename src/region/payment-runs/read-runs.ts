/** Payment runs of a site, newest first; one of them; its lines; and its verdicts as a file. Whoever sees some company codes sees the lines that rest on those. */
import { parseId, type PaymentRunId, type SiteId } from "../../base/ids.ts";
import { STANDARD_THRESHOLDS, VERDICTS, verdictsCsv as csvOf } from "../../engine/payment-run/payment-run.ts";
import { needStrong, needWithin, type Actor, type CompanyCodes } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { offsetOf } from "../region.schema.ts";
import { borrowSite, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import type { LinesQuery, PaymentRun, PaymentRunDetail, ShownLine } from "./payment-runs.schema.ts";
import { mayShow, openOutcome, overridesOf, PAGE_LINES, paymentRunRow, readPages, showPaymentRun, sumsOf, type PaymentRunRow, type StoredLine } from "./payment-runs.store.ts";

type Page = { readonly limit: number; readonly cursor?: string | undefined };

export async function listPaymentRuns(deps: RegionDeps, actor: Actor, siteId: SiteId, page: Page): Promise<{ items: PaymentRun[]; nextCursor: string | null; total: number }> {
  const codes = needWithin(actor, siteId, "payment-runs", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const offset = offsetOf(page.cursor);
      const { total } = await tx.selectFrom("payment_run").select((row) => row.fn.countAll<number>().as("total")).where("site_id", "=", siteId).executeTakeFirstOrThrow();
      const rows = await tx.selectFrom("payment_run").selectAll().where("site_id", "=", siteId)
        .orderBy("asked_at", "desc").orderBy("payment_run_id", "desc").offset(offset).limit(page.limit).execute();
      const items: PaymentRun[] = [];
      for (const row of rows) items.push(await showPaymentRun(site, tx, row, codes));
      await site.auditRead(tx, "payment-runs.list", { kind: "site", id: siteId }, items.length, items.map(({ id }) => id));
      return { items, nextCursor: offset + items.length < total ? String(offset + items.length) : null, total };
    }));
}

export async function readPaymentRun(deps: RegionDeps, actor: Actor, siteId: SiteId, given: string): Promise<PaymentRunDetail> {
  const codes = needWithin(actor, siteId, "payment-runs", "read", deps.clock.now().getTime());
  const id = parseId("prn", given);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const row = await paymentRunRow(tx, id);
      const shown = await showPaymentRun(site, tx, row, codes);
      const outcome = await openOutcome(site.keys, row);
      const thresholds = { ...(outcome?.thresholds ?? STANDARD_THRESHOLDS) };
      await site.auditRead(tx, "payment-runs.read", { kind: "payment run", id }, 1);
      if (codes !== "all") {
        const lines = row.state === "done" ? await visible(site, tx, id, codes) : [];
        const mine = new Set(lines.map(({ line }) => line.line));
        const newest = [...await overridesOf(site, tx, id)].filter(([line]) => mine.has(line)).map(([, words]) => words.at(-1)?.verdict);
        const overridden = { released: newest.filter((one) => one === "release").length, held: newest.filter((one) => one === "hold").length };
        return { ...shown, thresholds, sums: row.state === "done" ? showSums(lines) : null, overridden, notes: [], controls: [], problems: [], untested: [...(outcome?.untested ?? [])], screened: outcome?.screened ?? [] };
      }
      return {
        ...shown, thresholds, notes: [...(outcome?.notes ?? [])], controls: [...(outcome?.controls ?? [])], problems: [...(outcome?.problems ?? [])], untested: [...(outcome?.untested ?? [])], screened: outcome?.screened ?? [],
        ...(outcome?.refusal && { refusal: outcome.refusal }),
      };
    }));
}

const showSums = (lines: readonly StoredLine[]) => sumsOf(lines).map((sum) => ({ ...sum, amounts: [...sum.amounts] }));

async function visible(site: BorrowedSite, tx: RegionTransaction, id: PaymentRunId, codes: CompanyCodes): Promise<StoredLine[]> {
  const lines: StoredLine[] = [];
  for await (const page of readPages(site, tx, id)) lines.push(...page.filter((one) => mayShow(one, codes)));
  return lines;
}

export async function listLines(deps: RegionDeps, actor: Actor, siteId: SiteId, given: string, query: LinesQuery): Promise<{ items: ShownLine[]; nextCursor: string | null; total: number }> {
  const codes = needWithin(actor, siteId, "payment-runs", "read", deps.clock.now().getTime());
  const id = parseId("prn", given);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const row = await paymentRunRow(tx, id);
      const { lines, total } = row.state === "done" ? await choose(site, tx, row, codes, query) : { lines: [], total: 0 };
      const overrides = await overridesOf(site, tx, id);
      await site.auditRead(tx, "payment-runs.lines", { kind: "payment run", id }, lines.length);
      const offset = offsetOf(query.cursor);
      return { items: lines.map((one) => showLine(one, overrides.get(one.line.line) ?? [], codes)), nextCursor: offset + lines.length < total ? String(offset + lines.length) : null, total };
    }));
}

/** Lines are stored held ones first, so that a page of one verdict is one or two pages of the store; words and company codes ask for all of them. */
async function choose(site: BorrowedSite, tx: RegionTransaction, row: PaymentRunRow, codes: CompanyCodes, { verdict, q, limit, cursor }: LinesQuery): Promise<{ lines: StoredLine[]; total: number }> {
  const offset = offsetOf(cursor);
  const words = (q ?? "").toLowerCase().split(/\s+/).filter((word) => word !== "");
  const counts = { hold: row.hold_count, review: row.review_count, release: row.release_count };
  if (codes === "all" && words.length === 0) {
    const before = verdict === undefined ? 0 : VERDICTS.slice(0, VERDICTS.indexOf(verdict)).reduce((sum, one) => sum + counts[one], 0);
    const total = verdict === undefined ? counts.hold + counts.review + counts.release : counts[verdict];
    const [from, to] = [before + Math.min(offset, total), before + Math.min(offset + limit, total)];
    const first = Math.floor(from / PAGE_LINES);
    const lines: StoredLine[] = [];
    for await (const page of readPages(site, tx, row.payment_run_id, first, Math.ceil(to / PAGE_LINES))) lines.push(...page);
    return { lines: lines.slice(from - first * PAGE_LINES, to - first * PAGE_LINES), total };
  }
  const chosen = (await visible(site, tx, row.payment_run_id, codes)).filter((one) => (verdict === undefined || one.verdict === verdict) && words.every((word) => textOf(one).includes(word)));
  return { lines: chosen.slice(offset, offset + limit), total: chosen.length };
}

const textOf = ({ line, supplier, reasons }: StoredLine): string =>
  [line.payee, line.supplierId, supplier?.id, supplier?.name, line.account?.number, line.text, ...line.references, ...reasons.map(({ words }) => words)].join(" ").toLowerCase();

type Words = { readonly verdict: "release" | "hold"; readonly reason: string; readonly by: string; readonly name: string; readonly at: Date };

export function showLine({ line, verdict, points, reasons, supplier, bills }: StoredLine, overrides: readonly Words[], codes: CompanyCodes): ShownLine {
  return {
    line: line.line, at: line.at, verdict, points, supplier, payee: line.payee, amount: line.amount, references: [...line.references], text: line.text, payOn: line.payOn,
    // the file's totals are of all companies
    reasons: reasons.map((one) => (codes !== "all" && one.code === "control-total" ? { ...one, words: "The file does not add up" } : one)),
    account: line.account === null ? null : [line.account.bank, line.account.number].filter((part) => part !== null).join(" "),
    bills: bills.map(({ docId, number, minor, currency, paidMinor }) => ({ docId, number, amount: { minor, currency }, paid: { minor: paidMinor, currency } })),
    overrides: overrides.map((one) => ({ verdict: one.verdict, reason: one.reason, by: { id: one.by, name: one.name }, at: one.at.toISOString() })),
  };
}

export async function verdictsCsv(deps: RegionDeps, actor: Actor, siteId: SiteId, given: string): Promise<string> {
  const codes = needWithin(actor, siteId, "payment-runs", "read", deps.clock.now().getTime());
  needStrong(actor, deps.clock.now().getTime()); // it leaves the product
  const id = parseId("prn", given);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const row = await paymentRunRow(tx, id);
      const lines = row.state === "done" ? await visible(site, tx, id, codes) : [];
      const newest = [...await overridesOf(site, tx, id)].flatMap(([line, words]) => {
        const last = words.at(-1);
        return last === undefined ? [] : [[line, { verdict: last.verdict, by: last.name || last.by, reason: last.reason }] as const];
      });
      await site.auditRead(tx, "payment-runs.export", { kind: "payment run", id }, lines.length);
      return csvOf(lines.map((one) => (codes === "all" ? one : { ...one, reasons: one.reasons.map((why) => (why.code === "control-total" ? { ...why, words: "The file does not add up" } : why)) })), new Map(newest));
    }));
}
