/**
 * Assignments of people: a role × (all sites | one) × (all company codes | listed ones) (promise A5). The door.
 *
 * What they add up to is memberships/holdings.ts; which rows of a ledger that means is the region's.
 */
export { assignmentFields, MOST_ASSIGNMENTS, readAssignments, type AssignmentAsked } from "./read-assignments.ts";
export { mappedGroupSchema, narrowAssignments, needGoodMapping } from "./mapped-groups.ts";
export { assignmentRoutes } from "./assignments.routes.ts";
