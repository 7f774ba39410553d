/**
 * Passkeys by the WebAuthn standard: the only module that imports the library (SimpleWebAuthn).
 *
 * Always asked for: user verification (a PIN or a finger, which makes a passkey two factors by itself), a discoverable
 * credential (so that it works without a name being typed), our own origin. Which make of key a customer's person uses is nobody's
 * business here, so no attestation is asked for; of the operator's staff it is (promise A9), and what it is worth is judged by staff-sign-in.
 */
import { generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { decodeAttestationObject } from "@simplewebauthn/server/helpers";
import { z } from "@hono/zod-openapi";
import { Refusal } from "../../base/errors.ts";
import type { ControlPlane } from "../plane.ts";

const text = z.string().max(16_384);
const extensions = z.record(z.string().max(100), z.unknown()).refine((found) => Object.keys(found).length <= 20, "At most 20.");
const credential = { id: z.string().min(1).max(2_000), rawId: z.string().min(1).max(2_000), type: z.literal("public-key"), authenticatorAttachment: z.enum(["cross-platform", "platform"]).optional(), clientExtensionResults: extensions };

/** What a browser answers (WebAuthn Level 3, section 5.1.8); the bytes in it are the library's to judge. */
export const newPasskeyAnswer = z
  .object({
    ...credential,
    response: z.object({ clientDataJSON: text, attestationObject: text, transports: z.array(z.string().max(20)).max(10).optional(), authenticatorData: text.optional(), publicKey: text.optional(), publicKeyAlgorithm: z.number().optional() }),
  })
  .openapi("NewPasskeyAnswer");
export const passkeyAnswer = z
  .object({ ...credential, response: z.object({ clientDataJSON: text, authenticatorData: text, signature: text, userHandle: z.string().max(200).optional() }) })
  .openapi("PasskeyAnswer");
export type NewPasskeyAnswer = z.infer<typeof newPasskeyAnswer>;
export type PasskeyAnswer = z.infer<typeof passkeyAnswer>;

const rpId = (plane: ControlPlane): string => new URL(plane.origin).hostname;
/** Ed25519, P-256 with SHA-256, RSA with SHA-256 (COSE): what authenticators have, and what the platform verifies without experiments. */
const ALGORITHMS = [-8, -7, -257];
const TIMEOUT_MS = 5 * 60_000;

type Known = { readonly credential_id: string; readonly transports: readonly string[] };
const descriptors = (known: readonly Known[]) => known.map(({ credential_id: id, transports }) => ({ id, transports: [...transports] }));

export type PasskeyOptions = Readonly<Record<string, unknown>>;

export async function newPasskeyOptions(plane: ControlPlane, person: { readonly id: string; readonly name: string; readonly email: string }, challenge: Uint8Array<ArrayBuffer>, known: readonly Known[], attestation: "none" | "direct" = "none"): Promise<PasskeyOptions> {
  const options = await generateRegistrationOptions({
    rpName: "Spendward",
    rpID: rpId(plane),
    userName: person.email,
    userDisplayName: person.name,
    userID: new Uint8Array(Buffer.from(person.id)),
    challenge,
    timeout: TIMEOUT_MS,
    attestationType: attestation,
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: descriptors(known),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
  });
  return { ...options };
}

/** @param known empty: whichever passkey for this site the person chooses. */
export async function passkeyOptions(plane: ControlPlane, challenge: Uint8Array<ArrayBuffer>, known: readonly Known[]): Promise<PasskeyOptions> {
  const options = await generateAuthenticationOptions({ rpID: rpId(plane), challenge, timeout: TIMEOUT_MS, userVerification: "required", allowCredentials: descriptors(known) });
  return { ...options };
}

/** What an authenticator says of itself; the statement's own signature has been verified, whose it is has not. */
export type Attestation = { readonly aaguid: string; readonly format: string; readonly object: Uint8Array; /** DER, the authenticator's own first; empty when it vouches for itself. */ readonly certificates: readonly Uint8Array[] };
export type NewPasskey = { readonly attestation: Attestation; readonly credentialId: string; readonly publicKey: Uint8Array; readonly counter: number; readonly transports: readonly string[]; readonly synchronised: boolean };
type Takes = (challenge: string) => Promise<boolean>;

/** @throws Refusal invalid passkey-refused, whatever is wrong with it. */
export async function verifyNewPasskey(plane: ControlPlane, answer: NewPasskeyAnswer, takes: Takes): Promise<NewPasskey> {
  const verified = await judged(takes, (expectedChallenge) =>
    verifyRegistrationResponse({ response: answer as Parameters<typeof verifyRegistrationResponse>[0]["response"], expectedChallenge, expectedOrigin: plane.origin, expectedRPID: rpId(plane), requireUserVerification: true, supportedAlgorithmIDs: ALGORITHMS }),
  );
  if (!verified.verified) throw passkeyRefused();
  const { credential: made, credentialDeviceType, aaguid, fmt, attestationObject } = verified.registrationInfo;
  const attestation = { aaguid, format: fmt, object: attestationObject, certificates: decodeAttestationObject(attestationObject).get("attStmt").get("x5c") ?? [] };
  return { attestation, credentialId: made.id, publicKey: made.publicKey, counter: made.counter, transports: made.transports ?? [], synchronised: credentialDeviceType === "multiDevice" };
}

export type StoredPasskey = { readonly credential_id: string; readonly public_key: Uint8Array; readonly counter: number; readonly transports: readonly string[] };

/** Answers the new counter. @throws Refusal invalid passkey-refused: also when the counter went back, as a copy's would. */
export async function verifyPasskey(plane: ControlPlane, answer: PasskeyAnswer, stored: StoredPasskey, takes: Takes): Promise<number> {
  const verified = await judged(takes, (expectedChallenge) =>
    verifyAuthenticationResponse({
      response: answer as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
      expectedChallenge,
      expectedOrigin: plane.origin,
      expectedRPID: rpId(plane),
      requireUserVerification: true,
      credential: { id: stored.credential_id, publicKey: new Uint8Array(stored.public_key), counter: stored.counter, transports: [...stored.transports] },
    }),
  );
  if (!verified.verified) throw passkeyRefused();
  return verified.authenticationInfo.newCounter;
}

/** The library throws for anything that it does not like, in many forms: all of it is a refusal. A database that is away is not. */
async function judged<Result>(takes: Takes, verify: (takes: Takes) => Promise<Result>): Promise<Result> {
  let trouble: { readonly error: unknown } | undefined;
  const guarded: Takes = (challenge) => takes(challenge).catch((error: unknown) => {
    trouble = { error };
    throw error;
  });
  try {
    return await verify(guarded);
  } catch (error) {
    if (trouble) throw trouble.error;
    const refusal = passkeyRefused();
    refusal.cause = error;
    throw refusal;
  }
}

export const passkeyRefused = (): Refusal => new Refusal("invalid", "passkey-refused", "This passkey was not accepted.", [{ remedy: "Try again. If it stays, sign in another way and add the passkey anew." }]);
