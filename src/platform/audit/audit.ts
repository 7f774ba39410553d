/**
 * The audit trail: the door.
 *
 * Invariant: an act and its entry are in one transaction, so neither exists without the other; entries are only ever
 * added; `seq` has no gaps per trail. What an entry tells beyond ids is sealed by the caller's keys.
 * The Merkle tree over the leaves, its checkpoints and exports are left to a later step; the leaf is fixed now.
 */
export { audit, type AuditEntry, auditRead, type Sealer, type WrittenEntry } from "./write.ts";
export { entryBytes, leafHash, type EntryFacts } from "./leaf.ts";
export { listEntries, type StoredEntry } from "./list.ts";
