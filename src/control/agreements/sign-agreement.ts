/**
 * Signing an agreement with the passkey: the challenge that the authenticator signs ends with the SHA-256 of the exact text. What is kept (text's
 * hash, authenticator's answer, public key) shows later, to anybody and without us, that this key signed this text, with its person verified.
 * A text that changed between being shown and being signed is not signed: the browser says which one it showed.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import type { OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { newChallenge, passkeyOptions, passkeyRefused, takeChallenge, verifyPasskey, type PasskeyAnswer, type PasskeyOptions } from "../second-factors/second-factors.ts";
import { agreementOf, AGREEMENTS, type Agreement } from "./agreement-texts.ts";

export type Shown = { readonly version: number; readonly sha256: string };
export type OwnAgreement = Agreement & { readonly signedAt: Date | null };

export async function ownAgreements(plane: ControlPlane, actor: OperatorActor): Promise<readonly OwnAgreement[]> {
  const signed = await plane.database.kysely.selectFrom("staff_signature").select(["agreement", "version", "sha256", "signed_at"]).where("staff_id", "=", actor.staff).execute();
  return AGREEMENTS.map((one) => ({ ...one, signedAt: signed.find(({ agreement, version, sha256 }) => agreement === one.id && version === one.version && sha256 === one.sha256)?.signed_at ?? null }));
}

/** @throws Refusal conflict agreement-changed: what was shown is not in force any more. */
export function needShown(id: string, shown: Shown, agreement = agreementOf(id)): Agreement {
  if (!agreement) throw notFound("agreement");
  if (agreement.version !== shown.version || agreement.sha256 !== shown.sha256) throw new Refusal("conflict", "agreement-changed", "This text has changed since it was shown to you.", [{ remedy: "Read it again, and sign what it says now." }]);
  return agreement;
}

const HASH_BYTES = 32;
const placeOf = (actor: OperatorActor, { id, version }: Agreement): string => JSON.stringify([actor.session, id, version]);

export async function askSignature(plane: ControlPlane, actor: OperatorActor, id: string, shown: Shown): Promise<PasskeyOptions> {
  const agreement = needShown(id, shown);
  const known = await plane.database.kysely.selectFrom("staff_passkey").select(["credential_id", "transports"]).where("staff_id", "=", actor.staff).execute();
  const challenge = new Uint8Array(Buffer.concat([newChallenge(plane, "staff-agree", placeOf(actor, agreement)), Buffer.from(agreement.sha256, "hex")]));
  return passkeyOptions(plane, challenge, known);
}

/** @throws Refusal as above; invalid passkey-refused; conflict agreement-signed. */
export function signAgreement(plane: ControlPlane, actor: OperatorActor, id: string, { answer, ...shown }: Shown & { readonly answer: PasskeyAnswer }): Promise<void> {
  const agreement = needShown(id, shown);
  return inTrail(plane.database, OPERATOR, async (tx) => {
    const passkey = await tx.selectFrom("staff_passkey").select(["id", "credential_id", "public_key", "counter", "transports"]).where("credential_id", "=", answer.id).where("staff_id", "=", actor.staff).forUpdate().executeTakeFirst();
    if (!passkey) throw passkeyRefused();
    const counter = await verifyPasskey(plane, answer, { ...passkey, counter: Number(passkey.counter) }, async (challenge) => {
      const bytes = Buffer.from(challenge, "base64url");
      const head = bytes.subarray(0, -HASH_BYTES);
      return bytes.subarray(-HASH_BYTES).toString("hex") === agreement.sha256 && takeChallenge(plane, tx, head.toString("base64url"), "staff-agree", placeOf(actor, agreement));
    });
    await tx.updateTable("staff_passkey").set({ counter, last_used_at: plane.clock.now() }).where("id", "=", passkey.id).execute();
    const { version, sha256 } = agreement;
    const kept = JSON.stringify({ id: answer.id, clientDataJSON: answer.response.clientDataJSON, authenticatorData: answer.response.authenticatorData, signature: answer.response.signature });
    const added = await tx.insertInto("staff_signature").values({ staff_id: actor.staff, agreement: id, version, sha256, answer: kept, passkey_id: passkey.id, public_key: passkey.public_key, signed_at: plane.clock.now() })
      .onConflict((row) => row.doNothing()).returning("agreement").executeTakeFirst();
    if (!added) throw new Refusal("conflict", "agreement-signed", "You have signed this already.");
    await audit(tx, { actor, act: "agreements.sign", object: { kind: "agreement", id }, after: { version, sha256 } }, plane.auditSeal, plane.clock);
  });
}
