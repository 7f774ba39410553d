/**
 * The form in which entries leave: JSON lines that anybody can check without us (verify-pack.ts does, and 60 lines of Go in
 * test/trail). The first line says of which log, the others hold an entry each, oldest first.
 *
 *   {"format":"spendward-trail@v1","log":…,"key":…,"checkpoint":…,"made":…,"asked":{…},"complete":true|false,"since"?:{"size":…,"consistency":[…]}}
 *   {"entry":"[2,…]","salt":…,"clear":"{…}"|null,"proof":[…]}
 *
 * `entry` is the very text that is hashed, `clear` the very text that was sealed (null when there was none or it can no longer be
 * opened), `proof` the inclusion proof of index seq-1 under the checkpoint. `complete`: nothing between the first and the last was
 * left out by what was asked, which the numbers then show.
 */
import type { StoredEntry } from "./list.ts";
import { entryBytes } from "./leaf.ts";
import type { Prover } from "./prove-entry.ts";

export const PACK_FORMAT = "spendward-trail@v1";

export type PackHead = {
  readonly format: typeof PACK_FORMAT;
  readonly log: string;
  /** Verifier key as c2sp.org/signed-note writes it. */
  readonly key: string;
  readonly checkpoint: string;
  readonly made: string;
  readonly asked: Readonly<Record<string, string>>;
  readonly complete: boolean;
  readonly since?: { readonly size: number; readonly consistency: readonly string[] };
};

export type PackLine = { readonly entry: string; readonly salt: string; readonly clear: string | null; readonly proof: readonly string[] };

/** An entry with what its commitment is made of: also the extra data of a tlog-proof. */
export type OpenedEntry = Omit<PackLine, "proof">;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

export const openedEntry = (entry: StoredEntry, clear: Uint8Array | null): OpenedEntry => ({
  entry: Buffer.from(entryBytes(entry)).toString("utf8"),
  salt: base64(entry.salt),
  clear: clear === null ? null : Buffer.from(clear).toString("utf8"),
});

export async function packLine(prover: Prover, entry: StoredEntry, clear: Uint8Array | null): Promise<string> {
  const { hashes } = await prover.entry(entry.seq);
  return `${JSON.stringify({ ...openedEntry(entry, clear), proof: hashes.map(base64) } satisfies PackLine)}\n`;
}

/** @param since size of an older checkpoint that the reader holds, to prove that this log continues it. */
export async function packHead(prover: Prover, facts: Pick<PackHead, "made" | "asked" | "complete">, since?: number): Promise<string> {
  const [log = ""] = prover.tree.checkpoint.split("\n", 1);
  const head: PackHead = {
    format: PACK_FORMAT, log, key: prover.tree.verifier, checkpoint: prover.tree.checkpoint, ...facts,
    ...(since !== undefined && { since: { size: since, consistency: (await prover.consistency(since)).map(base64) } }),
  };
  return `${JSON.stringify(head)}\n`;
}
