/** Activity: the site's audit trail as its people read it. The door. */
export { activityRoutes } from "./activity.routes.ts";
