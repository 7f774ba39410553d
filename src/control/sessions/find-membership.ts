/** Who a person is to us: their organisation and roles. Read before the organisation is known, so scoped to the person. */
import { sql } from "kysely";
import { invariant } from "../../base/errors.ts";
import { isId, type OrganisationId, type PersonId } from "../../base/ids.ts";
import type { Role } from "../../platform/access/access.ts";
import { inTrail, OPERATOR, type Database, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import { heldFrom, narrowOf, type Assignment } from "../memberships/memberships.ts";
import type { SessionPolicy } from "../sign-on-policy/sign-on-policy.ts";
import type { ControlTables } from "../tables.ts";

export type Membership = {
  readonly person: PersonId;
  readonly organisation: OrganisationId;
  readonly organisationName: string;
  readonly roles: readonly Role[];
  /** Of the person's tokens, as of the roles above: read in one statement with them. */
  readonly generation: number;
  /** All that is held, the roles included. */
  readonly assignments: readonly Assignment[];
  /** How the organisation wants its people to sign in. */
  readonly policy: SessionPolicy;
};

async function membershipOf(tx: TrailTransaction<ControlTables>, person: PersonId): Promise<Membership | null> {
  invariant(isId("per", person), "a person's id is checked before it is put into SQL by hand");
  await sql.raw(`SET LOCAL app.person_id = '${person}'`).execute(tx);
  const found = await tx
    .selectFrom("membership")
    .innerJoin("organisation", "organisation.id", "membership.organisation_id")
    .leftJoin("sign_on_policy as policy", "policy.organisation_id", "membership.organisation_id")
    .leftJoin("break_glass as emergency", (join) => join.onRef("emergency.organisation_id", "=", "membership.organisation_id").onRef("emergency.person_id", "=", "membership.person_id"))
    .leftJoin("token_generation", (join) => join.onRef("token_generation.organisation_id", "=", "membership.organisation_id").onRef("token_generation.holder", "=", "membership.person_id"))
    .select(["membership.organisation_id", "organisation.name", "membership.roles", narrowOf.as("narrow"), "policy.sso_only", "policy.session_most_minutes", "policy.session_idle_minutes", "policy.own_factor", "policy.allowed_networks", "emergency.named_at", "token_generation.generation"])
    .where("membership.person_id", "=", person)
    .executeTakeFirst();
  if (!found) return null;
  const policy = { ssoOnly: found.sso_only ?? false, sessionMostMinutes: found.session_most_minutes, sessionIdleMinutes: found.session_idle_minutes, ownFactor: found.own_factor ?? false, allowedNetworks: found.allowed_networks ?? [], emergency: found.named_at !== null };
  return { person, organisation: found.organisation_id, organisationName: found.name, roles: found.roles, assignments: heldFrom(found.roles, found.narrow), generation: found.generation ?? 0, policy };
}

export function findMembership(db: Database<ControlTables>, person: PersonId): Promise<Membership | null> {
  return inTrail(db, OPERATOR, (tx) => membershipOf(tx, person));
}

/** The same by email address. Does the same work for an address that nobody has, so that its time tells nothing. */
export function findMembershipByEmail(db: Database<ControlTables>, email: string): Promise<Membership | null> {
  return inTrail(db, OPERATOR, async (tx) => {
    const found = await tx.selectFrom("person").select("id").where("email", "=", email).where("kind", "=", "person").executeTakeFirst();
    return membershipOf(tx, found?.id ?? "per_00000000-0000-0000-0000-000000000000");
  });
}
