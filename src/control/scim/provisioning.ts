/** Provisioning as its page shows it, and which groups stand for which roles. */
import { sql } from "kysely";
import type { OrganisationId } from "../../base/ids.ts";
import { needOrganisation, needStrong, type Role } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { needGoodMapping } from "../assignments/assignments.ts";
import type { MappedGroup as Mapped } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { settleUsers } from "./groups.ts";
import { ScimProblem } from "./scim-error.ts";
import { Refusal } from "../../base/errors.ts";
import { rolesOf, type Tx } from "./users.ts";

const SHOWN_LOCKOUTS = 20;
const AT_ONCE = 200;

/** As its page shows it and changes it. */
type MappedGroup = Omit<Mapped, "companyCodes"> & { companyCodes?: string[] | null | undefined };
export type ProvisioningView = {
  baseUrl: string;
  tokens: { id: string; hint: string; createdAt: string; expiresAt: string; lastUsedAt: string | null }[];
  mapping: MappedGroup[];
  otherwise: Role | null;
  users: { active: number; inactive: number };
  groups: string[];
  lockouts: { person: string; toldAt: string; tookMs: number; sessionsEnded: number; tokensEndAt: string | null }[];
};

export function showProvisioning(plane: ControlPlane, { actor }: SignedIn): Promise<ProvisioningView> {
  needOrganisation(actor, actor.organisation, "sign-on", "read");
  return inTrail(plane.database, actor.organisation, (tx) => view(plane, tx, actor.organisation));
}

async function view(plane: ControlPlane, tx: Tx, organisation: OrganisationId): Promise<ProvisioningView> {
  const tokens = await tx.selectFrom("scim_token").select(["id", "hint", "created_at", "expires_at", "last_used_at"]).where("organisation_id", "=", organisation).orderBy("created_at").execute();
  const { mapping, otherwise } = await rolesOf(tx, organisation);
  const counts = await tx.selectFrom("scim_user").select(["active", sql<number>`count(*)`.as("count")]).where("organisation_id", "=", organisation).groupBy("active").execute();
  const groups = await tx.selectFrom("scim_group").select("display_name").where("organisation_id", "=", organisation).orderBy("display_name").limit(500).execute();
  const lockouts = await tx.selectFrom("lockout").innerJoin("person", "person.id", "lockout.person_id").select(["person.name", "told_at", "locked_out_at", "sessions_ended", "tokens_end_at"]).where("organisation_id", "=", organisation).orderBy("told_at", "desc").limit(SHOWN_LOCKOUTS).execute();
  return {
    baseUrl: `${plane.origin}/scim/v2`,
    tokens: tokens.map((row) => ({ id: row.id, hint: row.hint, createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString(), lastUsedAt: row.last_used_at?.toISOString() ?? null })),
    mapping: mapping.map(({ companyCodes, ...one }) => ({ ...one, ...(companyCodes && { companyCodes: [...companyCodes] }) })),
    otherwise,
    users: { active: counts.find((row) => row.active)?.count ?? 0, inactive: counts.find((row) => !row.active)?.count ?? 0 },
    groups: groups.map((row) => row.display_name),
    lockouts: lockouts.map((row) => ({ person: row.name, toldAt: row.told_at.toISOString(), tookMs: row.locked_out_at.getTime() - row.told_at.getTime(), sessionsEnded: row.sessions_ended, tokensEndAt: row.tokens_end_at?.toISOString() ?? null })),
  };
}

/** Everybody who is provisioned is looked at again, some at a time, so that no transaction holds thousands. */
export async function changeRoles(plane: ControlPlane, { actor, assignments }: SignedIn, change: { mapping: MappedGroup[]; otherwise: Role | null }): Promise<ProvisioningView> {
  needOrganisation(actor, actor.organisation, "sign-on", "change");
  needStrong(actor, plane.clock.now().getTime());
  const { organisation } = actor;
  const row = { mapping: JSON.stringify(change.mapping), otherwise: change.otherwise, changed_at: plane.clock.now() };
  const ids = await inTrail(plane.database, organisation, async (tx) => {
    await needGoodMapping(tx, organisation, assignments, change.mapping, change.otherwise);
    const before = await rolesOf(tx, organisation);
    await tx.insertInto("provisioning_roles").values({ organisation_id: organisation, ...row }).onConflict((conflict) => conflict.column("organisation_id").doUpdateSet(row)).execute();
    await audit(tx, { actor, act: "provisioning.change-roles", object: { kind: "organisation", id: organisation }, before, after: change }, plane.auditSeal, plane.clock);
    return (await tx.selectFrom("scim_user").select("id").where("organisation_id", "=", organisation).orderBy("id").execute()).map(({ id }) => id);
  });
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    await inTrail(plane.database, organisation, (tx) => settleUsers(plane, tx, { organisation, told: plane.clock.now() }, some)).catch((error: unknown) => {
      if (error instanceof ScimProblem) throw new Refusal("conflict", "roles-not-possible", error.message, [{ remedy: "The change is kept; people it cannot be applied to stay as they are." }]);
      throw error;
    });
  }
  return inTrail(plane.database, organisation, (tx) => view(plane, tx, organisation));
}
