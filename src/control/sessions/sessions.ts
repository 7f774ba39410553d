/**
 * Signing in and out, and who sends a request: the door. The sign-in library is behind better-auth.ts alone.
 * Left to others: what a password must be (passwords), second factors and single sign-on (not there yet: a further way
 * in becomes a verb here and a strength on the session).
 */
export { openAccounts, SESSION_COOKIE, type Accounts, type SetCookies } from "./better-auth.ts";
export { changePassword } from "./change-password.ts";
export { currentSession, needSession, type SignedIn } from "./current-session.ts";
export { forgetEndedSessions } from "./forget-ended-sessions.ts";
export { hashingQueue, type HashingQueue } from "./hashing-queue.ts";
export { sessionRoutes } from "./sessions.routes.ts";
export { signIn, type Visitor } from "./sign-in.ts";
export { startProvenSession, type Proof } from "./start-proven-session.ts";
