/** Rows of findings, and what is sealed in them. */
import type { FindingId, RunId } from "../../base/ids.ts";
import type { Finding } from "../../engine/run/run.ts";
import { bandOf } from "../../engine/run/run.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import type { Known, Placed } from "./diff-findings.ts";
import type { Evidence, FindingItem } from "./findings.schema.ts";

/** The whole finding, so that the next run can compare; a list shows a part of it. */
type SealedItem = { readonly finding: Finding; readonly supplierNames: readonly string[] };

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
export async function* readItems(site: BorrowedSite, tx: RegionTransaction, runId: RunId): AsyncGenerator<{ item: FindingItem; sealedBytes: number }> {
  for await (const row of sealedRows(tx, runId)) {
    const { finding, supplierNames } = (await site.keys.openJson(itemPlace(runId, row.finding_id), row.sealed_item)) as SealedItem;
    yield { item: showItem(row, finding, supplierNames), sealedBytes: row.sealed_item.length };
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

const showItem = (row: Omit<Row, "sealed_item">, finding: Finding, supplierNames: readonly string[]): FindingItem => ({
  id: row.finding_id, rank: row.rank, kind: finding.kind, detectors: [...finding.detectors], score: finding.score, band: bandOf(finding.score), title: finding.title,
  amountAtRisk: finding.amountAtRisk, supplierIds: [...finding.supplierIds], supplierNames: [...supplierNames], employeeIds: [...finding.employeeIds],
  documentIds: [...finding.documentIds], firstSeenRun: row.first_run_id, state: row.state,
});

/** The findings of a run as the engine gave them, with the ids people know, in rank order. */
export async function knownFindings(site: BorrowedSite, tx: RegionTransaction, runId: RunId): Promise<Known[]> {
  const known: Known[] = [];
  for await (const row of sealedRows(tx, runId)) {
    const { finding } = (await site.keys.openJson(itemPlace(runId, row.finding_id), row.sealed_item)) as SealedItem;
    known.push({ findingId: row.finding_id, firstRunId: row.first_run_id, finding });
  }
  return known;
}

export type ToStore = Placed & { readonly supplierNames: readonly string[]; readonly evidence: Evidence };

/** One batch of a run that is not done yet; nobody sees it before it is. */
export async function storeFindings(site: BorrowedSite, tx: RegionTransaction, runId: RunId, batch: readonly ToStore[]): Promise<void> {
  if (batch.length === 0) return;
  const rows = [];
  for (const { findingId, firstRunId, finding, state, rank, supplierNames, evidence } of batch) {
    const item: SealedItem = { finding, supplierNames };
    rows.push({
      site_id: site.siteId, run_id: runId, finding_id: findingId, rank, state, first_run_id: firstRunId,
      sealed_item: await site.keys.sealJson(itemPlace(runId, findingId), item),
      sealed_evidence: await site.keys.sealJson(evidencePlace(runId, findingId), evidence),
    });
  }
  await tx.insertInto("finding").values(rows).execute();
}

export async function forgetFindings(tx: RegionTransaction, runId: RunId): Promise<void> {
  await tx.deleteFrom("finding").where("site_id", "=", tx.siteId).where("run_id", "=", runId).execute();
}

export async function readEvidence(site: BorrowedSite, tx: RegionTransaction, runId: RunId, findingId: FindingId): Promise<{ finding: Finding; evidence: Evidence } | undefined> {
  const row = await tx.selectFrom("finding").select(["sealed_item", "sealed_evidence"])
    .where("site_id", "=", tx.siteId).where("run_id", "=", runId).where("finding_id", "=", findingId).executeTakeFirst();
  if (!row) return undefined;
  const { finding } = (await site.keys.openJson(itemPlace(runId, findingId), row.sealed_item)) as SealedItem;
  return { finding, evidence: (await site.keys.openJson(evidencePlace(runId, findingId), row.sealed_evidence)) as Evidence };
}
