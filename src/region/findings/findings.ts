/**
 * Findings: what the runs found, for people to look at. The door.
 *
 * Invariant: lists and pages show the findings of the newest run that is done, all of them or, before it is done, those
 * of the run before.
 */
export { currentRunId, forgetFindings, knownFindings, storeFindings, type ToStore } from "./findings.store.ts";
export { ledgerCodes, withinOf } from "./company-codes.ts";
export { diffFindings, type Known } from "./diff-findings.ts";
export { findingRoutes } from "./findings.routes.ts";
export { viewerRoutes } from "./viewers.routes.ts";
export { showEvidence } from "./show-evidence.ts";
export { totalFindings } from "./select-findings.ts";
export type { FindingItem, FindingTotals } from "./findings.schema.ts";
export { benchFor, openWorkbench, type Bench, type Workbench } from "./workbench.ts";
