/** Rows of findings, and what is sealed in them. */
import type { FindingId, RunId } from "../../base/ids.ts";
import type { Finding } from "../../engine/run/run.ts";
import { bandOf } from "../../engine/run/run.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import type { Within } from "./company-codes.ts";
import type { FoundItem, Known, Placed } from "./diff-findings.ts";
import type { Facts } from "./facts.ts";
import type { Evidence, FindingItem } from "./findings.schema.ts";
import { OPEN, type Judged } from "./judge.ts";

/** What a list shows and the next run compares; kept small, since a list opens all of them. */
type SealedItem = { readonly finding: FoundItem; readonly supplierNames: readonly string[]; readonly facts?: Facts; /** Absent: for those who see all company codes only, as in runs from before it was told. */ readonly within?: Within };
/** What only the finding's own page and the export need. */
type SealedEvidence = { readonly reasons: Finding["reasons"]; readonly exposure?: Finding["exposure"]; readonly evidence: Evidence };

const itemPlace = (runId: RunId, findingId: FindingId) => ({ kind: "finding.item", object: `${runId}.${findingId}` });
const evidencePlace = (runId: RunId, findingId: FindingId) => ({ kind: "finding.evidence", object: `${runId}.${findingId}` });

/** The newest run that is done: its findings are the site's findings. */
export async function currentRunId(tx: RegionTransaction): Promise<RunId | undefined> {
  const run = await tx.selectFrom("run").select("run_id").where("site_id", "=", tx.siteId).where("state", "=", "done")
    .orderBy("asked_at", "desc").orderBy("run_id", "desc").limit(1).executeTakeFirst();
  return run?.run_id;
}

const PAGE = 2_000;

/** In rank order. */
export async function* readItems(site: BorrowedSite, tx: RegionTransaction, runId: RunId): AsyncGenerator<{ item: FindingItem; within: Within | undefined; judged: Judged; sealedBytes: number }> {
  for await (const row of sealedRows(tx, runId)) {
    const { finding, supplierNames, within, facts } = (await site.keys.openJson(itemPlace(runId, row.finding_id), row.sealed_item)) as SealedItem;
    yield { item: showItem(row, finding, supplierNames), within, judged: { finding, facts }, sealedBytes: row.sealed_item.length };
  }
}

type Row = { readonly finding_id: FindingId; readonly rank: number; readonly state: FindingItem["state"]; readonly first_run_id: RunId; readonly sealed_item: Uint8Array };

async function* sealedRows(tx: RegionTransaction, runId: RunId): AsyncGenerator<Row> {
  for (let after = 0; ; ) {
    const rows = await tx.selectFrom("finding").select(["finding_id", "rank", "state", "first_run_id", "sealed_item"])
      .where("site_id", "=", tx.siteId).where("run_id", "=", runId).where("rank", ">", after).orderBy("rank").limit(PAGE).execute();
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < PAGE || last === undefined) return;
    after = last.rank;
  }
}

const showItem = (row: Omit<Row, "sealed_item">, finding: FoundItem, supplierNames: readonly string[]): FindingItem => ({
  id: row.finding_id, rank: row.rank, kind: finding.kind, detectors: [...finding.detectors], score: finding.score, band: bandOf(finding.score), title: finding.title,
  amountAtRisk: finding.amountAtRisk, supplierIds: [...finding.supplierIds], supplierNames: [...supplierNames], employeeIds: [...finding.employeeIds],
  documentIds: [...finding.documentIds], firstSeenRun: row.first_run_id, state: row.state, decision: OPEN,
});

/** The findings of a run with the ids people know, in rank order: what the next run is compared with. */
export async function knownFindings(site: BorrowedSite, tx: RegionTransaction, runId: RunId): Promise<Known[]> {
  const known: Known[] = [];
  for await (const row of sealedRows(tx, runId)) {
    const { finding } = (await site.keys.openJson(itemPlace(runId, row.finding_id), row.sealed_item)) as SealedItem;
    known.push({ findingId: row.finding_id, firstRunId: row.first_run_id, finding });
  }
  return known;
}

export type ToStore = Placed & { readonly supplierNames: readonly string[]; readonly evidence: Evidence; readonly within?: Within | undefined; readonly facts?: Facts | undefined };

/** One batch of a run that is not done yet; nobody sees it before it is. */
export async function storeFindings(site: BorrowedSite, tx: RegionTransaction, runId: RunId, batch: readonly ToStore[]): Promise<void> {
  if (batch.length === 0) return;
  const rows = [];
  for (const { findingId, firstRunId, finding, state, rank, supplierNames, evidence, within, facts } of batch) {
    const { reasons, exposure, ...listed } = finding;
    const item: SealedItem = { finding: listed, supplierNames, ...(facts && { facts }), ...(within && { within }) };
    const page: SealedEvidence = { reasons, evidence, ...(exposure && { exposure }) };
    rows.push({
      site_id: site.siteId, run_id: runId, finding_id: findingId, rank, state, first_run_id: firstRunId,
      sealed_item: await site.keys.sealJson(itemPlace(runId, findingId), item),
      sealed_evidence: await site.keys.sealJson(evidencePlace(runId, findingId), page),
    });
  }
  await tx.insertInto("finding").values(rows).execute();
}

export async function forgetFindings(tx: RegionTransaction, runId: RunId): Promise<void> {
  await tx.deleteFrom("finding").where("site_id", "=", tx.siteId).where("run_id", "=", runId).execute();
}

export async function readEvidence(site: BorrowedSite, tx: RegionTransaction, runId: RunId, findingId: FindingId): Promise<{ finding: Finding; evidence: Evidence } | undefined> {
  const row = await tx.selectFrom("finding").select(["finding_id", "sealed_item", "sealed_evidence"])
    .where("site_id", "=", tx.siteId).where("run_id", "=", runId).where("finding_id", "=", findingId).executeTakeFirst();
  return row && openWhole(site, runId, row);
}

/** Every finding of a run as the engine gave it, in rank order, for an export. */
export async function* wholeFindings(site: BorrowedSite, tx: RegionTransaction, runId: RunId): AsyncGenerator<{ findingId: FindingId; finding: Finding }> {
  for (let after = 0; ; ) {
    const rows = await tx.selectFrom("finding").select(["finding_id", "rank", "sealed_item", "sealed_evidence"])
      .where("site_id", "=", tx.siteId).where("run_id", "=", runId).where("rank", ">", after).orderBy("rank").limit(PAGE / 4).execute();
    for (const row of rows) yield { findingId: row.finding_id, finding: (await openWhole(site, runId, row)).finding };
    const last = rows.at(-1);
    if (rows.length < PAGE / 4 || last === undefined) return;
    after = last.rank;
  }
}

type WholeRow = { readonly finding_id: FindingId; readonly sealed_item: Uint8Array; readonly sealed_evidence: Uint8Array };

async function openWhole(site: BorrowedSite, runId: RunId, row: WholeRow): Promise<{ finding: Finding; evidence: Evidence }> {
  const { finding } = (await site.keys.openJson(itemPlace(runId, row.finding_id), row.sealed_item)) as SealedItem;
  const { reasons, exposure, evidence } = (await site.keys.openJson(evidencePlace(runId, row.finding_id), row.sealed_evidence)) as SealedEvidence;
  return { finding: { ...finding, reasons, ...(exposure && { exposure }) }, evidence };
}
