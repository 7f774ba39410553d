/**
 * The audit trail: the door.
 *
 * Invariant: an act and its entry are in one transaction, so neither exists without the other; entries are only ever
 * added; `seq` has no gaps per trail. What an entry tells beyond ids is sealed by the caller's keys.
 * Each trail is a transparency log as well: a tree over the entries' leaves, signed, in platform/tlog's form. When its rounds run is
 * left to the planes.
 */
export { audit, type AuditEntry, auditRead, type Sealer, type WrittenEntry } from "./write.ts";
export { commitmentOf, entryBytes, leafHash, type EntryFacts } from "./leaf.ts";
export { listEntries, type StoredEntry } from "./list.ts";
export { advanceDueTrails, advanceTrail, CLOSE_DAY, logName, type TrailLogDeps } from "./advance-trail.ts";
export { closeDays } from "./close-day.ts";
export { pruneTrail, pruneTrails } from "./prune.ts";
export { keepFor, type Kept, keptOf, LEAST_RETENTION_DAYS, MOST_RETENTION_DAYS, retentionOf } from "./retention.ts";
export { openExistingSigner, openTrailSigner, type SigningRecord, type TrailSigner } from "./signing-record.ts";
export { type AnyTrail, dueTrails, entriesFrom, logOf, type LogRow, withTrail } from "./trail-log.store.ts";
export { type EntryProof, proveEntry, type Prover, proverOf, signedTree } from "./prove-entry.ts";
export { askWitness, type Witness } from "./ask-witness.ts";
export { actedSince, countEntries, entryById, type EntryFilter, findEntries, namedEntryOf, spanOfEntries } from "./find-entries.ts";
export type { LentTrail } from "./lent-trail.ts";
export { openedEntry, packHead, packLine } from "./trail-pack.ts";
export { checkpointIn, findFork, type Verdict, verifyPack, verifyProof, type VerifyOptions } from "./verify-pack.ts";
export { checkDaily, checkStoredTrails } from "./check-round.ts";
export { noteDamage } from "./note-damage.ts";
export { acknowledgeOperatorAlert, isTrouble, listOperatorAlerts, type OperatorAlert, raiseOperatorAlert, wasRaised, type RaisedTrouble, tellOperatorAlerts, type Trouble, TROUBLES } from "./operator-alerts.ts";
export { checkStoredTrail, type StoredTrailDeps, type StoredVerdict } from "./check-stored.ts";
export { type ClosedDay, closedDay, closedDays, readLogFile } from "./read-log-file.ts";
