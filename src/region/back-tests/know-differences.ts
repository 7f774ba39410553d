/** What people know of the findings that differ: their pages, their suppliers' names, and what was decided on them. */
import { invariant } from "../../base/errors.ts";
import type { FindingId, RunId } from "../../base/ids.ts";
import type { DuckDb } from "../../engine/duckdb/duckdb.ts";
import { gatherEvidence } from "../../engine/report/report.ts";
import { bandOf, type Finding } from "../../engine/run/run.ts";
import { judges } from "../decisions/decisions.ts";
import { accountsOf, factsOf, knownFindings, listingsOf, OPEN, type Judgement } from "../findings/findings.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { BorrowedSite } from "../sites/sites.ts";
import type { DifferenceItem } from "./back-tests.schema.ts";
import type { Comparison, Difference } from "./compare-findings.ts";

export type KnownDifferences = {
  readonly idOf: (finding: Finding) => FindingId | null;
  readonly nameOf: (supplierId: string) => string;
  /** Of a finding that is gained: what earlier decisions would make of it at once. */
  readonly decisionOf: (one: Difference) => Judgement;
};

export function findingOf({ before, after }: Difference): Finding {
  const finding = after ?? before;
  invariant(finding !== undefined, "a difference has a side");
  return finding;
}

/** Findings whose evidence is gathered at once. */
const GATHERED = 1_000;

export async function knowDifferences(deps: RegionDeps, site: BorrowedSite, runId: RunId, db: DuckDb, { gained, lost, changed }: Comparison): Promise<KnownDifferences> {
  const [known, judge] = await site.transact(async (tx) => [await knownFindings(site, tx, runId), await judges.open(site, tx, deps.clock.now().getTime(), undefined)] as const);
  const ids = new Map(known.map(({ finding, findingId }) => [finding.id, findingId]));
  const names = new Map<string, string>();
  const judgements = new Map<string, Judgement>();
  const findings = [...gained, ...lost, ...changed].map(findingOf);
  for (let at = 0; at < findings.length; at += GATHERED) {
    const group = findings.slice(at, at + GATHERED);
    const { byFinding, supplierNames } = await gatherEvidence(db, group);
    const accounts = await accountsOf(db, group);
    const listings = await listingsOf(db, group);
    for (const finding of group) {
      const found = byFinding.get(finding.id);
      invariant(found !== undefined, "every finding has evidence, be it empty");
      judgements.set(finding.id, judge.of({ finding, facts: factsOf(finding, found, accounts, listings) }));
      for (const id of finding.supplierIds) names.set(id, supplierNames.get(id) ?? id);
    }
  }
  return { idOf: ({ id }) => ids.get(id) ?? null, nameOf: (id) => names.get(id) ?? id, decisionOf: (one) => judgements.get(findingOf(one).id) ?? OPEN };
}

const MOST_DOCUMENTS = 20;

export function showDifference(one: Difference, { idOf, nameOf, decisionOf }: KnownDifferences): DifferenceItem {
  const finding = findingOf(one);
  const face = (side: Finding | undefined) => (side === undefined ? null : { score: side.score, band: bandOf(side.score), title: side.title, amountAtRisk: side.amountAtRisk });
  return {
    findingId: idOf(finding), kind: finding.kind, detectors: [...finding.detectors], decision: decisionOf(one).state, before: face(one.before), after: face(one.after),
    supplierIds: [...finding.supplierIds], supplierNames: finding.supplierIds.map(nameOf), documentIds: finding.documentIds.slice(0, MOST_DOCUMENTS), documentCount: finding.documentIds.length,
    reasons: finding.reasons.map((reason) => ({ ...reason })),
  };
}
