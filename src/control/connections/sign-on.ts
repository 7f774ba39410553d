/**
 * From a believed answer to a session, or to the result of a live test: who the person is to us, what the reconciler
 * says, and then membership, link and session in one transaction. Refusals are in the organisation's trail, so that its
 * administrator can see why somebody could not come in.
 */
import { Refusal } from "../../base/errors.ts";
import type { ConnectionTestId, PersonId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { narrowAssignments } from "../assignments/assignments.ts";
import { type Assignment, factsOf, narrowSaid, oneAtATime, reconcile, rolesSaid, settle, WHY_REFUSED, type Facts, type Outcome, type Person } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import { idTokenPlace, nameIdPlace, startProvenSession, type SetCookies, type Visitor, whence } from "../sessions/sessions.ts";
import { AnswerRefused } from "./answer-refused.ts";
import type { Connection, Tx } from "./connection.store.ts";
import type { Identity } from "./identity.ts";

export type Decided = { readonly person: Person | null; readonly facts: Facts; readonly outcome: Outcome; readonly narrow: readonly Assignment[] };
const BY = (connection: Connection) => ({ kind: "system", name: `connection ${connection.id}` }) as const;

/** @throws AnswerRefused email, subject */
async function decide(tx: Tx, now: Date, connection: Connection, identity: Identity): Promise<Decided> {
  const { settings, organisation } = connection;
  if (settings === null) throw new AnswerRefused("request", "a connection that is set up");
  if (identity.email !== null) await oneAtATime(tx, identity.email);
  const linked = await tx.selectFrom("connected_person").innerJoin("person", "person.id", "connected_person.person_id").select(["person.id", "person.name", "person.email"])
    .where("organisation_id", "=", organisation).where("connection_id", "=", connection.id).where("subject", "=", identity.subject).executeTakeFirst();
  const email = identity.email ?? linked?.email;
  if (email === undefined || email.length > 254 || !/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(email)) throw new AnswerRefused("email", "an email address");
  const byEmail = linked ?? (await tx.selectFrom("person").select(["id", "name", "email"]).where("email", "=", email).where("kind", "=", "person").executeTakeFirst());
  if (byEmail && !linked) await needFreeAddress(tx, connection, byEmail.id);
  const narrow = await narrowAssignments(tx, organisation, narrowSaid(settings.roles, identity.groups));
  const speaking = { by: "sso", linked: linked !== undefined, justInTime: settings.justInTime, said: rolesSaid(settings.roles, identity.groups), narrow: narrow.length > 0, otherwise: settings.otherwise } as const;
  const facts = await factsOf(tx, organisation, byEmail?.email ?? email, byEmail ?? null, speaking, now);
  return { person: byEmail ?? null, facts, outcome: reconcile(facts), narrow };
}

/** An address that was given to somebody else at the provider must not open the first owner's account. */
async function needFreeAddress(tx: Tx, connection: Connection, person: PersonId): Promise<void> {
  const other = await tx.selectFrom("connected_person").select("subject").where("organisation_id", "=", connection.organisation).where("connection_id", "=", connection.id).where("person_id", "=", person).executeTakeFirst();
  if (other) throw new AnswerRefused("subject", "the same subject as before for this address");
}

export type SignedOn = { readonly setCookies: SetCookies };

/** @throws Refusal unauthenticated sso-… */
export async function signOn(plane: ControlPlane, connection: Connection, identity: Identity, visitor: Visitor): Promise<SignedOn> {
  const done = await inTrail(plane.database, connection.organisation, async (tx): Promise<SignedOn | Refusal> => {
    const decided = await decide(tx, plane.clock.now(), connection, identity).catch((error: unknown) => refusalIn(error));
    const refused = decided instanceof Refusal ? decided : decided.outcome.kind === "refuse" ? new Refusal("unauthenticated", `sso-${decided.outcome.why}`, WHY_REFUSED[decided.outcome.why]) : null;
    if (refused) {
      await audit(tx, { actor: BY(connection), act: "connections.refuse", object: { kind: "connection", id: connection.id }, detail: { code: refused.code, email: identity.email, ...whence(visitor) } }, plane.auditSeal, plane.clock);
      return refused;
    }
    return open(plane, tx, connection, identity, decided as Decided, visitor);
  });
  if (done instanceof Refusal) throw done;
  return done;
}

const refusalIn = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  throw error;
};

async function open(plane: ControlPlane, tx: Tx, connection: Connection, identity: Identity, { person: known, facts, outcome, narrow }: Decided, visitor: Visitor): Promise<SignedOn> {
  if (outcome.kind === "refuse") throw new Error("Invariant broken: a refused person is not let in");
  const person = known ?? (await newPerson(plane, tx, identity));
  await settle(plane, tx, connection.organisation, person, facts, outcome, BY(connection), plane.clock.now(), narrow);
  const now = plane.clock.now();
  const row = { organisation_id: connection.organisation, connection_id: connection.id, subject: identity.subject };
  const first = await tx.insertInto("connected_person").values({ ...row, person_id: person.id, created_at: now, last_sign_in_at: now }).onConflict((conflict) => conflict.columns(["organisation_id", "connection_id", "subject"]).doUpdateSet({ last_sign_in_at: now })).returning("created_at").executeTakeFirst();
  if (first?.created_at.getTime() === now.getTime()) await audit(tx, { actor: BY(connection), act: "connections.link", object: { kind: "person", id: person.id }, detail: { subject: identity.subject } }, plane.auditSeal, plane.clock);
  const opened = await startProvenSession(plane, tx, { person: person.id, organisation: connection.organisation, connection: connection.id, amr: identity.amr }, visitor);
  await tx
    .insertInto("connected_session")
    .values({
      ...row,
      session_id: opened.sessionId,
      provider_session: identity.providerSession,
      sealed_id_token: identity.idToken === null ? null : plane.signOnSeal.seal(idTokenPlace(opened.sessionId), Buffer.from(identity.idToken)),
      sealed_name_id: identity.nameId === null ? null : plane.signOnSeal.seal(nameIdPlace(opened.sessionId), Buffer.from(JSON.stringify(identity.nameId))),
      created_at: now,
    })
    .execute();
  return { setCookies: opened.setCookies };
}

async function newPerson(plane: ControlPlane, tx: Tx, identity: Identity): Promise<Person> {
  const email = identity.email as string;
  const name = identity.name?.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, "").trim() || (email.split("@")[0] as string);
  return { id: await plane.accounts.createPerson(tx, { name, email }), name, email };
}

export type TestResult = { readonly passed: boolean; readonly claims: Identity["claims"]; readonly subject: string; readonly email: string | null; readonly name: string | null; readonly methods: readonly string[]; readonly outcome: string; readonly roles: readonly string[]; readonly problem: string | null };

/** What a sign-in would do, for the administrator who tries it. Nobody becomes anything. */
export async function finishTest(plane: ControlPlane, connection: Connection, testId: ConnectionTestId, identity: Identity | AnswerRefused): Promise<void> {
  await inTrail(plane.database, connection.organisation, async (tx) => {
    const result = identity instanceof AnswerRefused ? failed(identity) : await tried(tx, plane.clock.now(), connection, identity);
    const now = plane.clock.now();
    const sealed = plane.signOnSeal.seal({ kind: "connection_test.result", object: testId }, Buffer.from(JSON.stringify(result)));
    const test = await tx.updateTable("connection_test").set({ finished_at: now, passed: result.passed, sealed_result: sealed }).where("organisation_id", "=", connection.organisation).where("id", "=", testId).where("finished_at", "is", null).returning("revision").executeTakeFirst();
    if (!test) return;
    if (result.passed) await tx.updateTable("connection").set({ tested_revision: test.revision, tested_at: now }).where("organisation_id", "=", connection.organisation).where("id", "=", connection.id).execute();
    await audit(tx, { actor: BY(connection), act: "connections.test", object: { kind: "connection", id: connection.id }, detail: { passed: result.passed, problem: result.problem } }, plane.auditSeal, plane.clock);
  });
}

const failed = (refused: Refusal): TestResult => ({ passed: false, claims: {}, subject: "", email: null, name: null, methods: [], outcome: "refuse", roles: [], problem: [refused.message, ...refused.details.map((detail) => `(${detail.expected})`)].join(" ") });

async function tried(tx: Tx, now: Date, connection: Connection, identity: Identity): Promise<TestResult> {
  const shown = { claims: identity.claims, subject: identity.subject, email: identity.email, name: identity.name, methods: identity.amr };
  const decided = await decide(tx, now, connection, identity).catch(refusalIn);
  if (decided instanceof Refusal) return { ...failed(decided), ...shown };
  const { outcome } = decided;
  if (outcome.kind === "refuse") return { ...shown, passed: false, outcome: "refuse", roles: [], problem: WHY_REFUSED[outcome.why] };
  return { ...shown, passed: true, outcome: outcome.kind, roles: "roles" in outcome ? outcome.roles : [], problem: null };
}
