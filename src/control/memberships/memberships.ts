/**
 * How people become and stop being members: the door.
 *
 * Invitations, single sign-on and provisioning all speak about the same people. What comes of it is decided in one pure
 * table (reconcile.ts) and done in one place (settle.ts), so that two of them contradicting each other has a defined result.
 */
export { type Facts, type Outcome, isNarrow, type MappedGroup, narrowSaid, reconcile, type RefusedBecause, rolesSaid, type RoleMapping } from "./reconcile.ts";
export { type Assignment, assignmentKey, atSite, type AtSite, everywhere, givesNothing, inOrganisation, inWords, isAdministrator, mayGive, type OwnRole, rightsOf } from "./holdings.ts";
export { type Held, heldBy, heldFrom, narrowOf, needHoldsAsMuch, needMayGive, replaceNarrow, revisionOf } from "./held.store.ts";
export { endAccess, factsOf, oneAtATime, settle, type Ended, type Person } from "./settle.ts";
export { WHY_REFUSED } from "./why-refused.ts";
