/**
 * Decisions: what people say of findings, and what follows from it. The door.
 *
 * Invariants: a decision is never deleted, and hides nothing for good: a dismissal holds for what was decided on, expires, and gives way when
 * the facts go beyond it; what is set aside is counted and can be shown. Setting a shared account aside takes two people.
 *
 * `decidedFindings` gives whoever learns from decisions, or tries other parameters on the site's history, each decision with the
 * finding it was made on. `judgeFindings` says what given decisions make of any findings.
 */
export { decidedFindings, type DecidedFinding } from "./decided-findings.ts";
export { lessonsOf, type Teaching } from "./lessons-of.ts";
export { judgeFindings, judges } from "./judge-findings.ts";
export { decisionRoutes } from "./decisions.routes.ts";
