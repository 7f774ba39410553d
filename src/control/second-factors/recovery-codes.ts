/**
 * Recovery codes: the way in when phone and passkeys are gone. Ten at a time, each good once, 120 random bits, of which
 * only a hash is stored; at so many bits a plain one is enough (ASVS 5.0, 6.5.2).
 */
import { createHash, randomBytes } from "node:crypto";
import { needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { notify } from "../mail/mail.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { PersonId } from "../../base/ids.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { lockPerson, type Tx } from "./second-factors.store.ts";
import { base32 } from "./totp.ts";

const CODES = 10;
const CODE_BYTES = 15;

const hashOf = (code: string): Buffer => createHash("sha256").update(code.toUpperCase().replace(/[^A-Z2-7]/g, "")).digest();

/** Ends those from before. */
export async function makeCodes(plane: ControlPlane, tx: Tx, person: PersonId): Promise<readonly string[]> {
  const codes = Array.from({ length: CODES }, () => base32(randomBytes(CODE_BYTES)).match(/.{4}/g)?.join("-") ?? "");
  const now = plane.clock.now();
  await tx.deleteFrom("recovery_code").where("person_id", "=", person).execute();
  await tx.insertInto("recovery_code").values(codes.map((code) => ({ person_id: person, code_sha256: hashOf(code), created_at: now }))).execute();
  return codes;
}

/** true: it was one, and is none any more. */
export async function takeCode(tx: Tx, person: PersonId, code: string): Promise<boolean> {
  const taken = await tx.deleteFrom("recovery_code").where("person_id", "=", person).where("code_sha256", "=", hashOf(code)).returning("person_id").executeTakeFirst();
  return taken !== undefined;
}

/** @throws Refusal forbidden step-up-needed. */
export async function renewRecoveryCodes(plane: ControlPlane, { actor, person }: SignedIn): Promise<readonly string[]> {
  needStrong(actor, plane.clock.now().getTime());
  return inTrail(plane.database, actor.organisation, async (tx) => {
    await lockPerson(tx, person.id);
    const codes = await makeCodes(plane, tx, person.id);
    await notify(plane, tx, person.email, { kind: "second-factor-changed", name: person.name, change: "recovery-codes-made" });
    await audit(tx, { actor, act: "second-factors.renew-recovery-codes", object: { kind: "person", id: person.id } }, plane.auditSeal, plane.clock);
    return codes;
  });
}
