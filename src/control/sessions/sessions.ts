/**
 * Signing in and out, and who sends a request: the door. The sign-in library is behind better-auth.ts alone.
 * Left to others: what a password must be (passwords), second factors, which make an arriving session a whole one
 * (second-factors), and what a connection of single sign-on has proven (a further way in opens a session with its strength).
 */
export { openAccounts, SESSION_COOKIE, type Accounts, type OpenedSession, type SetCookies } from "./better-auth.ts";
export { changePassword } from "./change-password.ts";
export { boundSessions } from "./bound-sessions.ts";
export { carryConnection, idTokenPlace, nameIdPlace } from "./connected-session.ts";
export { currentSession, needArriving, needSession, secondFactorNeeded, type SignedIn } from "./current-session.ts";
export { findMembership, findMembershipByEmail, type Membership } from "./find-membership.ts";
export { forgetEndedSessions } from "./forget-ended-sessions.ts";
export { hasSecondFactor } from "./has-second-factor.ts";
export { hashingQueue, type HashingQueue } from "./hashing-queue.ts";
export { deviceCookie, knownDevice } from "./known-device.ts";
export { sessionRoutes } from "./sessions.routes.ts";
export { needAttempt, signIn, type Visitor, whence } from "./sign-in.ts";
export { codeAttemptOf, forgiveAttempt } from "./sign-in-limits.ts";
export { signOut } from "./sign-out.ts";
export { startProvenSession, type Proof } from "./start-proven-session.ts";
