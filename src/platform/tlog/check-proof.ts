/** Checks proofs as RFC 9162 sections 2.1.3.2 and 2.1.4.2 write it: independent of how `merkle.ts` makes them. Pure. */
import { type Hash, hashOfNode, sameHash } from "./merkle.ts";

/** The root that a leaf and its inclusion proof lead to; undefined when the proof does not have the tree's shape. */
export function rootByInclusion(leaf: Hash, index: number, size: number, proof: readonly Hash[]): Hash | undefined {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) return undefined;
  let [first, last] = [index, size - 1];
  let root = leaf;
  for (const hash of proof) {
    if (last === 0) return undefined;
    if (first % 2 === 1 || first === last) {
      root = hashOfNode(hash, root);
      while (first % 2 === 0 && first !== 0) [first, last] = [half(first), half(last)];
    } else {
      root = hashOfNode(root, hash);
    }
    [first, last] = [half(first), half(last)];
  }
  return last === 0 ? root : undefined;
}

const half = (n: number): number => Math.floor(n / 2);
const isPowerOfTwo = (n: number): boolean => Number.isInteger(Math.log2(n));

/** Whether the tree of `size` with `root` begins with the tree of `oldSize` with `oldRoot`. */
export function isConsistent(oldSize: number, oldRoot: Hash, size: number, root: Hash, proof: readonly Hash[]): boolean {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > size) return false;
  if (oldSize === 0) return proof.length === 0;
  if (oldSize === size) return proof.length === 0 && sameHash(oldRoot, root);
  const [start, ...rest] = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  if (start === undefined || proof.length === 0) return false;
  let [first, last] = [oldSize - 1, size - 1];
  while (first % 2 === 1) [first, last] = [half(first), half(last)];
  let [reachedOld, reached] = [start, start];
  for (const hash of rest) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      reachedOld = hashOfNode(hash, reachedOld);
      reached = hashOfNode(hash, reached);
      while (first % 2 === 0 && first !== 0) [first, last] = [half(first), half(last)];
    } else {
      reached = hashOfNode(reached, hash);
    }
    [first, last] = [half(first), half(last)];
  }
  return last === 0 && sameHash(reachedOld, oldRoot) && sameHash(reached, root);
}
