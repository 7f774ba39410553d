/**
 * Has witnesses cosign a trail's checkpoint (c2sp.org/tlog-witness, `add-checkpoint`). Their lines are kept under the checkpoint they
 * belong to; a tree that has grown meanwhile is cosigned in a later round.
 */
import { sql } from "kysely";
import { invariant, Refusal } from "../../base/errors.ts";
import type { Database } from "../postgres/postgres.ts";
import { readCheckpoint, readNote, signatureBy, type VerifierKey } from "../tlog/tlog.ts";
import { proverOf, type Prover } from "./prove-entry.ts";
import { type AnyTrail, withTrail } from "./trail-log.store.ts";

export type Witness = {
  readonly key: VerifierKey;
  /** Sends the body to the witness; throws when it cannot be reached. */
  readonly post: (body: string) => Promise<{ readonly status: number; readonly text: string }>;
};

const MOST_LINES = 10;
const MOST_TRIES = 4;

/** @throws Refusal witness-refused: it has seen another tree of that name; witness-not-ready: it has trouble of its own, or does not know the log; witness-not-understood. */
export async function askWitness(db: Database<any>, trail: AnyTrail, witness: Witness): Promise<void> {
  const known = await withTrail(db, trail, async (tx) => {
    const { rows } = await sql<{ size: number }>`SELECT tree_size AS size FROM trail_witness WHERE site_id = ${trail} AND witness = ${witness.key.name}`.execute(tx);
    return rows[0]?.size ?? 0;
  });
  for (let [oldSize, tries] = [known, 0]; tries < MOST_TRIES; tries += 1) {
    const { body, size } = await bodyFrom(db, trail, oldSize);
    const { status, text } = await witness.post(body);
    if (status === 200) return keep(db, trail, witness, size, linesOf(text, witness.key, body.slice(body.indexOf("\n\n") + 2)));
    const at = [{ at: `${witness.key.name}: ${status}` }];
    // It is at another size: killed before it answered, or another node asked meanwhile. At the size that it was asked about, it has seen another tree.
    const itsSize = status === 409 && /^(0|[1-9]\d{0,15})\n$/.test(text) ? Number(text) : undefined;
    if (status === 422 || itsSize === oldSize) throw new Refusal("conflict", "witness-refused", "A witness did not cosign the checkpoint.", at);
    if (itsSize === undefined) throw new Refusal("unavailable", "witness-not-ready", "A witness cannot cosign now, or does not know the log.", at);
    oldSize = itsSize;
  }
  throw new Refusal("unavailable", "witness-not-ready", "A witness is asked by others all the time.", [{ at: witness.key.name }]);
}

async function bodyFrom(db: Database<any>, trail: AnyTrail, oldSize: number): Promise<{ body: string; size: number }> {
  return withTrail(db, trail, async (tx) => {
    const prover: Prover = await proverOf(tx);
    if (oldSize > prover.tree.treeSize) throw new Refusal("conflict", "witness-ahead", "A witness has cosigned a larger tree than this log has.", [{ at: trail }]);
    const proof = oldSize === 0 ? [] : await prover.consistency(oldSize);
    const lines = [`old ${oldSize}`, ...proof.map((hash) => Buffer.from(hash).toString("base64")), ""];
    // Without other witnesses' lines: each judges the log's own signature.
    const checkpoint = prover.tree.checkpoint.slice(0, prover.tree.checkpoint.length - prover.tree.cosignatures.length);
    return { body: `${lines.join("\n")}\n${checkpoint}`, size: prover.tree.treeSize };
  });
}

/** Only lines of the key we trust, and only if they hold. */
function linesOf(text: string, key: VerifierKey, checkpoint: string): string {
  const lines = text.split("\n").filter((line) => line !== "").slice(0, MOST_LINES);
  const good = lines.filter((line) => line.startsWith(`— ${key.name} `) && holds(checkpoint, line, key));
  if (good.length === 0) throw new Refusal("conflict", "witness-not-understood", "A witness answered something other than its cosignature.", [{ at: key.name }]);
  return `${good[0]}\n`;
}

function holds(checkpoint: string, line: string, key: VerifierKey): boolean {
  try {
    return signatureBy(readNote(`${checkpoint}${line}\n`), key) === "signed";
  } catch {
    return false;
  }
}

async function keep(db: Database<any>, trail: AnyTrail, { key }: Witness, size: number, line: string): Promise<void> {
  await withTrail(db, trail, async (tx) => {
    await sql`INSERT INTO trail_witness (site_id, witness, tree_size) VALUES (${trail}, ${key.name}, ${size})
      ON CONFLICT (site_id, witness) DO UPDATE SET tree_size = greatest(trail_witness.tree_size, EXCLUDED.tree_size)`.execute(tx);
    const { rows } = await sql<{ checkpoint: string }>`
      UPDATE trail_log SET cosignatures = cosignatures || ${line}
      WHERE site_id = ${trail} AND tree_size = ${size} AND position(${`— ${key.name} `} in cosignatures) = 0 RETURNING checkpoint`.execute(tx);
    const [row] = rows;
    if (row !== undefined) invariant(readCheckpoint(row.checkpoint).size === size, "a cosignature is kept under the tree it is of");
  });
}
