/**
 * Invitations by mail: bound to an address, used once, ended by time or by whoever looks after people. The door.
 * How mail leaves is left to mail; the second factor of who accepts, to second-factors.
 */
export { invitationRoutes } from "./invitations.routes.ts";
