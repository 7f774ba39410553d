/**
 * Who may do what: the door.
 *
 * Invariant: deny by default; a verb's first line is `need`. The whole decision is the table in `roles.ts`
 * (golden text in test/golden/roles.txt). Row security in PostgreSQL repeats the site scope independently.
 */
export { type Actor, type ActorFace, actorId, type JobActor, type PersonActor, type StaffActor, type SystemActor } from "./actor.ts";
export { isStrong, may, mayWithin, need, needOrganisation, needStrong, needWithin } from "./need.ts";
export { codesFor, COMPANY_CODE_MAX_LENGTH, COMPANY_CODES_MAX_CHARACTERS, type CompanyCodes, type Holding, MOST_COMPANY_CODES, type Scope, seesAll } from "./scope.ts";
export {
  type Action, ALL_PERMISSIONS, AREAS, type Area, byCompanyCode, isOfOrganisation, isPermission, MEMBER_PERMISSIONS, type Permission, permissionsOf, ROLES, type Role,
} from "./roles.ts";
