/** Ed25519 signing keys as JWK text, and the public set that the other side verifies with. */
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { calculateJwkThumbprint, type CryptoKey, importJWK, type JWK } from "jose";
import { invariant, Refusal } from "../../base/errors.ts";
import { createWhole, readWhole } from "../vault/vault.ts";

export type SigningKey = { readonly kid: string; readonly key: CryptoKey; readonly publicJwk: JWK };

/** Finds the key a token names. @throws Refusal unauthenticated when it is not one of ours. */
export type PublicKeys = (kid: string) => Promise<CryptoKey>;

/** A new private key as JWK text, to be kept in a file that only its plane reads. */
export function newSigningKey(): string {
  return JSON.stringify(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
}

export async function readSigningKey(jwkText: string): Promise<SigningKey> {
  const jwk = JSON.parse(jwkText) as JWK;
  invariant(jwk.kty === "OKP" && jwk.crv === "Ed25519" && typeof jwk.d === "string", "a signing key is a private Ed25519 JWK");
  const publicJwk = createPublicKey({ key: jwk as never, format: "jwk" }).export({ format: "jwk" }) as JWK;
  const kid = await calculateJwkThumbprint(publicJwk);
  return { kid, key: (await importJWK(jwk, "EdDSA")) as CryptoKey, publicJwk: { ...publicJwk, kid, alg: "EdDSA", use: "sig" } };
}

/** The plane's own key for messages, in a file that only it reads; made at first use, by one of those that start at once. */
export async function signingKeyIn(file: string): Promise<SigningKey> {
  if ((await readWhole(file)) === undefined) await createWhole(file, newSigningKey());
  return readSigningKey((await readWhole(file)) ?? "null");
}

/** What a plane publishes at `/keys`: the present key first, then those that may still be on their way out. */
export const publicKeySet = (keys: readonly SigningKey[]): { readonly keys: readonly JWK[] } => ({ keys: keys.map((key) => key.publicJwk) });

export function fixedKeys(set: { readonly keys: readonly JWK[] }): PublicKeys {
  return async (kid) => {
    const jwk = set.keys.find((key) => key.kid === kid);
    if (jwk === undefined || jwk.kty !== "OKP" || jwk.crv !== "Ed25519") throw unknownKey();
    return (await importJWK({ kty: "OKP", crv: "Ed25519", x: jwk.x as string }, "EdDSA")) as CryptoKey;
  };
}

export const unknownKey = (): Refusal => new Refusal("unauthenticated", "token-not-valid", "Please sign in again.");
