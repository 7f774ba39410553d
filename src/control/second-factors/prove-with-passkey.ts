/**
 * Passkeys in use: as the second step of signing in, as a step-up, and by themselves instead of address and password. The last
 * is no shortcut: the passkey verified its person (PIN, finger), so two factors were used.
 */
import { Refusal } from "../../base/errors.ts";
import { isId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { findMembership, type SetCookies, type SignedIn, type Visitor, whence } from "../sessions/sessions.ts";
import { newChallenge, takeChallenge, type Purpose } from "./passkey-challenge.ts";
import { openWhole, proven, type Method } from "./prove-factor.ts";
import { passkeysOf, type Tx } from "./second-factors.store.ts";
import { passkeyOptions, passkeyRefused, verifyPasskey, type PasskeyAnswer, type PasskeyOptions } from "./webauthn.ts";

/** Only the person's own passkeys are asked for. */
export async function askForPasskey(plane: ControlPlane, { actor, person }: SignedIn): Promise<PasskeyOptions> {
  const known = await inTrail(plane.database, actor.organisation, (tx) => passkeysOf(tx, person.id));
  if (known.length === 0) throw new Refusal("conflict", "passkey-missing", "There is no passkey on this account.", [{ remedy: "Use a code of your authenticator app, or a recovery code." }]);
  return passkeyOptions(plane, newChallenge(plane, "prove", actor.session), known);
}

/** Whoever it will be. Tells nothing about who has an account. */
export const askForAnyPasskey = (plane: ControlPlane): Promise<PasskeyOptions> => passkeyOptions(plane, newChallenge(plane, "sign-in", ""), []);

/** @throws Refusal invalid passkey-refused: not one of this person's, another challenge, another site, a copy. */
export function proveWithPasskey(plane: ControlPlane, by: SignedIn, answer: PasskeyAnswer, visitor: Visitor): Promise<SetCookies> {
  const { actor, person } = by;
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const method = await usePasskey(plane, tx, person.id, answer, "prove", actor.session);
    return proven(plane, tx, by, { method, by: "passkey" }, visitor);
  });
}

/** @throws Refusal unauthenticated sign-in-refused: an unknown passkey and a wrong answer alike. */
export async function signInWithPasskey(plane: ControlPlane, answer: PasskeyAnswer, visitor: Visitor): Promise<SetCookies> {
  // What the passkey says about its person is a hint; the stored passkey decides.
  const found = await plane.database.kysely.selectFrom("passkey").innerJoin("person", "person.id", "passkey.person_id")
    .select(["person.id", "person.name", "person.email"]).where("passkey.credential_id", "=", answer.id).executeTakeFirst();
  const membership = found && isId("per", found.id) ? await findMembership(plane.database, found.id) : null;
  if (!found || !membership) {
    await refusedAtDoor(plane, visitor, "unknown");
    throw signInRefused();
  }
  try {
    return await inTrail(plane.database, membership.organisation, async (tx) => {
      const method = await usePasskey(plane, tx, found.id, answer, "sign-in", "");
      if (visitor.cookie !== "") await plane.accounts.signOut(tx, visitor.cookie);
      const actor = { kind: "person", person: found.id, organisation: membership.organisation, permissions: new Set<never>(), session: "", strength: [] } as const;
      return openWhole(plane, tx, { actor, person: found }, [method, "mfa"], "passkey", visitor);
    });
  } catch (error) {
    if (!(error instanceof Refusal && error.code === "passkey-refused")) throw error;
    await refusedAtDoor(plane, visitor, found.id);
    throw signInRefused();
  }
}

const signInRefused = (): Refusal => new Refusal("unauthenticated", "sign-in-refused", "This passkey does not open an account here.", [{ remedy: "Sign in with your email address and password." }]);

function refusedAtDoor(plane: ControlPlane, visitor: Visitor, person: string): Promise<unknown> {
  const entry = { actor: { kind: "system", name: "sign-in" } as const, act: "sessions.sign-in-refused", object: { kind: "person", id: person }, detail: { by: "passkey", ...whence(visitor) } };
  return inTrail(plane.database, OPERATOR, (tx) => audit(tx, entry, plane.auditSeal, plane.clock));
}

async function usePasskey(plane: ControlPlane, tx: Tx, person: string, answer: PasskeyAnswer, purpose: Purpose, session: string): Promise<Method> {
  const row = await tx.selectFrom("passkey").select(["id", "credential_id", "public_key", "counter", "transports", "synchronised"]).where("credential_id", "=", answer.id).where("person_id", "=", person as `per_${string}`).forUpdate().executeTakeFirst();
  if (!row) throw passkeyRefused();
  const counter = await verifyPasskey(plane, answer, { ...row, counter: Number(row.counter) }, (challenge) => takeChallenge(plane, tx, challenge, purpose, session));
  await tx.updateTable("passkey").set({ counter, last_used_at: plane.clock.now() }).where("id", "=", row.id).execute();
  return row.synchronised ? "swk" : "hwk";
}
