/**
 * The Merkle tree of RFC 6962 section 2.1, as arithmetic over complete subtrees. Pure: where hashes are kept is `tiles.ts`'s.
 *
 * A node is a complete subtree: (level, index) covers leaves [index·2^level, (index+1)·2^level). Sizes stay under 2^53.
 */
import { createHash } from "node:crypto";
import { invariant } from "../../base/errors.ts";

export type Hash = Uint8Array;
export const HASH_BYTES = 32;

/** Gives the hash of a complete subtree. */
export type NodeReader = (level: number, index: number) => Promise<Hash>;

/** Leaves from `from` to before `to`; `from` is a multiple of the power of two that is not below the length. */
export type Range = { readonly from: number; readonly to: number };

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

export const hashOfLeaf = (entry: Uint8Array): Buffer => sha256(LEAF, entry);
export const hashOfNode = (left: Hash, right: Hash): Buffer => sha256(NODE, left, right);
/** MTH of nothing. */
export const EMPTY_ROOT: Hash = sha256();

export const sameHash = (a: Hash, b: Hash): boolean => Buffer.compare(a, b) === 0;

/** The largest power of two that is less than n, for n > 1: where RFC 6962 splits. */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** What PATH(m, D[n]) of RFC 6962 section 2.1.1 is made of, from the leaf's sibling to the root's child. */
export function inclusionRanges(index: number, size: number): Range[] {
  invariant(Number.isSafeInteger(size) && index >= 0 && index < size, "a leaf is in the tree");
  const ranges: Range[] = [];
  for (let from = 0, to = size; to - from > 1; ) {
    const middle = from + splitOf(to - from);
    ranges.push(index < middle ? { from: middle, to } : { from, to: middle });
    if (index < middle) to = middle;
    else from = middle;
  }
  return ranges.reverse();
}

/** What PROOF(m, D[n]) of RFC 6962 section 2.1.2 is made of. */
export function consistencyRanges(oldSize: number, size: number): Range[] {
  invariant(oldSize >= 0 && oldSize <= size && Number.isSafeInteger(size), "a tree only grows");
  if (oldSize === 0 || oldSize === size) return [];
  const ranges: Range[] = [];
  let [from, to, whole] = [0, size, true];
  while (oldSize !== to) {
    const middle = from + splitOf(to - from);
    if (oldSize <= middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
      whole = false;
    }
  }
  return (whole ? ranges : [...ranges, { from, to }]).reverse();
}

/** The complete subtrees that make up a range, left to right, each half of the one before or less. */
export function subtreesOf({ from, to }: Range): { readonly level: number; readonly index: number }[] {
  const nodes: { level: number; index: number }[] = [];
  for (let at = from; at < to; ) {
    let [level, width] = [0, 1];
    while (width * 2 <= to - at) [level, width] = [level + 1, width * 2];
    invariant(at % width === 0, "a range begins where its subtrees do");
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** MTH of a range. */
export async function hashOfRange(range: Range, read: NodeReader): Promise<Hash> {
  const hashes: Hash[] = [];
  for (const { level, index } of subtreesOf(range)) hashes.push(await read(level, index));
  return hashes.reduceRight((right, left) => hashOfNode(left, right));
}

export const rootOf = async (size: number, read: NodeReader): Promise<Hash> => (size === 0 ? EMPTY_ROOT : hashOfRange({ from: 0, to: size }, read));

export async function proofOf(ranges: readonly Range[], read: NodeReader): Promise<Hash[]> {
  const proof: Hash[] = [];
  for (const range of ranges) proof.push(await hashOfRange(range, read));
  return proof;
}
