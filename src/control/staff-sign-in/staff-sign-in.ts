/**
 * How the operator's people sign in (promise A9): passkey, allowed network, proven device, short sessions; no password anywhere. The door.
 *
 * Invariant: nobody gets a staff session but by `enrol` with a link and `signInStaff` with a passkey of the staff tables, and each request
 * asks the rules anew. What they may do in it is left to access (duties) and staff (standing).
 */
export { forgetStaffSignIns } from "./record-sign-in.ts";
export { needStaffSession, type StaffSignedIn } from "./staff-session.ts";
export { staffSignInRoutes } from "./staff-sign-in.routes.ts";
export { STAFF_COOKIE, staffVisitorOf } from "./staff-visitor.ts";
