/** The policy as it stands, with who could be an emergency administrator. */
import { sql } from "kysely";
import type { OrganisationId, PersonId } from "../../base/ids.ts";
import { needOrganisation } from "../../platform/access/access.ts";
import { inTrail, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import type { ControlTables } from "../tables.ts";

export type PolicyView = {
  readonly ssoOnly: boolean;
  readonly sessionMostMinutes: number | null;
  readonly sessionIdleMinutes: number | null;
  readonly ownFactor: boolean;
  readonly allowedNetworks: readonly string[];
  readonly administrators: readonly { readonly id: PersonId; readonly name: string; readonly email: string; readonly emergency: boolean; readonly hasPassword: boolean }[];
  /** What stands between here and single sign-on for everybody. */
  readonly missing: readonly ("domain" | "connection" | "emergency")[];
};

export function showPolicy(plane: ControlPlane, { actor }: SignedIn): Promise<PolicyView> {
  needOrganisation(actor, actor.organisation, "sign-on", "read");
  return inTrail(plane.database, actor.organisation, (tx) => policyView(tx, actor.organisation));
}

export async function policyView(tx: TrailTransaction<ControlTables>, organisation: OrganisationId): Promise<PolicyView> {
  const policy = await tx.selectFrom("sign_on_policy").select(["sso_only", "session_most_minutes", "session_idle_minutes", "own_factor", "allowed_networks"]).where("organisation_id", "=", organisation).executeTakeFirst();
  const administrators = await administratorsOf(tx, organisation);
  const domain = await tx.selectFrom("domain").select("name").where("organisation_id", "=", organisation).where("verified_at", "is not", null).limit(1).executeTakeFirst();
  const connection = await tx.selectFrom("connection").select("id").where("organisation_id", "=", organisation).where("state", "=", "on").whereRef("tested_revision", "=", "revision").limit(1).executeTakeFirst();
  return {
    ssoOnly: policy?.sso_only ?? false,
    sessionMostMinutes: policy?.session_most_minutes ?? null,
    sessionIdleMinutes: policy?.session_idle_minutes ?? null,
    ownFactor: policy?.own_factor ?? false,
    allowedNetworks: policy?.allowed_networks ?? [],
    administrators,
    missing: [
      ...(domain ? [] : (["domain"] as const)),
      ...(connection ? [] : (["connection"] as const)),
      ...(administrators.some((one) => one.emergency && one.hasPassword) ? [] : (["emergency"] as const)),
    ],
  };
}

async function administratorsOf(tx: TrailTransaction<ControlTables>, organisation: OrganisationId): Promise<PolicyView["administrators"]> {
  const { rows } = await sql<PolicyView["administrators"][number]>`
    select person.id, person.name, person.email,
           exists (select from break_glass b where b.organisation_id = ${organisation} and b.person_id = person.id) as emergency,
           exists (select from credential c where c.person_id = person.id and c.password is not null) as "hasPassword"
    from membership join person on person.id = membership.person_id
    where membership.organisation_id = ${organisation} and 'administrator' = any (membership.roles) and person.kind = 'person'
    order by person.name, person.id limit 200`.execute(tx);
  return rows;
}
