/**
 * Findings: what the runs found, for people to look at. The door.
 *
 * Invariant: lists and pages show the findings of the newest run that is done, all of them or, before it is done, those
 * of the run before.
 */
export { currentRunId, forgetFindings, knownFindings, readItems, storeFindings, type ToStore } from "./findings.store.ts";
export { ledgerCodes, titleFor, withinOf, type Within } from "./company-codes.ts";
export { diffFindings, type FoundItem, type Known, type Placed } from "./diff-findings.ts";
export { findingRoutes } from "./findings.routes.ts";
export { viewerRoutes } from "./viewers.routes.ts";
export { showEvidence } from "./show-evidence.ts";
export { countDecisions, totalFindings } from "./select-findings.ts";
export type { ByDecision, FindingItem, FindingTotals } from "./findings.schema.ts";
export { accountsOf, factsOf, listingsOf, MOST_SUPPLIERS, needsSecond, scopesFor, type Accounts, type Facts, type FoundOn, type Listings } from "./facts.ts";
export { DECISION_STATES, OPEN, type Judge, type Judged, type Judgement, type JudgeSource } from "./judge.ts";
export { benchFor, openWorkbench, type Bench, type Workbench } from "./workbench.ts";
