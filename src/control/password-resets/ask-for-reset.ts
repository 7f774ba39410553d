/**
 * Asking for a new password. Known and unknown addresses are treated alike, in the answer and in the work: the request writes one
 * row, and what comes of it is decided in the background.
 */
import { randomUUID } from "node:crypto";
import { Refusal } from "../../base/errors.ts";
import type { PersonId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import { newToken, tokenHash } from "../link-token.ts";
import { enqueueMail, needMailWorks, notify } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import { findMembershipByEmail } from "../sessions/sessions.ts";
import type { ControlTables } from "../tables.ts";

type Tx = TrailTransaction<ControlTables>;
const MINUTES = 30;
const SIGN_IN_LINK_HOURS = 24;
const MOST_WAITING = 1_000;
const AT_ONCE = 20;
const ACTOR = { kind: "system", name: "password-reset" } as const;
const placeOf = (id: string) => ({ kind: "password_reset_request.sealed_email", object: id });

/** @throws Refusal unavailable mail-not-set-up, resets-busy. */
export async function askForReset(plane: ControlPlane, email: string): Promise<void> {
  needMailWorks(plane);
  const id = randomUUID();
  const { count } = await plane.database.kysely.selectFrom("password_reset_request").select((eb) => eb.fn.countAll<string>().as("count")).executeTakeFirstOrThrow();
  if (Number(count) >= MOST_WAITING) throw new Refusal("unavailable", "resets-busy", "Very many people ask for a new password at this moment. Try again shortly.");
  const row = { id, sealed_email: plane.factorSeal.seal(placeOf(id), Buffer.from(email.trim().toLowerCase())), created_at: plane.clock.now() };
  await plane.database.kysely.insertInto("password_reset_request").values(row).execute();
  await inTrail(plane.database, OPERATOR, (tx) => audit(tx, { actor: ACTOR, act: "passwords.reset-asked", object: { kind: "request", id } }, plane.auditSeal, plane.clock));
}

/** The row goes in the transaction that sends the link, so a process that dies in between loses nothing. */
export async function answerResetRequests(plane: ControlPlane): Promise<number> {
  const waiting = await plane.database.kysely.selectFrom("password_reset_request").select(["id", "sealed_email"]).orderBy("created_at").limit(AT_ONCE).execute();
  let sent = 0;
  for (const { id, sealed_email: sealed } of waiting) {
    const email = plane.factorSeal.open(placeOf(id), sealed).toString();
    const membership = await findMembershipByEmail(plane.database, email);
    sent += await inTrail(plane.database, membership?.organisation ?? OPERATOR, async (tx) => {
      const mine = await tx.deleteFrom("password_reset_request").where("id", "=", id).returning("id").executeTakeFirst();
      if (!mine || !membership) return 0;
      // Who comes in by single sign-on only has no credential, and is not given one by asking.
      const person = await tx.selectFrom("person").innerJoin("credential", "credential.person_id", "person.id").select(["person.id", "person.name"]).where("person.id", "=", membership.person).where("credential.provider_id", "=", "credential").executeTakeFirst();
      if (!person) return 0;
      const { link, expiresAt } = await newLink(plane, tx, person.id, MINUTES * 60_000);
      await notify(plane, tx, email, { kind: "password-reset", name: person.name, link, minutes: MINUTES }, expiresAt);
      await audit(tx, { actor: ACTOR, act: "passwords.send-reset", object: { kind: "person", id: person.id } }, plane.auditSeal, plane.clock);
      return 1;
    });
  }
  return sent;
}

/** For reset-sign-in, which has taken everything away before. */
export async function sendSignInLink(plane: ControlPlane, tx: Tx, person: { readonly id: PersonId; readonly name: string; readonly email: string }, administrator: string): Promise<void> {
  const { link, expiresAt } = await newLink(plane, tx, person.id, SIGN_IN_LINK_HOURS * 3_600_000);
  await enqueueMail(plane, tx, person.email, { kind: "sign-in-reset", name: person.name, administrator, link, hours: SIGN_IN_LINK_HOURS }, expiresAt);
}

async function newLink(plane: ControlPlane, tx: Tx, person: PersonId, lifeMs: number): Promise<{ link: string; expiresAt: Date }> {
  const token = newToken();
  const now = plane.clock.now();
  const row = { token_sha256: tokenHash(token), expires_at: new Date(now.getTime() + lifeMs), created_at: now };
  await tx.insertInto("password_reset").values({ person_id: person, ...row }).onConflict((known) => known.column("person_id").doUpdateSet(row)).execute();
  return { link: `${plane.origin}/new-password#${token}`, expiresAt: row.expires_at };
}
