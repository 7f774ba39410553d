/**
 * Who may do what: the door.
 *
 * Invariant: deny by default; a verb's first line is `need`. The whole decision is the table in `roles.ts`
 * (golden text in test/golden/roles.txt). Row security in PostgreSQL repeats the site scope independently.
 */
export type { Actor, JobActor, PersonActor, StaffActor, SystemActor } from "./actor.ts";
export { may, need, needOrganisation } from "./need.ts";
export { type Action, AREAS, type Area, type Permission, permissionsOf, isPermission, ROLES, type Role } from "./roles.ts";
