/**
 * The one way into the staff area: network, passkey with user verification, person, device, in this order. There is no password anywhere on
 * it. What stands in the way is told where the person can do something about it; an unknown passkey and a wrong answer are told alike.
 */
import { isId } from "../../base/ids.ts";
import { Refusal } from "../../base/errors.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { newChallenge, passkeyOptions, takeChallenge, verifyPasskey, type PasskeyAnswer, type PasskeyOptions } from "../second-factors/second-factors.ts";
import type { StaffTx } from "../staff/staff.ts";
import { tokenHash } from "../link-token.ts";
import { deviceNow } from "./device.ts";
import { recordRefusal, type RefusalReason } from "./record-sign-in.ts";
import { doorRefusal, openStaffSession, type StaffSignedIn } from "./staff-session.ts";
import { networkIsAllowed, staffTokenIn, type StaffVisitor } from "./staff-visitor.ts";

/** Tells nothing about who works here. @throws Refusal forbidden network-not-allowed */
export async function askStaffPasskey(plane: ControlPlane, visitor: StaffVisitor): Promise<PasskeyOptions> {
  if (!networkIsAllowed(plane.staffRules, visitor.address)) throw await refused(plane, "network-not-allowed", visitor, null);
  return passkeyOptions(plane, newChallenge(plane, "staff-sign-in", ""), []);
}

/** Answers the cookie. @throws Refusal unauthenticated staff-sign-in-refused; forbidden network-not-allowed, device-not-proven. */
export async function signInStaff(plane: ControlPlane, answer: PasskeyAnswer, visitor: StaffVisitor): Promise<string> {
  if (!networkIsAllowed(plane.staffRules, visitor.address)) throw await refused(plane, "network-not-allowed", visitor, null);
  const known = await plane.database.kysely.selectFrom("staff_passkey").innerJoin("staff", "staff.id", "staff_passkey.staff_id")
    .select(["staff_passkey.id", "staff_passkey.staff_id", "staff_passkey.aaguid", "staff_passkey.attested_as", "staff.left_at"]).where("credential_id", "=", answer.id).executeTakeFirst();
  if (!known) throw await refused(plane, "passkey-unknown", visitor, null);
  if (known.left_at !== null) throw await refused(plane, "has-left", visitor, known.staff_id);
  const device = deviceNow(plane.staffRules, { attestedAs: known.attested_as, aaguid: known.aaguid }, visitor.certificate, plane.clock.now());
  try {
    return await inTrail(plane.database, OPERATOR, async (tx) => {
      const method = await useStaffPasskey(plane, tx, known.staff_id, answer, "staff-sign-in", "");
      // Only now: whoever holds the passkey may learn what else is missing, nobody else.
      if (device.by === "nothing" && plane.staffRules.device === "required") throw doorRefusal("device-not-proven");
      const present = staffTokenIn(visitor.cookie);
      if (present !== undefined) await tx.deleteFrom("staff_session").where("token_sha256", "=", tokenHash(present)).execute();
      const strength = [method, "mfa", ...(device.by === "nothing" ? [] : [device.by])];
      return openStaffSession(plane, tx, { staff: known.staff_id, passkey: known.id, strength, certificate: device.certificate, passed: device.by !== "nothing", address: visitor.address });
    });
  } catch (error) {
    if (error instanceof Refusal && error.code === "device-not-proven") throw await refused(plane, "device-not-proven", visitor, known.staff_id);
    if (error instanceof Refusal && error.code === "passkey-refused") throw await refused(plane, "passkey-refused", visitor, known.staff_id);
    throw error;
  }
}

/** A challenge for the person who is signed in: before what reaches far. */
export async function askStaffProof(plane: ControlPlane, { actor, staff }: StaffSignedIn): Promise<PasskeyOptions> {
  const known = await plane.database.kysely.selectFrom("staff_passkey").select(["credential_id", "transports"]).where("staff_id", "=", staff.id).execute();
  return passkeyOptions(plane, newChallenge(plane, "staff-prove", actor.session), known);
}

/** @throws Refusal invalid passkey-refused. */
export async function proveStaff(plane: ControlPlane, { actor, staff }: StaffSignedIn, answer: PasskeyAnswer): Promise<void> {
  await inTrail(plane.database, OPERATOR, async (tx) => {
    await useStaffPasskey(plane, tx, staff.id, answer, "staff-prove", actor.session);
    await tx.updateTable("staff_session").set({ proved_at: plane.clock.now() }).where("id", "=", actor.session as `sse_${string}`).execute();
    await audit(tx, { actor, act: "staff-sessions.step-up", object: { kind: "session", id: actor.session } }, plane.auditSeal, plane.clock);
  });
}

/** @throws Refusal invalid passkey-refused: not this person's, another challenge, a copy. */
export async function useStaffPasskey(plane: ControlPlane, tx: StaffTx, staff: string, answer: PasskeyAnswer, purpose: "staff-sign-in" | "staff-prove", session: string): Promise<"hwk" | "swk"> {
  if (!isId("stf", staff)) throw doorRefusal("passkey-unknown");
  const row = await tx.selectFrom("staff_passkey").select(["id", "credential_id", "public_key", "counter", "transports", "synchronised"]).where("credential_id", "=", answer.id).where("staff_id", "=", staff).forUpdate().executeTakeFirst();
  if (!row) throw new Refusal("invalid", "passkey-refused", "This passkey was not accepted.");
  const counter = await verifyPasskey(plane, answer, { ...row, counter: Number(row.counter) }, (challenge) => takeChallenge(plane, tx, challenge, purpose, session));
  await tx.updateTable("staff_passkey").set({ counter, last_used_at: plane.clock.now() }).where("id", "=", row.id).execute();
  return row.synchronised ? "swk" : "hwk";
}

export async function refused(plane: ControlPlane, reason: RefusalReason, visitor: StaffVisitor, staff: `stf_${string}` | null): Promise<Refusal> {
  await recordRefusal(plane, reason, visitor.address, staff);
  return doorRefusal(reason);
}
