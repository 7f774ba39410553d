/**
 * How an organisation's people must sign in (promise A4): by a connection only, for how long, from which networks, and
 * who may use a password in an emergency. The door.
 *
 * Invariant: enforced where every request finds out who sends it (sessions/current-session.ts), not at the ways in, so
 * that a way in which is added later cannot go around it.
 */
export { changePolicy, type PolicyChange } from "./change-policy.ts";
export { judgeSession, networkAllows, networkOf, NO_POLICY, type SessionPolicy, SSO_METHOD } from "./judge-session.ts";
export { policyRoutes } from "./policy.routes.ts";
export { showPolicy } from "./show-policy.ts";
