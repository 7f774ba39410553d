/**
 * A person's change of their own address: asked for with a fresh proof, confirmed from the new mailbox, stopped or undone from the
 * old one. The door. Whose address an identity provider gives is not changed here; inviting and removing are left to administrators.
 */
export { addressChangeRoutes } from "./address-changes.routes.ts";
