/**
 * What a witness answers to `add-checkpoint` (c2sp.org/tlog-witness): it cosigns a checkpoint that continues the one it cosigned before,
 * and no other. A signed checkpoint that does not is proof against the log, and is kept as such.
 *
 * Crash story: the new state is durable before the cosignature is made. Killed in between, the witness has moved on and the log asks again
 * with the size that the witness then tells it.
 */
import { Refusal } from "../../base/errors.ts";
import type { Clock } from "../../base/clock.ts";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { isConsistent } from "./check-proof.ts";
import { type Hash, sameHash } from "./merkle.ts";
import { cosignLine, signatureBy, type SignerKey, type VerifierKey } from "./signed-note.ts";
import { readHashes } from "./tlog-proof.ts";

export type WitnessState = {
  /** The checkpoint cosigned last, as it was signed; undefined when none was. */
  readonly last: (origin: string) => Promise<string | undefined>;
  /** Durable when it resolves. */
  readonly replace: (origin: string, checkpoint: string) => Promise<void>;
  /** Keeps two checkpoints that cannot both be honest. */
  readonly reportFork: (origin: string, kept: string, offered: string, why: string) => Promise<void>;
};

export type WitnessAnswer = { readonly status: 200 | 400 | 403 | 404 | 409 | 422; readonly text: string; readonly type?: "text/x.tlog.size" };

const MOST_PROOF_LINES = 63;
const MOST_BODY = 200_000;

export function openWitness(parts: { readonly signer: SignerKey; readonly logs: readonly VerifierKey[]; readonly state: WitnessState; readonly clock: Clock }): (body: string) => Promise<WitnessAnswer> {
  // One checkpoint of a log at a time: comparing with the last one and replacing it must not be interleaved.
  const turns = new Map<string, Promise<unknown>>();
  return async (body) => {
    const asked = readBody(body);
    if (asked === undefined) return { status: 400, text: "This is not an add-checkpoint request.\n" };
    const { origin } = asked.checkpoint;
    const keys = parts.logs.filter(({ name }) => name === origin);
    if (keys.length === 0) return { status: 404, text: "This witness does not know the log.\n" };
    if (!keys.some((key) => signatureBy(asked.checkpoint.note, key) === "signed")) return { status: 403, text: "The log's signature is missing or wrong.\n" };
    const before = turns.get(origin) ?? Promise.resolve();
    const turn = before.then(() => judge(parts, asked), () => judge(parts, asked));
    turns.set(origin, turn);
    return turn;
  };
}

type Asked = { readonly oldSize: number; readonly proof: readonly Hash[]; readonly checkpoint: Checkpoint };

async function judge({ signer, state, clock }: Parameters<typeof openWitness>[0], { oldSize, proof, checkpoint }: Asked): Promise<WitnessAnswer> {
  if (oldSize > checkpoint.size) return { status: 400, text: "The old size is beyond the checkpoint.\n" };
  const kept = await state.last(checkpoint.origin);
  const last = kept === undefined ? undefined : readCheckpoint(kept);
  if (oldSize !== (last?.size ?? 0)) return { status: 409, text: `${last?.size ?? 0}\n`, type: "text/x.tlog.size" };
  if (last !== undefined && last.size === checkpoint.size && !sameHash(last.root, checkpoint.root)) {
    await state.reportFork(checkpoint.origin, last.whole, checkpoint.whole, "two trees of one size");
    return { status: 409, text: `${last.size}\n`, type: "text/x.tlog.size" };
  }
  if (!isConsistent(oldSize, last?.root ?? new Uint8Array(), checkpoint.size, checkpoint.root, proof)) {
    // A proof that is merely wrong looks the same from here; the two signed checkpoints settle it.
    if (last !== undefined) await state.reportFork(checkpoint.origin, last.whole, checkpoint.whole, "no proof that one continues the other");
    return { status: 422, text: "The checkpoint is not proven to continue the last one.\n" };
  }
  await state.replace(checkpoint.origin, checkpoint.whole);
  return { status: 200, text: cosignLine(signer, checkpoint.note.text, clock.now()) };
}

function readBody(body: string): Asked | undefined {
  const end = body.indexOf("\n\n");
  const [oldLine = "", ...proofLines] = body.slice(0, Math.max(end, 0)).split("\n");
  const old = /^old (0|[1-9]\d{0,15})$/.exec(oldLine)?.[1];
  if (old === undefined || body.length > MOST_BODY || proofLines.length > MOST_PROOF_LINES || !Number.isSafeInteger(Number(old))) return undefined;
  try {
    return { oldSize: Number(old), proof: readHashes(proofLines), checkpoint: readCheckpoint(body.slice(end + 2)) };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
