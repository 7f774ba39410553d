/** The ring as the plane uses it: which key signs now, and which are published. */
import { Refusal } from "../../base/errors.ts";
import type { KeyId } from "../../base/ids.ts";
import { publicKeySet, readSigningKey, type SigningKey } from "../../platform/tokens/tokens.ts";
import { PUBLISHED_AFTER_MS, tokenKeysDue, type KeyRing } from "./rotate-token-keys.ts";

export type TokenKeys = {
  readonly signer: () => Promise<SigningKey>;
  /** A JSON Web Key Set (RFC 7517): the key that signs first, then those about to and those on their way out. */
  readonly published: () => Promise<{ readonly keys: readonly object[] }>;
  /** Makes the first key, or the next when the present one is old. */
  readonly renew: () => Promise<boolean>;
};

type Held = { readonly id: KeyId; readonly signsFrom: Date; readonly signing: SigningKey };

export function openTokenKeys(ring: KeyRing): TokenKeys {
  const opened = new Map<KeyId, SigningKey>();
  /** Oldest first, only those that are still published. */
  const held = async (): Promise<readonly Held[]> => {
    const rows = await ring.database.kysely.selectFrom("token_key").select(["id", "sealed_private_jwk", "signs_from"]).orderBy("signs_from").execute();
    const nowMs = ring.clock.now().getTime();
    const alive = rows.filter((_, i) => {
      const follower = rows[i + 1];
      return !follower || follower.signs_from.getTime() + PUBLISHED_AFTER_MS > nowMs;
    });
    return Promise.all(alive.map(async (row) => ({ id: row.id, signsFrom: row.signs_from, signing: await openKey(ring, opened, row.id, row.sealed_private_jwk) })));
  };
  const signerAmong = (keys: readonly Held[]): Held => {
    const signer = keys.findLast((key) => key.signsFrom.getTime() <= ring.clock.now().getTime());
    if (!signer) throw new Refusal("unavailable", "no-token-key", "This service is not ready yet. Try again shortly.");
    return signer;
  };
  return {
    signer: async () => signerAmong(await held()).signing,
    published: async () => {
      const keys = await held();
      const signer = signerAmong(keys);
      return publicKeySet([signer, ...keys.filter((key) => key.id !== signer.id)].map((key) => key.signing));
    },
    renew: () => tokenKeysDue(ring),
  };
}

async function openKey(ring: KeyRing, opened: Map<KeyId, SigningKey>, id: KeyId, sealed: Uint8Array): Promise<SigningKey> {
  const known = opened.get(id);
  if (known) return known;
  let jwkText: string;
  try {
    jwkText = ring.keySeal.open({ kind: "token_key.sealed_private_jwk", object: id }, sealed).toString();
  } catch (error) {
    const refusal = new Refusal("unavailable", "control-secret-wrong", "The control plane's secret does not open the keys in its database.", [
      { remedy: "Start with the secret and the database of the same installation." },
    ]);
    refusal.cause = error;
    throw refusal;
  }
  const signing = await readSigningKey(jwkText);
  opened.set(id, signing);
  return signing;
}
