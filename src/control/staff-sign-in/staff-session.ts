/**
 * Sessions of the operator's people: a random token in a cookie of its own, of which only a hash is stored. Fifteen minutes without a
 * request end one, and so do eight hours, another network, a device that no longer proves itself, and the register's word that they left.
 * Duties and standing are read at each request, so that nothing of them is remembered in a session.
 */
import { Refusal } from "../../base/errors.ts";
import { newId, type StaffId, type StaffPasskeyId } from "../../base/ids.ts";
import type { Duty, OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { newToken, tokenHash } from "../link-token.ts";
import type { ControlPlane } from "../plane.ts";
import { dutiesOf, standingOf, type Queries, type Standing, type StaffTx } from "../staff/staff.ts";
import { deviceNow } from "./device.ts";
import { recordRefusal, type RefusalReason } from "./record-sign-in.ts";
import { networkIsAllowed, STAFF_COOKIE, staffTokenIn, type StaffVisitor } from "./staff-visitor.ts";

export const STAFF_IDLE_MS = 15 * 60_000;
export const STAFF_SESSION_MOST_MS = 8 * 3_600_000;
/** How exactly idleness is known; saves a write at most requests. */
const SEEN_EVERY_MS = 30_000;

export type StaffSignedIn = {
  readonly actor: OperatorActor;
  readonly staff: { readonly id: StaffId; readonly name: string; readonly email: string; readonly duties: readonly Duty[] };
  readonly standing: Standing;
};

const attributes = "Path=/; Secure; HttpOnly; SameSite=Strict";
export const endedStaffCookie = `${STAFF_COOKIE}=; ${attributes}; Max-Age=0`;

export type Opening = { readonly staff: StaffId; readonly passkey: StaffPasskeyId; readonly strength: readonly string[]; readonly certificate: string | null; readonly passed: boolean; readonly address: string };

/** Opens one in the transaction of what proved it. Answers the cookie. */
export async function openStaffSession(plane: ControlPlane, tx: StaffTx, { staff, passkey, strength, certificate, passed, address }: Opening): Promise<string> {
  const now = plane.clock.now();
  const token = newToken();
  const id = newId("sse");
  await tx.insertInto("staff_session").values({ id, staff_id: staff, token_sha256: tokenHash(token), strength: strength.join(" "), passkey_id: passkey, certificate, started_at: now, proved_at: now, last_seen_at: now }).execute();
  await tx.insertInto("staff_sign_in").values({ at: now, staff_id: staff, outcome: passed ? "passed" : "let-in", reason: null }).execute();
  await audit(tx, { actor: { kind: "operator", staff }, act: "staff-sessions.sign-in", object: { kind: "session", id }, detail: { address, strength, passed } }, plane.auditSeal, plane.clock);
  return `${STAFF_COOKIE}=${token}; ${attributes}`;
}

/** @throws Refusal unauthenticated staff-not-signed-in; forbidden network-not-allowed, device-not-proven, which also end the session. */
export async function needStaffSession(plane: ControlPlane, visitor: StaffVisitor): Promise<StaffSignedIn> {
  const row = await findSession(plane, visitor.cookie);
  if (!row) throw new Refusal("unauthenticated", "staff-not-signed-in", "Sign in to the staff area first.");
  const now = plane.clock.now();
  if (!networkIsAllowed(plane.staffRules, visitor.address)) throw await endRefused(plane, row, "network-not-allowed", visitor);
  const device = deviceNow(plane.staffRules, { attestedAs: row.attested_as, aaguid: row.aaguid }, visitor.certificate, now);
  if (plane.staffRules.device === "required" && (device.by === "nothing" || (device.by === "certificate" && device.certificate !== row.certificate))) {
    throw await endRefused(plane, row, "device-not-proven", visitor);
  }
  if (now.getTime() - row.last_seen_at.getTime() > SEEN_EVERY_MS) await plane.database.kysely.updateTable("staff_session").set({ last_seen_at: now }).where("id", "=", row.id).execute();
  return signedInAs(plane.database.kysely, row, now);
}

async function signedInAs(db: Queries, row: SessionRow, now: Date): Promise<StaffSignedIn> {
  const [duties, standing] = await Promise.all([dutiesOf(db, row.staff_id), standingOf(db, row.staff_id, now)]);
  const actor: OperatorActor = {
    kind: "operator", staff: row.staff_id, name: row.name, duties: new Set(duties), standing: standing.state,
    session: row.id, strength: row.strength.split(" "), provedAtMs: row.proved_at.getTime(),
  };
  return { actor, staff: { id: row.staff_id, name: row.name, email: row.email, duties }, standing };
}

type SessionRow = NonNullable<Awaited<ReturnType<typeof findSession>>>;

async function findSession(plane: ControlPlane, cookie: string) {
  const token = staffTokenIn(cookie);
  if (token === undefined) return undefined;
  const nowMs = plane.clock.now().getTime();
  return plane.database.kysely.selectFrom("staff_session as session").innerJoin("staff", "staff.id", "session.staff_id").innerJoin("staff_passkey as passkey", "passkey.id", "session.passkey_id")
    .select(["session.id", "session.staff_id", "session.strength", "session.certificate", "session.started_at", "session.proved_at", "session.last_seen_at", "staff.name", "staff.email", "passkey.aaguid", "passkey.attested_as"])
    .where("session.token_sha256", "=", tokenHash(token)).where("staff.left_at", "is", null)
    .where("session.started_at", ">", new Date(nowMs - STAFF_SESSION_MOST_MS)).where("session.last_seen_at", ">", new Date(nowMs - STAFF_IDLE_MS))
    .executeTakeFirst();
}

/** One refusal is recorded, not one for each request that the open page goes on to send. */
async function endRefused(plane: ControlPlane, row: SessionRow, reason: RefusalReason & ("network-not-allowed" | "device-not-proven"), visitor: StaffVisitor): Promise<Refusal> {
  const ended = await plane.database.kysely.deleteFrom("staff_session").where("id", "=", row.id).returning("id").executeTakeFirst();
  if (ended) await recordRefusal(plane, reason, visitor.address, row.staff_id);
  return doorRefusal(reason);
}

export function doorRefusal(reason: RefusalReason): Refusal {
  switch (reason) {
    case "network-not-allowed":
      return new Refusal("forbidden", reason, "Staff cannot sign in from this network.", [{ remedy: "Connect through the company's network." }]);
    case "device-not-proven":
      return new Refusal("forbidden", reason, "Nothing proves that this device is one that the company manages.", [{ remedy: "Use a company security key, or a managed device with its certificate." }]);
    case "not-attested":
    case "self-attested":
    case "model-not-allowed":
    case "attestation-not-trusted":
      return new Refusal("forbidden", reason, ATTESTATION_WORDS[reason], [{ remedy: "Use a security key that the company handed out, or a managed device with its certificate." }]);
    default:
      return new Refusal("unauthenticated", "staff-sign-in-refused", "This passkey does not open the staff area.", [{ remedy: "Use the passkey that you enrolled here, or ask the people team for a new link." }]);
  }
}

const ATTESTATION_WORDS = {
  "not-attested": "This passkey does not say which authenticator it is kept in.",
  "self-attested": "This authenticator vouches only for itself.",
  "model-not-allowed": "This model of authenticator is not one that the company hands out.",
  "attestation-not-trusted": "Nobody whom the company trusts has signed for this authenticator.",
} as const;

export async function signOutStaff(plane: ControlPlane, { actor }: StaffSignedIn): Promise<void> {
  await inTrail(plane.database, OPERATOR, async (tx) => {
    await tx.deleteFrom("staff_session").where("id", "=", actor.session as `sse_${string}`).execute();
    await audit(tx, { actor, act: "staff-sessions.sign-out", object: { kind: "session", id: actor.session } }, plane.auditSeal, plane.clock);
  });
}
