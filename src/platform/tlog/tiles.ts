/**
 * The tree kept as tiles of 256 hashes (c2sp.org/tlog-tiles). Tile (level, n) holds the hashes of the complete subtrees of
 * 2^(8·level) leaves from number 256·n on; one that is not full yet is a prefix of what it will be.
 */
import { invariant } from "../../base/errors.ts";
import { HASH_BYTES, type Hash, hashOfNode, type NodeReader } from "./merkle.ts";

export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
/** 256^6 leaves are more than a number counts exactly. */
export const MAX_TILE_LEVEL = 6;

export type TileName = { readonly level: number; readonly n: number };
/** All hashes that the tile has so far, one after the other; empty when there is no such tile. */
export type TileReader = (tile: TileName) => Promise<Uint8Array>;

/** How many hashes of a tile belong to a tree of that size. */
export function widthAt({ level, n }: TileName, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level) - n * TILE_WIDTH;
  return Math.max(0, Math.min(TILE_WIDTH, hashes));
}

/** Nodes out of tiles; each tile is read once, and no node is computed twice: neighbouring proofs share most of theirs. */
export function nodesOf(read: TileReader): NodeReader {
  const kept = new Map<string, Promise<Uint8Array>>();
  const tileOf = (tile: TileName): Promise<Uint8Array> => {
    const key = `${tile.level}/${tile.n}`;
    const known = kept.get(key) ?? read(tile);
    kept.set(key, known);
    return known;
  };
  const folded = new Map<string, Hash>();
  return async (level, index) => {
    const known = folded.get(`${level}/${index}`);
    if (known !== undefined) return known;
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const count = 2 ** (level % TILE_HEIGHT);
    const first = index * count;
    const hashes = await tileOf({ level: tileLevel, n: Math.floor(first / TILE_WIDTH) });
    const offset = first % TILE_WIDTH;
    invariant((offset + count) * HASH_BYTES <= hashes.length, `tile ${tileLevel}/${Math.floor(first / TILE_WIDTH)} reaches as far as the tree`);
    const hash = fold(hashes.subarray(offset * HASH_BYTES, (offset + count) * HASH_BYTES));
    if (count > 1) folded.set(`${level}/${index}`, hash);
    return hash;
  };
}

/** The root over a power of two of hashes. */
export function fold(hashes: Uint8Array): Hash {
  if (hashes.length === HASH_BYTES) return hashes;
  const middle = hashes.length / 2;
  return hashOfNode(fold(hashes.subarray(0, middle)), fold(hashes.subarray(middle)));
}

export type GrownTile = TileName & { readonly hashes: Uint8Array };

/** What a tree's tiles become when leaves are added: only those that change, whole. */
export async function growTiles(read: TileReader, size: number, leaves: readonly Hash[]): Promise<GrownTile[]> {
  const grown: GrownTile[] = [];
  let [added, before, level]: [readonly Hash[], number, number] = [leaves, size, 0];
  while (added.length > 0) {
    invariant(level <= MAX_TILE_LEVEL, "a tree has at most seven levels of tiles");
    const filled: Hash[] = [];
    let n = Math.floor(before / TILE_WIDTH);
    let hashes = before % TILE_WIDTH === 0 ? new Uint8Array() : (await read({ level, n })).subarray(0, (before % TILE_WIDTH) * HASH_BYTES);
    invariant(hashes.length === (before % TILE_WIDTH) * HASH_BYTES, `tile ${level}/${n} holds what the tree has`);
    for (let at = 0; at < added.length; n += 1, hashes = new Uint8Array()) {
      const room = TILE_WIDTH - hashes.length / HASH_BYTES;
      const taken = added.slice(at, at + room);
      const whole = Buffer.concat([hashes, ...taken]);
      grown.push({ level, n, hashes: whole });
      if (whole.length === TILE_WIDTH * HASH_BYTES) filled.push(fold(whole));
      at += taken.length;
    }
    [added, before, level] = [filled, Math.floor(before / TILE_WIDTH), level + 1];
  }
  return grown;
}
