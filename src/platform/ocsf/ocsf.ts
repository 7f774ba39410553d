/**
 * Audit entries in the Open Cybersecurity Schema Framework (schema.ocsf.io), version 1.4.0: the door.
 *
 * Invariant: every act has its class and activity in `acts.ts`, and an act without one fails the build (test/tidy/acts.test.ts).
 * What comes out is the same for an entry whenever it is made, so a receiver may know a duplicate by `metadata.uid`.
 */
export { CLASSES, classOf, type ClassName } from "./classes.ts";
export { ACTS, mappingOf } from "./acts.ts";
export { eventOf, OCSF_VERSION, type OcsfEvent, type TrailEntry } from "./event-of.ts";
