/**
 * Proofs out of a trail's log, over the tree that was signed last: for one entry, and from an older size on. Needs tiles only, so it
 * also serves entries that retention has deleted.
 */
import { notFound } from "../../base/errors.ts";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import { consistencyRanges, type Hash, inclusionRanges, nodesOf, proofOf, type TileReader } from "../tlog/tlog.ts";
import { logOf, type LogRow, tilesOf } from "./trail-log.store.ts";

export type SignedTree = LogRow & {
  /** With the lines of witnesses. */
  readonly checkpoint: string;
};

/** @throws Refusal not-found while nothing of the trail has been signed. */
export async function signedTree(tx: AuditedTransaction): Promise<SignedTree> {
  const log = await logOf(tx);
  if (log === undefined || log.checkpoint === null) throw notFound("checkpoint");
  return { ...log, checkpoint: log.checkpoint + log.cosignatures };
}

export type EntryProof = { readonly index: number; readonly hashes: readonly Hash[]; readonly checkpoint: string };

/** @throws Refusal not-found for an entry that the signed tree does not hold yet. */
export async function proveEntry(tx: AuditedTransaction, seq: number): Promise<EntryProof> {
  return (await proverOf(tx)).entry(seq);
}

export type Prover = {
  readonly tree: SignedTree;
  readonly entry: (seq: number) => Promise<EntryProof>;
  readonly consistency: (oldSize: number) => Promise<readonly Hash[]>;
};

/** For many proofs over one tree: tiles are read once. */
export async function proverOf(tx: AuditedTransaction): Promise<Prover> {
  const tree = await signedTree(tx);
  const read = nodesOf(tilesOf(tx) satisfies TileReader);
  return {
    tree,
    entry: async (seq) => {
      if (!Number.isSafeInteger(seq) || seq < 1 || seq > tree.treeSize) throw notFound("entry");
      return { index: seq - 1, hashes: await proofOf(inclusionRanges(seq - 1, tree.treeSize), read), checkpoint: tree.checkpoint };
    },
    consistency: async (oldSize) => {
      if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > tree.treeSize) throw notFound("checkpoint");
      return proofOf(consistencyRanges(oldSize, tree.treeSize), read);
    },
  };
}
