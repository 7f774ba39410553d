/**
 * What people's decisions make of each finding, as findings know it: whoever puts the region together gives the judge (region/decisions), since
 * decisions are made on findings and findings know no decision.
 */
import type { DecisionId } from "../../base/ids.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import type { FoundItem } from "./diff-findings.ts";
import type { Facts } from "./facts.ts";

export const DECISION_STATES = ["open", "reopened", "confirmed", "dismissed"] as const;
export type DecisionState = (typeof DECISION_STATES)[number];

export type Judgement = {
  readonly state: DecisionState;
  /** The decision that makes it so; of an open one, the one that waits for a second person. */
  readonly decisionId: DecisionId | null;
  /** Why it is open again, in words; null otherwise. */
  readonly why: string | null;
  readonly waits: boolean;
};
export const OPEN: Judgement = { state: "open", decisionId: null, why: null, waits: false };

/** `facts` undefined: a finding of a run from before they were kept. */
export type Judged = { readonly finding: FoundItem; readonly facts: Facts | undefined };
/** Decisions at one revision, until the first of them expires. */
export type Judge = { readonly revision: number; readonly untilMs: number; readonly of: (judged: Judged) => Judgement };
export type JudgeSource = {
  readonly revisionOf: (tx: RegionTransaction) => Promise<number>;
  /** @param before the judge that is replaced: what it has unsealed need not be unsealed again. */
  readonly open: (site: BorrowedSite, tx: RegionTransaction, nowMs: number, before: Judge | undefined) => Promise<Judge>;
};
