/** What the checks of a stored trail share: how a place in it is named, and what a damaged checkpoint is. */
import { Refusal } from "../../base/errors.ts";
import { type Checkpoint, type Hash, openCheckpoint, TILE_WIDTH, type VerifierKey } from "../tlog/tlog.ts";
import type { Fault } from "./verify-pack.ts";

export type Bounds = { readonly firstSeq: number | null; readonly lastSeq: number | null };
/** The root of the stored tree when it had that size; undefined where tiles are missing for it. */
export type RootAt = (size: number) => Promise<Hash | undefined>;

export const tileAt = (level: number, n: number): string => `tile ${level}/${n} (entries ${n * TILE_WIDTH ** (level + 1) + 1} to ${(n + 1) * TILE_WIDTH ** (level + 1)})`;

export function opened(whole: string, key: VerifierKey, at: string, faults: Fault[]): Checkpoint | undefined {
  try {
    return openCheckpoint(whole, key);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    faults.push({ at, what: error.message });
    return undefined;
  }
}
