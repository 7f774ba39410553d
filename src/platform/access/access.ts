/**
 * Who may do what: the door.
 *
 * Invariant: deny by default; a verb's first line is `need`. The whole decision is the table in `roles.ts`; for the operator's people `needDuty` and `duties.ts`
 * (golden text in test/golden/roles.txt). Row security in PostgreSQL repeats the site scope independently.
 */
export { actsOnData, GRANTABLE, type Grantable, isGrantable } from "./grantable.ts";
export { isStrong, may, mayWithin, need, needOrganisation, needStrong, needWithin } from "./need.ts";
export { codesFor, COMPANY_CODE_MAX_LENGTH, COMPANY_CODES_MAX_CHARACTERS, type CompanyCodes, type Holding, MOST_COMPANY_CODES, type Scope, seesAll } from "./scope.ts";
export {
  type Action, ALL_PERMISSIONS, AREAS, type Area, byCompanyCode, isOfOrganisation, isPermission, MEMBER_PERMISSIONS, type Permission, permissionsOf, ROLES, type Role,
} from "./roles.ts";
export { type Actor, type ActorFace, actorId, type ClientActor, type JobActor, type OperatorActor, type PersonActor, type StaffActor, type SystemActor } from "./actor.ts";
export { CONFLICTS, conflictsAmong, DUTIES, isDuty, rightsOf, STAFF_AREAS, type Conflict, type Duty, type StaffAct, type StaffArea, type StaffRight } from "./duties.ts";
export { mayAsStaff, needDuty, needFreshProof, needStanding } from "./need-duty.ts";
export { CLIENT_PERMISSIONS, mayClientHold } from "./client-permissions.ts";
