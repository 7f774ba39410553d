/**
 * Alerts: rules that read the entries of a trail, and what they found. The door.
 *
 * Invariant: each entry is judged once, in the transaction that notes how far judging has come; a rule fires once per window and subject,
 * also when killed or run twice at once. A firing is an entry of the trail itself, so feeds deliver it in order like any other.
 */
export { alertRoutes, type LendAlerts } from "./alerts.routes.ts";
export { pruneAlerts } from "./prune-alerts.ts";
export { RULES, type RuleName, type TrailPlane } from "./rules.ts";
export { startTelling, type Telling } from "./start-telling.ts";
export { type Firing, type TellDeps, tellDueAlerts } from "./tell-alerts.ts";
export { startWatch, type Watch } from "./start-watch.ts";
export { watchTrail, watchTrails, type WatchDeps } from "./watch-trails.ts";
