/** An organisation's own roles beside the ready-made ones of platform/access: a name and a choice of permissions. The door. */
export { ownRoleRoutes } from "./own-roles.routes.ts";
export { findRole, rolesById } from "./own-roles.store.ts";
