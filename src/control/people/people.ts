/**
 * The people of an organisation, for those who look after them (promise A5): who is there, what they may do, and their leaving. The door.
 * How somebody becomes a member is left to invitations, and to memberships for single sign-on and provisioning.
 */
export { lockMember, needAnotherAdministrator, removeCredentials } from "./people.store.ts";
export { takeOut } from "./remove-person.ts";
export { peopleRoutes } from "./people.routes.ts";
