/**
 * Who may do what: the door.
 *
 * Invariant: deny by default; a verb's first line is `need`. The whole decision is the table in `roles.ts`
 * (golden text in test/golden/roles.txt). Row security in PostgreSQL repeats the site scope independently.
 */
export { type Actor, type ActorFace, actorId, type JobActor, type PersonActor, type StaffActor, type SystemActor } from "./actor.ts";
export { isStrong, may, need, needOrganisation, needStrong } from "./need.ts";
export { type Action, ALL_PERMISSIONS, AREAS, type Area, isPermission, type Permission, permissionsOf, ROLES, type Role } from "./roles.ts";
