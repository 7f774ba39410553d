/** Proofs that stand alone (c2sp.org/tlog-proof): that one entry is in the tree of a checkpoint, for a file of its own. */
import { Refusal } from "../../base/errors.ts";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { rootByInclusion } from "./check-proof.ts";
import { HASH_BYTES, type Hash, sameHash } from "./merkle.ts";

const FIRST_LINE = "c2sp.org/tlog-proof@v1";
/** As deep as a tree can be. */
const MAX_HASHES = 63;

export type TlogProof = { readonly extra?: Uint8Array; readonly index: number; readonly hashes: readonly Hash[]; readonly checkpoint: Checkpoint };

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

export function formatProof({ extra, index, hashes, checkpoint }: { readonly extra?: Uint8Array; readonly index: number; readonly hashes: readonly Hash[]; readonly checkpoint: string }): string {
  return [FIRST_LINE, ...(extra ? [`extra ${base64(extra)}`] : []), `index ${index}`, ...hashes.map(base64), "", checkpoint].join("\n");
}

/** @throws Refusal proof-not-valid and the checkpoint's own. */
export function readProof(text: string): TlogProof {
  const end = text.indexOf("\n\n");
  const lines = text.slice(0, Math.max(end, 0)).split("\n");
  const extra = /^extra ([A-Za-z0-9+/]*={0,2})$/.exec(lines[1] ?? "")?.[1];
  const [indexLine = "", ...hashLines] = lines.slice(extra === undefined ? 1 : 2);
  const index = /^index (0|[1-9]\d{0,15})$/.exec(indexLine)?.[1];
  if (end < 0 || lines[0] !== FIRST_LINE || index === undefined || hashLines.length > MAX_HASHES) throw notAProof();
  return { ...(extra !== undefined && { extra: Buffer.from(extra, "base64") }), index: Number(index), hashes: readHashes(hashLines), checkpoint: readCheckpoint(text.slice(end + 2)) };
}

/** @throws Refusal proof-not-valid */
export function readHashes(lines: readonly string[]): Hash[] {
  return lines.map((line) => {
    const hash = Buffer.from(line, "base64");
    if (hash.length !== HASH_BYTES || hash.toString("base64") !== line) throw notAProof();
    return hash;
  });
}

const notAProof = (): Refusal => new Refusal("invalid", "proof-not-valid", "This is not a proof of a log.", [{ expected: `a file that begins with ${FIRST_LINE}` }]);

/** Whether the leaf is where the proof says. Who signed the checkpoint is asked apart (`openCheckpoint`). */
export function provesLeaf({ index, hashes, checkpoint }: TlogProof, leaf: Hash): boolean {
  const root = rootByInclusion(leaf, index, checkpoint.size, hashes);
  return root !== undefined && sameHash(root, checkpoint.root);
}
