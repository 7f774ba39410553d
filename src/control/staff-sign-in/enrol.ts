/**
 * A member of staff makes a passkey: with the link that the people team sent (or the command line printed), or in a session to have another.
 *
 * The link works once, for a day, from an allowed network. What is wrong with an authenticator leaves it usable, so that the right one can be
 * fetched. A person with a passkey who needs a link again has lost theirs: the new passkey then ends those from before, and their sessions.
 */
import { Refusal } from "../../base/errors.ts";
import { newId, type StaffId } from "../../base/ids.ts";
import { needFreshProof } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { tokenHash } from "../link-token.ts";
import type { ControlPlane } from "../plane.ts";
import { newChallenge, newPasskeyOptions, takeChallenge, verifyNewPasskey, type NewPasskeyAnswer, type PasskeyOptions } from "../second-factors/second-factors.ts";
import type { StaffTx } from "../staff/staff.ts";
import { deviceNow, judgeAttestation } from "./device.ts";
import { refused } from "./sign-in-staff.ts";
import { doorRefusal, openStaffSession, type StaffSignedIn } from "./staff-session.ts";
import { networkIsAllowed, type StaffVisitor } from "./staff-visitor.ts";

type Person = { readonly id: StaffId; readonly name: string; readonly email: string };
export type Invited = { readonly name: string; readonly email: string; readonly options: PasskeyOptions };

/** @throws Refusal not_found staff-link-over; forbidden network-not-allowed. */
export async function openEnrolment(plane: ControlPlane, token: string, visitor: StaffVisitor): Promise<Invited> {
  if (!networkIsAllowed(plane.staffRules, visitor.address)) throw await refused(plane, "network-not-allowed", visitor, null);
  const person = await invitedBy(plane, token);
  if (!person) {
    await refused(plane, "link-over", visitor, null);
    throw linkOver();
  }
  return { name: person.name, email: person.email, options: await newPasskeyOptions(plane, person, newChallenge(plane, "staff-add", person.id), [], "direct") };
}

function invitedBy(plane: ControlPlane, token: string): Promise<Person | undefined> {
  return plane.database.kysely.selectFrom("staff_enrolment").innerJoin("staff", "staff.id", "staff_enrolment.staff_id").select(["staff.id", "staff.name", "staff.email"])
    .where("token_sha256", "=", tokenHash(token)).where("expires_at", ">", plane.clock.now()).where("left_at", "is", null).executeTakeFirst();
}

export type NewKey = { readonly name: string; readonly answer: NewPasskeyAnswer };

/** Answers the cookie of a session. @throws Refusal not_found staff-link-over; forbidden not-attested, self-attested, model-not-allowed, attestation-not-trusted. */
export async function enrol(plane: ControlPlane, token: string, key: NewKey, visitor: StaffVisitor): Promise<string> {
  if (!networkIsAllowed(plane.staffRules, visitor.address)) throw await refused(plane, "network-not-allowed", visitor, null);
  const person = await invitedBy(plane, token);
  if (!person) throw linkOver();
  return recordingRefusals(plane, person.id, visitor, () => inTrail(plane.database, OPERATOR, async (tx) => {
    const used = await tx.deleteFrom("staff_enrolment").where("token_sha256", "=", tokenHash(token)).where("expires_at", ">", plane.clock.now()).returning("staff_id").executeTakeFirst();
    if (!used) throw linkOver();
    // Whoever needs the link again has lost what they had.
    await tx.deleteFrom("staff_passkey").where("staff_id", "=", person.id).execute();
    const added = await keep(plane, tx, person, key, person.id, visitor);
    const strength = [added.synchronised ? "swk" : "hwk", "mfa", ...(added.device.by === "nothing" ? [] : [added.device.by])];
    return openStaffSession(plane, tx, { staff: person.id, passkey: added.id, strength, certificate: added.device.certificate, passed: added.device.by !== "nothing", address: visitor.address });
  }));
}

/** @throws Refusal forbidden step-up-needed */
export async function beginStaffPasskey(plane: ControlPlane, { actor, staff }: StaffSignedIn): Promise<PasskeyOptions> {
  needFreshProof(actor, plane.clock.now().getTime());
  const known = await plane.database.kysely.selectFrom("staff_passkey").select(["credential_id", "transports"]).where("staff_id", "=", staff.id).execute();
  return newPasskeyOptions(plane, staff, newChallenge(plane, "staff-add", actor.session), known, "direct");
}

/** @throws Refusal forbidden step-up-needed and as above; conflict too-many-passkeys. */
export function addStaffPasskey(plane: ControlPlane, { actor, staff }: StaffSignedIn, key: NewKey, visitor: StaffVisitor): Promise<void> {
  needFreshProof(actor, plane.clock.now().getTime());
  return recordingRefusals(plane, staff.id, visitor, () => inTrail(plane.database, OPERATOR, async (tx) => {
    const { count } = await tx.selectFrom("staff_passkey").select((eb) => eb.fn.countAll<string>().as("count")).where("staff_id", "=", staff.id).executeTakeFirstOrThrow();
    if (Number(count) >= MOST_PASSKEYS) throw new Refusal("conflict", "too-many-passkeys", `An account holds at most ${MOST_PASSKEYS} passkeys.`);
    await keep(plane, tx, staff, key, actor.session, visitor);
  }));
}

const MOST_PASSKEYS = 5;

async function keep(plane: ControlPlane, tx: StaffTx, person: Person, { name, answer }: NewKey, session: string, visitor: StaffVisitor) {
  const now = plane.clock.now();
  const made = await verifyNewPasskey(plane, answer, (challenge) => takeChallenge(plane, tx, challenge, "staff-add", session));
  const judged = judgeAttestation(plane.staffRules, made.attestation, now);
  const attestedAs = "as" in judged ? judged.as : null;
  const device = deviceNow(plane.staffRules, { attestedAs, aaguid: made.attestation.aaguid }, visitor.certificate, now);
  if (device.by === "nothing" && plane.staffRules.device === "required" && "refused" in judged) throw doorRefusal(judged.refused);
  const id = newId("spk");
  await tx.insertInto("staff_passkey").values({
    id, staff_id: person.id, name, credential_id: made.credentialId, public_key: Buffer.from(made.publicKey), counter: made.counter, transports: [...made.transports], synchronised: made.synchronised,
    aaguid: made.attestation.aaguid, attestation: Buffer.from(made.attestation.object), attested_as: attestedAs, created_at: now, last_used_at: null,
  }).execute();
  await audit(tx, { actor: { kind: "operator", staff: person.id }, act: "staff-passkeys.add", object: { kind: "passkey", id }, after: { name, aaguid: made.attestation.aaguid, attestedAs, format: made.attestation.format }, detail: { address: visitor.address } }, plane.auditSeal, plane.clock);
  return { id, device, synchronised: made.synchronised };
}

/** What the transaction refused is written down after it was undone. */
async function recordingRefusals<Result>(plane: ControlPlane, staff: StaffId, visitor: StaffVisitor, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Refusal ? ATTESTATION.find((one) => one === error.code) : undefined;
    if (reason !== undefined) await refused(plane, reason, visitor, staff);
    throw error;
  }
}

const ATTESTATION = ["not-attested", "self-attested", "model-not-allowed", "attestation-not-trusted"] as const;

const linkOver = (): Refusal => new Refusal("not_found", "staff-link-over", "This link has been used or has expired.", [{ remedy: "Ask the people team for a new one." }]);
