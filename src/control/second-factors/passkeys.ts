/** Passkeys of a person: added, named, removed. Several may be there; the last factor stays. */
import { notFound, Refusal } from "../../base/errors.ts";
import { newId, parseId, type PasskeyId } from "../../base/ids.ts";
import { needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { notify } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn, Visitor } from "../sessions/sessions.ts";
import { needMayEnrol } from "./may-enrol.ts";
import { newChallenge, takeChallenge } from "./passkey-challenge.ts";
import { proven } from "./prove-factor.ts";
import { makeCodes } from "./recovery-codes.ts";
import { factorsOf, hasAny, lockPerson, MOST_PASSKEYS, passkeysOf, removePasskeyRow } from "./second-factors.store.ts";
import { lastFactor, type Enrolled } from "./set-up-authenticator.ts";
import { newPasskeyOptions, verifyNewPasskey, type NewPasskeyAnswer, type PasskeyOptions } from "./webauthn.ts";

/** @throws Refusal forbidden second-factor-needed, step-up-needed. */
export function beginPasskey(plane: ControlPlane, by: SignedIn): Promise<PasskeyOptions> {
  const { actor, person } = by;
  return inTrail(plane.database, actor.organisation, async (tx) => {
    await needMayEnrol(plane, tx, by);
    const options = await newPasskeyOptions(plane, person, newChallenge(plane, "add", actor.session), await passkeysOf(tx, person.id));
    await audit(tx, { actor, act: "second-factors.begin-passkey", object: { kind: "person", id: person.id } }, plane.auditSeal, plane.clock);
    return options;
  });
}

export type PasskeyAdded = Enrolled & { readonly id: PasskeyId };

/** @throws Refusal invalid passkey-refused; conflict passkey-known, too-many-passkeys; forbidden as above. */
export function addPasskey(plane: ControlPlane, by: SignedIn, input: { readonly name: string; readonly answer: NewPasskeyAnswer }, visitor: Visitor): Promise<PasskeyAdded> {
  const { actor, person } = by;
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const before = await needMayEnrol(plane, tx, by);
    if (before.passkeys.length >= MOST_PASSKEYS) throw new Refusal("conflict", "too-many-passkeys", `An account holds at most ${MOST_PASSKEYS} passkeys.`, [{ remedy: "Remove one that you no longer use." }]);
    const made = await verifyNewPasskey(plane, input.answer, (challenge) => takeChallenge(plane, tx, challenge, "add", actor.session));
    const id = newId("psk");
    const row = {
      id, person_id: person.id, name: input.name, credential_id: made.credentialId, public_key: Buffer.from(made.publicKey), counter: made.counter,
      transports: [...made.transports], synchronised: made.synchronised, created_at: plane.clock.now(), last_used_at: null,
    };
    const added = await tx.insertInto("passkey").values(row).onConflict((known) => known.column("credential_id").doNothing()).returning("id").executeTakeFirst();
    if (!added) throw new Refusal("conflict", "passkey-known", "This passkey is on an account already.", [{ remedy: "Use another one." }]);
    const recoveryCodes = hasAny(before) ? null : await makeCodes(plane, tx, person.id);
    const setCookies = await proven(plane, tx, by, { method: made.synchronised ? "swk" : "hwk", by: "passkey" }, visitor);
    await notify(plane, tx, person.email, { kind: "second-factor-changed", name: person.name, change: "passkey-added" });
    await audit(tx, { actor, act: "second-factors.add-passkey", object: { kind: "passkey", id }, after: { name: input.name } }, plane.auditSeal, plane.clock);
    return { id, recoveryCodes, setCookies };
  });
}

export function renamePasskey(plane: ControlPlane, { actor, person }: SignedIn, idText: string, name: string): Promise<void> {
  const id = parseId("psk", idText);
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const before = await tx.selectFrom("passkey").select("name").where("person_id", "=", person.id).where("id", "=", id).forUpdate().executeTakeFirst();
    if (!before) throw notFound("passkey");
    await tx.updateTable("passkey").set({ name }).where("person_id", "=", person.id).where("id", "=", id).execute();
    await audit(tx, { actor, act: "second-factors.rename-passkey", object: { kind: "passkey", id }, before, after: { name } }, plane.auditSeal, plane.clock);
  });
}

/** @throws Refusal not_found; forbidden step-up-needed; conflict last-second-factor. */
export async function removePasskey(plane: ControlPlane, { actor, person }: SignedIn, idText: string): Promise<void> {
  needStrong(actor, plane.clock.now().getTime());
  const id = parseId("psk", idText);
  await inTrail(plane.database, actor.organisation, async (tx) => {
    await lockPerson(tx, person.id);
    const before = await removePasskeyRow(tx, person.id, id);
    if (!hasAny(await factorsOf(tx, person.id))) throw lastFactor();
    await notify(plane, tx, person.email, { kind: "second-factor-changed", name: person.name, change: "passkey-removed" });
    await audit(tx, { actor, act: "second-factors.remove-passkey", object: { kind: "passkey", id }, before }, plane.auditSeal, plane.clock);
  });
}
