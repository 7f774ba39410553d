/** A trail as a plane lends it to machinery that works on trails of either plane: its transactions, and what is sealed under its keys. */
import type { AuditedTransaction } from "../postgres/postgres.ts";
import type { AnyTrail } from "./trail-log.store.ts";
import type { AuditEntry, Sealer } from "./write.ts";

export type LentTrail = {
  readonly trail: AnyTrail;
  readonly transact: <T>(work: (tx: AuditedTransaction) => Promise<T>) => Promise<T>;
  readonly seal: Sealer;
  readonly open: (place: { readonly kind: string; readonly object: string }, sealed: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  /** Id of the actor whom it was lent to. */
  readonly by: string;
  /** A completed read; a page that looks again and again makes one entry a minute. */
  readonly auditRead: (tx: AuditedTransaction, act: string, object: { readonly kind: string; readonly id: string }, rows: number) => Promise<void>;
  /** Under the actor whom it was lent to. Call it last in the transaction of the change. */
  readonly audit: (tx: AuditedTransaction, entry: Omit<AuditEntry, "actor" | "detail"> & { readonly detail?: Readonly<Record<string, unknown>> }) => Promise<void>;
};
