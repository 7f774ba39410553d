/** Groups: their members are rows, so that one with thousands is changed by what changes alone; roles follow in the same transaction. */
import { sql } from "kysely";
import { z } from "zod";
import { isId, newId, type OrganisationId, type ProvisionedGroupId, type ProvisionedUserId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { ControlPlane } from "../plane.ts";
import { filterOf } from "./filter.ts";
import type { Operation } from "./patch.ts";
import { ScimProblem } from "./scim-error.ts";
import { ACTOR, personOf, settleUser, USER_COLUMNS, type By, type Tx } from "./users.ts";

export const GROUP_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const MOST_GROUPS = 2_000;
/** Per request; a provider with more to say says it in several. */
export const MOST_CHANGES = 2_000;

export type GroupRow = { readonly id: ProvisionedGroupId; readonly display_name: string; readonly external_id: string | null; readonly revision: number; readonly created_at: Date; readonly changed_at: Date };
export const GROUP_COLUMNS = ["id", "display_name", "external_id", "revision", "created_at", "changed_at"] as const;

const member = z.looseObject({ value: z.string().max(60) });
const body = z.looseObject({ displayName: z.string().trim().min(1).max(300).regex(/^[^\p{Cc}]*$/u), externalId: z.string().max(300).nullish(), members: z.array(member).max(20_000).nullish() });
export type GroupBody = z.infer<typeof body>;

export function groupBody(input: unknown): GroupBody {
  const parsed = body.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ScimProblem(400, `${parsed.error.issues[0]?.path.join(".") || "The request"}: ${parsed.error.issues[0]?.message ?? "is not valid"}`, "invalidValue");
}

export const groupOf = (tx: Tx, organisation: OrganisationId, id: string): Promise<GroupRow | undefined> =>
  tx.selectFrom("scim_group").select(GROUP_COLUMNS).where("organisation_id", "=", organisation).where("id", "=", id as ProvisionedGroupId).forUpdate().executeTakeFirst();

export async function membersOf(tx: Tx, organisation: OrganisationId, id: ProvisionedGroupId): Promise<readonly ProvisionedUserId[]> {
  return (await tx.selectFrom("scim_group_member").select("user_id").where("organisation_id", "=", organisation).where("group_id", "=", id).orderBy("user_id").execute()).map((row) => row.user_id);
}

export async function saveGroup(plane: ControlPlane, tx: Tx, by: By, known: GroupRow | null, group: GroupBody): Promise<GroupRow> {
  const { organisation } = by;
  const folded = group.displayName.toLowerCase();
  const other = await tx.selectFrom("scim_group").select("id").where("organisation_id", "=", organisation).where("display_name_folded", "=", folded).executeTakeFirst();
  if (other && other.id !== known?.id) throw new ScimProblem(409, "There is a group of this displayName already.", "uniqueness");
  const now = plane.clock.now();
  const row = { display_name: group.displayName, display_name_folded: folded, external_id: group.externalId ?? null, changed_at: now };
  if (!known) {
    const { count } = await tx.selectFrom("scim_group").select(sql<number>`count(*)`.as("count")).where("organisation_id", "=", organisation).executeTakeFirstOrThrow();
    if (count >= MOST_GROUPS) throw new ScimProblem(413, `At most ${MOST_GROUPS} groups can be provisioned.`, "tooMany");
  }
  const saved = known
    ? await tx.updateTable("scim_group").set({ ...row, revision: sql`revision + 1` }).where("organisation_id", "=", organisation).where("id", "=", known.id).returning(GROUP_COLUMNS).executeTakeFirstOrThrow()
    : await tx.insertInto("scim_group").values({ organisation_id: organisation, id: newId("grp"), ...row, revision: 1, created_at: now }).returning(GROUP_COLUMNS).executeTakeFirstOrThrow();
  const before = known ? await membersOf(tx, organisation, saved.id) : [];
  const after = group.members === undefined || group.members === null ? before : group.members.map(({ value }) => value as ProvisionedUserId);
  // A new name can stand for another role: then everybody in it is looked at.
  const renamed = known !== null && known.display_name !== group.displayName;
  await changeMembers(plane, tx, by, saved, { add: minus(after, before), remove: minus(before, after), also: renamed ? before : [] });
  await audit(tx, { actor: ACTOR, act: "provisioning.change-group", object: { kind: "group", id: saved.id }, after: { displayName: group.displayName, made: known === null } }, plane.auditSeal, plane.clock);
  return saved;
}

const minus = <T>(some: readonly T[], others: readonly T[]): T[] => {
  const without = new Set(others);
  return [...new Set(some)].filter((one) => !without.has(one));
};

type Change = { readonly add: readonly ProvisionedUserId[]; readonly remove: readonly ProvisionedUserId[]; readonly also?: readonly ProvisionedUserId[] };

async function changeMembers(plane: ControlPlane, tx: Tx, by: By, group: GroupRow, { add, remove, also = [] }: Change): Promise<void> {
  const { organisation } = by;
  if (add.length + remove.length + also.length > MOST_CHANGES) throw new ScimProblem(413, `At most ${MOST_CHANGES} members can change in one request.`, "tooMany");
  const wrong = add.find((id) => !isId("usr", id));
  const known = add.length === 0 ? [] : await tx.selectFrom("scim_user").select("id").where("organisation_id", "=", organisation).where("id", "in", [...add]).execute();
  if (wrong !== undefined || known.length !== add.length) throw new ScimProblem(400, "A member is not one of the provisioned users.", "invalidValue");
  const key = { organisation_id: organisation, group_id: group.id };
  if (add.length > 0) await tx.insertInto("scim_group_member").values(add.map((user_id) => ({ ...key, user_id }))).onConflict((row) => row.doNothing()).execute();
  if (remove.length > 0) await tx.deleteFrom("scim_group_member").where("organisation_id", "=", organisation).where("group_id", "=", group.id).where("user_id", "in", [...remove]).execute();
  await settleUsers(plane, tx, by, [...new Set([...add, ...remove, ...also])]);
}

export async function settleUsers(plane: ControlPlane, tx: Tx, by: By, ids: readonly ProvisionedUserId[]): Promise<void> {
  if (ids.length === 0) return;
  const users = await tx.selectFrom("scim_user").select(USER_COLUMNS).where("organisation_id", "=", by.organisation).where("id", "in", [...ids]).orderBy("id").execute();
  for (const user of users) await settleUser(plane, tx, by, user, await personOf(tx, user.person_id));
}

/** Members by set operations; the rest of a group is two texts. */
export async function patchGroup(plane: ControlPlane, tx: Tx, by: By, known: GroupRow, operations: readonly Operation[]): Promise<GroupRow> {
  let group: GroupBody = { displayName: known.display_name, externalId: known.external_id };
  for (const operation of operations) {
    const path = operation.path ?? "";
    if (/^members(\[|$)/.test(path)) await patchMembers(plane, tx, by, known, operation);
    else if (path === "displayName" || path === "externalId") group = { ...group, [path]: operation.op === "remove" ? null : operation.value };
    else if (path !== "id" && path !== "schemas") throw new ScimProblem(400, "A group has displayName, externalId and members.", "invalidPath");
  }
  return saveGroup(plane, tx, by, known, groupBody(group));
}

async function patchMembers(plane: ControlPlane, tx: Tx, by: By, group: GroupRow, { op, path, value }: Operation): Promise<void> {
  const before = await membersOf(tx, by.organisation, group.id);
  const inPath = /^members\[(.+)\]$/.exec(path ?? "")?.[1];
  if (inPath !== undefined) {
    if (op !== "remove") throw new ScimProblem(400, "Members are added by their value.", "invalidPath");
    const filter = filterOf(inPath);
    return changeMembers(plane, tx, by, group, { add: [], remove: before.filter((id) => filter?.matches({ value: id }) ?? false) });
  }
  const parsed = z.array(member).max(20_000).safeParse(value === undefined || value === null ? [] : [value].flat());
  if (!parsed.success) throw new ScimProblem(400, "Members are objects with a value.", "invalidValue");
  const named = parsed.data.map((one) => one.value as ProvisionedUserId);
  if (op === "add") return changeMembers(plane, tx, by, group, { add: minus(named, before), remove: [] });
  if (op === "replace") return changeMembers(plane, tx, by, group, { add: minus(named, before), remove: minus(before, named) });
  return changeMembers(plane, tx, by, group, { add: [], remove: value === undefined || value === null ? before : named.filter((id) => before.includes(id)) });
}

export async function deleteGroup(plane: ControlPlane, tx: Tx, by: By, group: GroupRow): Promise<void> {
  const before = await membersOf(tx, by.organisation, group.id);
  await changeMembers(plane, tx, by, group, { add: [], remove: before });
  await tx.deleteFrom("scim_group").where("organisation_id", "=", by.organisation).where("id", "=", group.id).execute();
  await audit(tx, { actor: ACTOR, act: "provisioning.change-group", object: { kind: "group", id: group.id }, after: { deleted: true } }, plane.auditSeal, plane.clock);
}
