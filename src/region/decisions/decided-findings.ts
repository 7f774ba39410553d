/**
 * Decisions with what they were made on, for whoever learns from them or tries other parameters on them: each says what a person thought of one
 * finding, with the finding as it was. Undone, replaced and waiting ones are left out; expired ones are not, and say so.
 */
import type { DecisionId, PersonId } from "../../base/ids.ts";
import type { Verdict } from "../../engine/run/run.ts";
import type { Facts, FoundItem } from "../findings/findings.ts";
import type { DismissalScope } from "../region.store.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import { openDecision, standingRows } from "./decisions.store.ts";
import { isOver } from "./judge-findings.ts";
import { teaches, type Reason } from "./reasons.ts";

export type DecidedFinding = {
  readonly decisionId: DecisionId;
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly scope: DismissalScope;
  readonly decidedBy: PersonId;
  readonly decidedAt: Date;
  readonly expired: boolean;
  /** Whether it says that the test was right or wrong. */
  readonly teaches: boolean;
  /** As the engine gave it: `id` is the engine's, so that the same finding of another run has the same. */
  readonly finding: FoundItem;
  /** The engine's log-odds of then in bits, without what was taught; from the score where they were not kept. */
  readonly bits: number;
  readonly facts: Facts | undefined;
};

/** Oldest first. The caller has asked for the right: what it gives rests on all company codes. */
export async function decidedFindings(site: BorrowedSite, tx: RegionTransaction, nowMs: number): Promise<DecidedFinding[]> {
  const decided: DecidedFinding[] = [];
  for await (const row of standingRows(tx)) {
    if (row.state !== "live") continue;
    const { content: { finding, facts, reason } } = await openDecision(site, row);
    decided.push({
      decisionId: row.decision_id, verdict: row.verdict, reason, scope: row.scope, decidedBy: row.decided_by, decidedAt: row.decided_at, expired: isOver(row, nowMs),
      teaches: teaches(row.verdict, reason), finding, bits: facts?.bits ?? bitsOfScore(finding.rawScore ?? finding.score), facts,
    });
  }
  return decided;
}

const bitsOfScore = (score: number): number => Math.log2(Math.max(score, 1e-6) / Math.max(1 - score, 1e-6));
