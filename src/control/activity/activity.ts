/** Activity: an organisation's audit trail as its administrators and auditors read it. The door. */
export { activityRoutes } from "./activity.routes.ts";
