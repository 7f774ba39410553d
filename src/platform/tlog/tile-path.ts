/** Paths of tiles and entry bundles, as c2sp.org/tlog-tiles has them: `tile/0/x001/x234/067`, `tile/entries/000.p/17`. */
import { MAX_TILE_LEVEL, TILE_WIDTH, type TileName } from "./tiles.ts";

export type TilePath = { readonly level: number | "entries"; readonly n: number; readonly width: number };

/** Groups of three digits, all but the last marked with x. */
function numberPath(n: number): string {
  let path = String(n % 1000).padStart(3, "0");
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) path = `x${String(rest % 1000).padStart(3, "0")}/${path}`;
  return path;
}

export const tilePath = ({ level, n, width }: TilePath): string => `tile/${level}/${numberPath(n)}${width === TILE_WIDTH ? "" : `.p/${width}`}`;

const PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Undefined for anything but the one right way to write a path. */
export function parseTilePath(path: string): TilePath | undefined {
  const found = PATH.exec(path);
  if (found === null || path.length > 60) return undefined;
  const level = found[1] === "entries" ? "entries" : Number(found[1]);
  const n = Number((found[2] ?? "").replaceAll(/[x/]/g, ""));
  const width = found[3] === undefined ? TILE_WIDTH : Number(found[3]);
  if ((level !== "entries" && level > MAX_TILE_LEVEL) || !Number.isSafeInteger(n) || (found[3] !== undefined && width >= TILE_WIDTH)) return undefined;
  const tile: TilePath = { level, n, width };
  return tilePath(tile) === path ? tile : undefined;
}

/** An entry bundle is named like the tile of leaf hashes beside it. */
export const tileOfPath = ({ level, n }: TilePath): TileName => ({ level: level === "entries" ? 0 : level, n });

/** Entries with their lengths, two bytes big-endian each, as a bundle holds them. */
export function entryBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(entries.flatMap((entry) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(entry.length);
    return [length, entry];
  }));
}
