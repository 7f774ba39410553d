/**
 * The ledger of a site: sealed segments of the canonical tables, listed by a manifest. The door.
 *
 * Invariant: a state of the ledger is written once and then only replaced as a whole, by the transaction that makes the
 * next manifest the one that counts. Segments are shared between states and never changed.
 */
export { commitManifest, manifestOf, type LedgerSummary, type Manifest, type Segment } from "./ledgers.store.ts";
export { loadLedger, withLedgerDb, type LedgerDb } from "./load-ledger.ts";
export { rowMarks, storeSegments, type RowMarks } from "./store-segments.ts";
