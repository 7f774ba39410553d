/**
 * Passwords: the policy of promise A2, the hash, and the list of breached ones. The door.
 * Left to others: who may change whose password (sessions), and where the hash is stored (Better Auth).
 */
export { noBreachedList, openBreachedList, type BreachedList } from "./breached-list.ts";
export { hashPassword, verifyPassword } from "./hash-password.ts";
export { needGoodPassword, PASSWORD_MAX_BYTES, PASSWORD_RULES } from "./password-policy.ts";
export { emailField, passwordField } from "./passwords.schema.ts";
export { passwordRoutes } from "./passwords.routes.ts";
