/**
 * Sanctions lists: what a site screens against, in versions. The door.
 *
 * Invariants: a version is read whole or not at all and never changes; the same bytes are the same version; of each list the newest version
 * counts; what used a version is written down with its use, and a version that a person's decision rests on stays.
 */
export { listsInUse, listsUsedBy, loadLists, noteUse, type ListInUse } from "./lists-in-use.ts";
export { keepUseOfDecision } from "./keep-use-of-decision.ts";
export { screenedSchema, sanctionsVersionSchema, type Screened } from "./sanctions-lists.schema.ts";
export { sayOld, sayScreened, screenedBy } from "./say-screened.ts";
export { READ_LIST } from "./reading-queue.ts";
export { readListJob } from "./sanctions-lists.jobs.ts";
export { sanctionsListRoutes } from "./sanctions-lists.routes.ts";
