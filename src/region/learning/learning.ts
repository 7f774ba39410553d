/**
 * What a site's decisions teach about its scores, to be looked at and to be forgotten. The door.
 *
 * Invariant: a site is taught by its own decisions alone. How is the engine's (engine/run/learn.ts), from which is decisions' (lessons-of.ts).
 */
export { learningRoutes } from "./learning.routes.ts";
