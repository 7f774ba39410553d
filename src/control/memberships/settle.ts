/**
 * Gathers the facts about a person, and does what reconcile decided, in the caller's transaction.
 *
 * Leaving is done here alone: the membership and every session end together, so there is no moment in which one is
 * gone and the other is not. Regions hear that access tokens are over (revocations); when they would have run out is noted.
 */
import { sql } from "kysely";
import { newId, type OrganisationId, type OwnRoleId, type PersonId } from "../../base/ids.ts";
import { ROLES, type ActorFace, type Role } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import { isOwnAddress } from "../domains/domains.ts";
import type { InvitedTo } from "../access-tables.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { ControlTables } from "../tables.ts";
import { heldBy, replaceNarrow } from "./held.store.ts";
import { assignmentKey, type Assignment } from "./holdings.ts";
import type { Facts, Outcome } from "./reconcile.ts";

type Tx = TrailTransaction<ControlTables>;
export type Person = { readonly id: PersonId; readonly name: string; readonly email: string };
/** What the speaker itself knows; the rest is in the database. */
export type Speaking = Pick<Facts, "by" | "linked" | "justInTime" | "said" | "narrow" | "otherwise"> & { readonly provisioned?: Facts["provisioned"]; readonly invited?: Facts["invited"] };

/**
 * Whoever speaks about an address waits here for whoever else does, in any organisation: of two who would make its person, the
 * second finds the first one's. Taken before the person is looked for and before any row is locked, or two could wait for each other.
 */
export async function oneAtATime(tx: Tx, address: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`address ${address.toLowerCase()}`}, 0))`.execute(tx);
}

/** Locks the organisation's administrators, so that two leaving at once cannot each be "not the last". */
export async function factsOf(tx: Tx, organisation: OrganisationId, email: string, person: Person | null, speaking: Speaking, now: Date): Promise<Facts> {
  const administrators = await tx.selectFrom("membership").select("person_id").where("organisation_id", "=", organisation).where(sql<boolean>`'administrator' = any(roles)`).orderBy("person_id").forUpdate().execute();
  const membership = person ? await tx.selectFrom("membership").select("roles").where("organisation_id", "=", organisation).where("person_id", "=", person.id).executeTakeFirst() : undefined;
  const source = person ? await tx.selectFrom("membership_source").select("source").where("organisation_id", "=", organisation).where("person_id", "=", person.id).executeTakeFirst() : undefined;
  const provisioned = person ? await tx.selectFrom("scim_user").select("active").where("organisation_id", "=", organisation).where("person_id", "=", person.id).executeTakeFirst() : undefined;
  const emergency = (await tx.selectFrom("break_glass").select("person_id").where("organisation_id", "=", organisation).execute()).map((row) => row.person_id);
  const policy = await tx.selectFrom("sign_on_policy").select("sso_only").where("organisation_id", "=", organisation).executeTakeFirst();
  const lastOf = (people: readonly PersonId[]): boolean => person !== null && people.length === 1 && people[0] === person.id;
  return {
    ...speaking,
    ownAddress: await isOwnAddress(tx, organisation, email),
    elsewhere: person !== null && !membership && (await isElsewhere(tx, organisation, person.id)),
    member: membership ? { source: source?.source ?? "invitation", roles: membership.roles } : null,
    emergency: person !== null && emergency.includes(person.id),
    last: policy?.sso_only === true && lastOf(emergency) ? "emergency" : lastOf(administrators.map((row) => row.person_id)) ? "administrator" : "no",
    provisioned: speaking.provisioned ?? (provisioned === undefined ? "unknown" : provisioned.active ? "active" : "inactive"),
    provisioning: await isProvisioning(tx, organisation),
    invited: speaking.invited ?? (await invitedAs(tx, organisation, email, now)),
    ssoOnly: policy?.sso_only ?? false,
  };
}

/** A person with that address who is not ours: of another organisation, or of none while another's provisioning holds them. */
async function isElsewhere(tx: Tx, organisation: OrganisationId, person: PersonId): Promise<boolean> {
  // Row security hides other organisations' rows, so the database is asked as the person: which is the most that it tells.
  await sql.raw(`SET LOCAL app.person_id = '${person}'`).execute(tx);
  const found = await tx.selectFrom("membership").select("organisation_id").where("person_id", "=", person).executeTakeFirst();
  await sql.raw(`SET LOCAL app.person_id = ''`).execute(tx);
  return found !== undefined && found.organisation_id !== organisation;
}

async function invitedAs(tx: Tx, organisation: OrganisationId, email: string, now: Date): Promise<readonly Role[] | null> {
  return (await tx.selectFrom("invitation").select("roles").where("organisation_id", "=", organisation).where("email", "=", email).where("expires_at", ">", now).executeTakeFirst())?.roles ?? null;
}

async function isProvisioning(tx: Tx, organisation: OrganisationId): Promise<boolean> {
  return (await tx.selectFrom("scim_token").select("id").where("organisation_id", "=", organisation).limit(1).executeTakeFirst()) !== undefined;
}

export type Ended = { readonly sessions: number };

/** Does what was decided. The caller audits what it was asked; who becomes or stops being a member is audited here. */
export async function settle(plane: ControlPlane, tx: Tx, organisation: OrganisationId, person: Person, facts: Facts, outcome: Exclude<Outcome, { kind: "refuse" }>, by: ActorFace, toldAt: Date, narrow: readonly Assignment[] = []): Promise<Ended> {
  const ended = await settleRoles(plane, tx, organisation, person, facts, outcome, by, toldAt);
  // A sign-in decides for those whom it brought; provisioning for everybody it knows.
  const decides = (outcome.kind === "join" || outcome.kind === "stay") && !facts.emergency && (facts.by === "scim" || outcome.source === "sso");
  if (decides) await settleNarrow(plane, tx, organisation, person.id, facts, narrow, by);
  return ended;
}

/** What the groups stand for beyond roles replaces what groups stood for before; what an administrator gave by hand stays. */
async function settleNarrow(plane: ControlPlane, tx: Tx, organisation: OrganisationId, person: PersonId, facts: Facts, narrow: readonly Assignment[], by: ActorFace): Promise<void> {
  const held = (await heldBy(tx, organisation, person)) ?? [];
  const before = held.filter(({ source, site, companyCodes, role }) => (source === "sso" || source === "scim") && (typeof role !== "string" || site !== null || companyCodes !== null));
  const keyOf = (list: readonly Assignment[]): string => list.map(assignmentKey).sort().join();
  if (keyOf(before) === keyOf(narrow)) return;
  await replaceNarrow(tx, organisation, person, narrow, ["sso", "scim"], facts.by === "scim" ? "scim" : "sso", plane.clock.now());
  await revoke(plane, tx, organisation, { person });
  await audit(tx, { actor: by, act: "memberships.change-assignments", object: { kind: "person", id: person }, before: { assignments: before }, after: { assignments: narrow } }, plane.auditSeal, plane.clock);
}

async function settleRoles(plane: ControlPlane, tx: Tx, organisation: OrganisationId, person: Person, facts: Facts, outcome: Exclude<Outcome, { kind: "refuse" }>, by: ActorFace, toldAt: Date): Promise<Ended> {
  const object = { kind: "person", id: person.id };
  switch (outcome.kind) {
    case "nothing":
      return { sessions: 0 };
    case "leave":
      return endAccess(plane, tx, organisation, person.id, by, toldAt);
    case "join":
      await tx.insertInto("membership").values({ organisation_id: organisation, person_id: person.id, roles: [...outcome.roles], created_at: plane.clock.now() }).execute();
      await setSource(plane, tx, organisation, person.id, outcome.source);
      // Whichever way they came, the invitation has served its purpose: its link must not be good for anything more.
      const invitation = await tx.deleteFrom("invitation").where("organisation_id", "=", organisation).where("email", "=", person.email).returning("assignments").executeTakeFirst();
      const narrower = outcome.source === "invitation" ? (invitation?.assignments ?? []) : [];
      await replaceNarrow(tx, organisation, person.id, narrower.map(invitedTo), ["administrator"], "administrator", plane.clock.now());
      await audit(tx, { actor: by, act: "memberships.join", object, after: { roles: outcome.roles, ...(narrower.length > 0 && { assignments: narrower }), source: outcome.source } }, plane.auditSeal, plane.clock);
      return { sessions: 0 };
    case "stay":
      await stay(plane, tx, organisation, person.id, facts.member?.roles ?? [], outcome, by);
      return { sessions: 0 };
  }
}

/** Own roles by id alone: what they hold is looked up when it is asked for. */
const invitedTo = ({ role, siteId, companyCodes }: InvitedTo): Assignment => ({
  role: ROLES.find((one) => one === role) ?? { id: role as OwnRoleId, name: "", permissions: [] }, site: siteId, companyCodes,
});

async function stay(plane: ControlPlane, tx: Tx, organisation: OrganisationId, person: PersonId, before: readonly Role[], outcome: Outcome & { kind: "stay" }, by: ActorFace): Promise<void> {
  await setSource(plane, tx, organisation, person, outcome.source);
  if ([...before].sort().join() === [...outcome.roles].sort().join()) return;
  await tx.updateTable("membership").set({ roles: [...outcome.roles] }).where("organisation_id", "=", organisation).where("person_id", "=", person).execute();
  if (!outcome.roles.includes("administrator")) await tx.deleteFrom("break_glass").where("organisation_id", "=", organisation).where("person_id", "=", person).execute();
  await revoke(plane, tx, organisation, { person });
  await audit(tx, { actor: by, act: "memberships.change-roles", object: { kind: "person", id: person }, before: { roles: before }, after: { roles: outcome.roles, source: outcome.source } }, plane.auditSeal, plane.clock);
}

async function setSource(plane: ControlPlane, tx: Tx, organisation: OrganisationId, person: PersonId, source: "invitation" | "sso" | "scim"): Promise<void> {
  await tx
    .insertInto("membership_source")
    .values({ organisation_id: organisation, person_id: person, source, connection_id: null, changed_at: plane.clock.now() })
    .onConflict((row) => row.columns(["organisation_id", "person_id"]).doUpdateSet({ source, changed_at: plane.clock.now() }))
    .execute();
}

/** Access tokens live this long; see platform/tokens. */
const ACCESS_TOKEN_MS = 5 * 60_000;

/** The membership and every session of the person, at once. @param toldAt when we were first told, for the measure on the page. */
export async function endAccess(plane: ControlPlane, tx: Tx, organisation: OrganisationId, person: PersonId, by: ActorFace, toldAt: Date): Promise<Ended> {
  await tx.deleteFrom("membership").where("organisation_id", "=", organisation).where("person_id", "=", person).execute();
  await tx.deleteFrom("membership_source").where("organisation_id", "=", organisation).where("person_id", "=", person).execute();
  const ended = await tx.deleteFrom("session").where("person_id", "=", person).returning("id").execute();
  await revoke(plane, tx, organisation, { person });
  const { rows } = await sql<{ at: Date | null }>`select max(at) as at from audit_entry where site_id = ${organisation} and actor_id = ${person} and act = 'sites.issue-token'`.execute(tx);
  const now = plane.clock.now();
  const issuedAt = rows[0]?.at ?? null;
  const tokensEndAt = issuedAt === null || issuedAt.getTime() + ACCESS_TOKEN_MS <= now.getTime() ? null : new Date(issuedAt.getTime() + ACCESS_TOKEN_MS);
  await tx.insertInto("lockout").values({ organisation_id: organisation, id: newId("lck"), person_id: person, told_at: toldAt, locked_out_at: now, sessions_ended: ended.length, tokens_end_at: tokensEndAt }).execute();
  await audit(tx, { actor: by, act: "memberships.leave", object: { kind: "person", id: person }, detail: { sessions: ended.length } }, plane.auditSeal, plane.clock);
  return { sessions: ended.length };
}
