/** Members of an organisation. Queries name the organisation as well: row security on the membership is the second lock. */
import { sql } from "kysely";
import { notFound, Refusal } from "../../base/errors.ts";
import type { OrganisationId, PersonId } from "../../base/ids.ts";
import type { Role } from "../../platform/access/access.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";

export type Tx = TrailTransaction<ControlTables>;
export type MemberRow = { readonly id: PersonId; readonly name: string; readonly email: string; readonly roles: Role[] };

/** Held until the transaction ends. @throws Refusal not_found also for a person of another organisation. */
export async function lockMember(tx: Tx, organisation: OrganisationId, person: PersonId): Promise<MemberRow> {
  const found = await tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id").select(["person.id", "person.name", "person.email", "membership.roles"])
    .where("membership.organisation_id", "=", organisation).where("membership.person_id", "=", person).where("person.kind", "=", "person").forUpdate("membership").executeTakeFirst();
  if (!found) throw notFound("person");
  return found;
}

/**
 * Refuses to take away the last administrator. All administrators are locked first, in one order, so that of two who are taken
 * away at once the second sees that the first is gone.
 * @throws Refusal conflict last-administrator, last-emergency.
 */
export async function needAnotherAdministrator(tx: Tx, organisation: OrganisationId, person: PersonId): Promise<void> {
  const administrators = await tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id").select("membership.person_id").where("membership.organisation_id", "=", organisation)
    .where("person.kind", "=", "person").where(sql<boolean>`'administrator' = any(membership.roles)`).orderBy("membership.person_id").forUpdate("membership").execute();
  if (!administrators.some((one) => one.person_id === person)) return;
  if (administrators.length === 1) {
    throw new Refusal("conflict", "last-administrator", "This is the only administrator of your organisation.", [{ remedy: "Make somebody else an administrator first." }]);
  }
  const policy = await tx.selectFrom("sign_on_policy").select("sso_only").where("organisation_id", "=", organisation).executeTakeFirst();
  const emergency = await tx.selectFrom("break_glass").select("person_id").where("organisation_id", "=", organisation).execute();
  if (policy?.sso_only === true && emergency.length === 1 && emergency[0]?.person_id === person) {
    throw new Refusal("conflict", "last-emergency", "This is the only administrator who can still use a password.", [{ remedy: "Name another emergency administrator first." }]);
  }
}

/** Nothing that this person could sign in with is left. Sessions are the caller's business. */
export async function removeCredentials(tx: Tx, person: PersonId): Promise<void> {
  for (const table of ["authenticator", "passkey", "recovery_code", "password_reset"] as const) await tx.deleteFrom(table).where("person_id", "=", person).execute();
  await tx.updateTable("credential").set({ password: null }).where("person_id", "=", person).execute();
}
