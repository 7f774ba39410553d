/** The organisation's people by name: roles, second factor, when they last signed in. A page at a time: there may be thousands. */
import { sql } from "kysely";
import type { PersonId } from "../../base/ids.ts";
import { needOrganisation, type Role } from "../../platform/access/access.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { heldFrom, inWords, narrowOf } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";

export type PersonView = {
  readonly id: PersonId;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** Narrower assignments, in words: the role, and that it is limited. */
  readonly narrower: readonly string[];
  readonly joinedAt: Date;
  readonly lastSignedInAt: Date | null;
  readonly authenticator: boolean;
  readonly passkeys: number;
  readonly you: boolean;
};
export type PeoplePage = { readonly items: readonly PersonView[]; readonly nextCursor: string | null; readonly total: number };
export type PeopleAsked = { readonly q?: string | undefined; readonly cursor?: string | undefined; readonly limit: number };

/** Signs that LIKE gives a meaning. */
const literally = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

/** The cursor is the number of people already given: an address, which would be exact, does not belong in a URL. */
export function listPeople(plane: ControlPlane, { actor }: SignedIn, { q, cursor, limit }: PeopleAsked): Promise<PeoplePage> {
  needOrganisation(actor, actor.organisation, "people", "read");
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const offset = Number(cursor ?? 0);
    const wanted = q?.trim().toLowerCase();
    let people = tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id").where("membership.organisation_id", "=", actor.organisation).where("person.kind", "=", "person");
    if (wanted) people = people.where((eb) => eb.or([eb("person.email", "like", `%${literally(wanted)}%`), eb(sql`lower(person.name)`, "like", `%${literally(wanted)}%`)]));
    const { total } = await people.select((eb) => eb.fn.countAll<string>().as("total")).executeTakeFirstOrThrow();
    const rows = await people
      .select(["person.id", "person.name", "person.email", "membership.roles", narrowOf.as("narrow"), "membership.created_at", "person.last_signed_in_at"])
      .select([
        sql<boolean>`exists (select from authenticator where authenticator.person_id = person.id and state = 'active')`.as("authenticator"),
        sql<number>`(select count(*)::int from passkey where passkey.person_id = person.id)`.as("passkeys"),
      ])
      .orderBy("person.email")
      .offset(offset)
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit);
    return {
      items: shown.map((row) => ({
        id: row.id, name: row.name, email: row.email, roles: row.roles, narrower: heldFrom([], row.narrow).map(inWords), joinedAt: row.created_at, lastSignedInAt: row.last_signed_in_at, authenticator: row.authenticator, passkeys: row.passkeys, you: row.id === actor.person,
      })),
      nextCursor: rows.length > limit ? String(offset + limit) : null,
      total: Number(total),
    };
  });
}
