/** Users: what the provider says about a person, and what comes of it. One transaction per request. */
import { sql } from "kysely";
import { z } from "zod";
import { newId, type OrganisationId, type PersonId, type ProvisionedUserId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import { isOwnAddress } from "../domains/domains.ts";
import { narrowAssignments } from "../assignments/assignments.ts";
import { factsOf, narrowSaid, oneAtATime, reconcile, rolesSaid, settle, WHY_REFUSED, type Person, type RoleMapping } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";
import { booleanOf } from "./patch.ts";
import { ScimProblem } from "./scim-error.ts";

export type Tx = TrailTransaction<ControlTables>;
export const USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User";
export const MOST_USERS = 20_000;
const MOST_RESOURCE_CHARACTERS = 20_000;

export type UserRow = { readonly id: ProvisionedUserId; readonly person_id: PersonId; readonly resource: Record<string, unknown>; readonly active: boolean; readonly email: string; readonly revision: number; readonly created_at: Date; readonly changed_at: Date };
export const USER_COLUMNS = ["id", "person_id", "resource", "active", "email", "revision", "created_at", "changed_at"] as const;
export type By = { readonly organisation: OrganisationId; readonly told: Date };
export const ACTOR = { kind: "system", name: "provisioning" } as const;

const text = z.string().trim().min(1).max(254).regex(/^[^\p{Cc}\p{Cs}]*$/u, "visible characters");
const body = z.looseObject({
  userName: text,
  externalId: z.string().max(300).nullish(),
  active: z.unknown().transform((value) => value === undefined || value === null || booleanOf(value)).refine((value) => value !== undefined, "a boolean"),
  displayName: z.string().max(200).nullish(),
  name: z.looseObject({ formatted: z.string().max(300).nullish(), givenName: z.string().max(200).nullish(), familyName: z.string().max(200).nullish() }).nullish(),
  emails: z.array(z.looseObject({ value: text, primary: z.unknown().transform((value) => booleanOf(value) ?? false) })).max(20).nullish(),
});
export type UserBody = z.infer<typeof body>;

/** @throws ScimProblem 400 invalidValue, saying which attribute. */
export function userBody(input: unknown): UserBody {
  const parsed = body.safeParse(input);
  if (!parsed.success) throw new ScimProblem(400, `${parsed.error.issues[0]?.path.join(".") || "The request"}: ${parsed.error.issues[0]?.message ?? "is not valid"}`, "invalidValue");
  // What is ours to say, and what never belongs into a directory.
  const { id: _id, meta: _meta, groups: _groups, password: _password, ...kept } = parsed.data as UserBody & Record<string, unknown>;
  if (JSON.stringify(kept).length > MOST_RESOURCE_CHARACTERS) throw new ScimProblem(413, "A user has at most 20,000 characters.", "tooMany");
  return kept as UserBody;
}

const emailOf = (user: UserBody): string => (user.emails?.find(({ primary }) => primary)?.value ?? user.emails?.[0]?.value ?? user.userName).toLowerCase();
function nameOf(user: UserBody): string {
  const parts = [user.name?.givenName, user.name?.familyName].filter(Boolean).join(" ");
  const name = user.displayName || user.name?.formatted || parts || (emailOf(user).split("@")[0] as string);
  return name.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, "").trim().slice(0, 200) || user.userName;
}

export const userOf = (tx: Tx, organisation: OrganisationId, id: string): Promise<UserRow | undefined> =>
  tx.selectFrom("scim_user").select(USER_COLUMNS).where("organisation_id", "=", organisation).where("id", "=", id as ProvisionedUserId).forUpdate().executeTakeFirst();

/** Makes the user, or makes it what the provider says now. @throws ScimProblem 400, 409 */
export async function saveUser(plane: ControlPlane, tx: Tx, by: By, known: UserRow | null, user: UserBody): Promise<UserRow> {
  const { organisation } = by;
  const email = emailOf(user);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new ScimProblem(400, "userName or emails must hold an email address.", "invalidValue");
  await oneAtATime(tx, email);
  await needFree(tx, organisation, known, user);
  const person = await personFor(plane, tx, by, known, user, email);
  const now = plane.clock.now();
  const row = { user_name: user.userName, user_name_folded: user.userName.toLowerCase(), external_id: user.externalId ?? null, email, active: user.active as boolean, resource: JSON.stringify(user), changed_at: now };
  const saved = known
    ? await tx.updateTable("scim_user").set({ ...row, revision: sql`revision + 1` }).where("organisation_id", "=", organisation).where("id", "=", known.id).returning(USER_COLUMNS).executeTakeFirstOrThrow()
    : await tx.insertInto("scim_user").values({ organisation_id: organisation, id: newId("usr"), person_id: person.id, ...row, revision: 1, created_at: now }).returning(USER_COLUMNS).executeTakeFirstOrThrow();
  await settleUser(plane, tx, by, saved, person);
  await audit(tx, { actor: ACTOR, act: "provisioning.change-user", object: { kind: "person", id: person.id }, after: { userName: user.userName, active: user.active, made: known === null } }, plane.auditSeal, plane.clock);
  return saved;
}

async function needFree(tx: Tx, organisation: OrganisationId, known: UserRow | null, user: UserBody): Promise<void> {
  const other = await tx.selectFrom("scim_user").select("id").where("organisation_id", "=", organisation).where("user_name_folded", "=", user.userName.toLowerCase()).executeTakeFirst();
  if (other && other.id !== known?.id) throw new ScimProblem(409, "There is a user of this userName already.", "uniqueness");
  if (known) return;
  const { count } = await tx.selectFrom("scim_user").select(sql<number>`count(*)`.as("count")).where("organisation_id", "=", organisation).executeTakeFirstOrThrow();
  if (count >= MOST_USERS) throw new ScimProblem(413, `At most ${MOST_USERS} users can be provisioned.`, "tooMany");
}

async function personFor(plane: ControlPlane, tx: Tx, { organisation }: By, known: UserRow | null, user: UserBody, email: string): Promise<Person> {
  const name = nameOf(user);
  const holder = await tx.selectFrom("person").select(["id", "name", "email"]).where("email", "=", email).executeTakeFirst();
  if (!known) {
    const taken = holder && (await tx.selectFrom("scim_user").select("id").where("organisation_id", "=", organisation).where("person_id", "=", holder.id).executeTakeFirst());
    if (taken) throw new ScimProblem(409, "There is a user of this email address already.", "uniqueness");
    // An address that is not the customer's own is refused before anything is made of it.
    if (!(await isOwnAddress(tx, organisation, email))) throw new ScimProblem(400, WHY_REFUSED["address-not-yours"], "invalidValue");
    return holder ?? { id: await plane.accounts.createPerson(tx, { name, email }), name, email };
  }
  if (holder && holder.id !== known.person_id) throw new ScimProblem(409, WHY_REFUSED["address-elsewhere"], "uniqueness");
  const before = await tx.selectFrom("person").select(["id", "name", "email"]).where("id", "=", known.person_id).executeTakeFirstOrThrow();
  if (before.email !== email && !(await isOwnAddress(tx, organisation, email))) throw new ScimProblem(400, WHY_REFUSED["address-not-yours"], "invalidValue");
  if (before.email !== email || before.name !== name) await tx.updateTable("person").set({ email, name, updated_at: plane.clock.now() }).where("id", "=", before.id).execute();
  return { id: before.id, name, email };
}

export type Roles = { readonly mapping: RoleMapping; readonly otherwise: Parameters<typeof factsOf>[4]["otherwise"] };
export async function rolesOf(tx: Tx, organisation: OrganisationId): Promise<Roles> {
  const row = await tx.selectFrom("provisioning_roles").select(["mapping", "otherwise"]).where("organisation_id", "=", organisation).executeTakeFirst();
  return row ?? { mapping: [], otherwise: null };
}

/** What the reconciler makes of this user, with the groups as they are. @throws ScimProblem 409 */
export async function settleUser(plane: ControlPlane, tx: Tx, by: By, user: Pick<UserRow, "id" | "active" | "person_id">, person: Person): Promise<void> {
  const { organisation } = by;
  const groups = await tx.selectFrom("scim_group_member as member").innerJoin("scim_group as named", (join) => join.onRef("named.organisation_id", "=", "member.organisation_id").onRef("named.id", "=", "member.group_id"))
    .select("named.display_name").where("member.organisation_id", "=", organisation).where("member.user_id", "=", user.id).execute();
  const { mapping, otherwise } = await rolesOf(tx, organisation);
  const values = groups.map((group) => group.display_name);
  const narrow = await narrowAssignments(tx, organisation, narrowSaid(mapping, values));
  const facts = await factsOf(tx, organisation, person.email, person, { by: "scim", linked: true, justInTime: false, said: rolesSaid(mapping, values), narrow: narrow.length > 0, otherwise, provisioned: user.active ? "active" : "inactive" }, plane.clock.now());
  const outcome = reconcile(facts);
  if (outcome.kind === "refuse") throw new ScimProblem(409, WHY_REFUSED[outcome.why], "mutability");
  await settle(plane, tx, organisation, person, facts, outcome, ACTOR, by.told, narrow);
}

export async function personOf(tx: Tx, id: PersonId): Promise<Person> {
  return tx.selectFrom("person").select(["id", "name", "email"]).where("id", "=", id).executeTakeFirstOrThrow();
}

/** Locked out first, forgotten then. */
export async function deleteUser(plane: ControlPlane, tx: Tx, by: By, user: UserRow): Promise<void> {
  await settleUser(plane, tx, by, { ...user, active: false }, await personOf(tx, user.person_id));
  await tx.deleteFrom("scim_user").where("organisation_id", "=", by.organisation).where("id", "=", user.id).execute();
  await audit(tx, { actor: ACTOR, act: "provisioning.change-user", object: { kind: "person", id: user.person_id }, after: { deleted: true } }, plane.auditSeal, plane.clock);
}
