/**
 * An audit trail as its people read it: pages of entries in words they know, packs and proofs to take away, the state of its log. The door.
 *
 * Left to the planes: who may, the keys that open sealed details, names, and the entry that each reading makes.
 */
export { activityFilter, activityListSchema, activityQuery, packQuery, trailStateSchema, type ActivityEntry, type ActivityFilter, type ActivityList, type ActivityPage, type PackAsked, type TrailState } from "./activity.schema.ts";
export { type ActivityReader, listEntriesOf } from "./list-entries-of.ts";
export { exportOcsf } from "./export-ocsf.ts";
export { exportPack, proveOne } from "./export-pack.ts";
export { readLogPath, trailState, type LogFile } from "./trail-state.ts";
