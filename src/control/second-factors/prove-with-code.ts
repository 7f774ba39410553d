/** The second step of signing in, or a step-up, with a code: of the authenticator app, or a recovery code. */
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { notify } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import { type SetCookies, type SignedIn, type Visitor, whence } from "../sessions/sessions.ts";
import { codeNotRight, takeCodeAttempt } from "./code-attempts.ts";
import { proven, type Proven } from "./prove-factor.ts";
import { takeCode } from "./recovery-codes.ts";
import type { Tx } from "./second-factors.store.ts";
import { stepOfCode } from "./totp.ts";

type Code = { readonly kind: Extract<Proven["by"], "authenticator" | "recovery-code">; readonly code: string };

/** @throws Refusal invalid code-wrong: also for one that was used; too_many too-many-attempts. */
export async function proveWithCode(plane: ControlPlane, by: SignedIn, { kind, code }: Code, visitor: Visitor): Promise<SetCookies> {
  const { actor, person } = by;
  const attempt = await takeCodeAttempt(plane, by, visitor);
  const setCookies = await inTrail(plane.database, actor.organisation, async (tx) => {
    const right = kind === "authenticator" ? await takeAppCode(plane, tx, by, code) : await takeCode(tx, person.id, code);
    if (!right) {
      await audit(tx, { actor, act: "sessions.code-refused", object: { kind: "person", id: person.id }, detail: { by: kind, ...whence(visitor) } }, plane.auditSeal, plane.clock);
      return null;
    }
    await attempt.forgive(tx);
    if (kind === "recovery-code") await notify(plane, tx, person.email, { kind: "second-factor-changed", name: person.name, change: "recovery-code-used" });
    return proven(plane, tx, by, { method: "otp", by: kind }, visitor);
  });
  if (!setCookies) throw codeNotRight();
  return setCookies;
}

/** The step is moved on in the same statement that checks it, so that of two uses at once one is a replay. */
async function takeAppCode(plane: ControlPlane, tx: Tx, { person }: SignedIn, code: string): Promise<boolean> {
  const active = await tx.selectFrom("authenticator").select("sealed_secret").where("person_id", "=", person.id).where("state", "=", "active").executeTakeFirst();
  if (!active) return false;
  const step = stepOfCode(plane.factorSeal.open({ kind: "authenticator.sealed_secret", object: person.id }, active.sealed_secret), code, plane.clock.now());
  if (step === undefined) return false;
  const taken = await tx
    .updateTable("authenticator").set({ last_step: step })
    .where("person_id", "=", person.id).where("state", "=", "active").where((eb) => eb("last_step", "<", eb.val(String(step))))
    .returning("person_id").executeTakeFirst();
  return taken !== undefined;
}
