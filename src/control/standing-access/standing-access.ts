/**
 * Standing access is zero (promise A7), as a live number. The door. Access under a grant is not standing and is not counted here.
 */
export { countStandingAccess, type AskRegion, type StandingAccess } from "./count-standing-access.ts";
export { standingAccessRoutes } from "./standing-access.routes.ts";
