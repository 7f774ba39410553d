/** One person's assignments, and what they add up to: in the organisation and at each site. For their administrators. */
import { notFound } from "../../base/errors.ts";
import { parseId, type PersonId, type SiteId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import { needOrganisation, type Permission, type Scope } from "../../platform/access/access.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { atSite, heldBy, inOrganisation, isAdministrator, mayGive, revisionOf, type Held } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { sitesOf } from "../sites/sites.ts";

export type PersonAccess = {
  readonly person: { readonly id: PersonId; readonly name: string; readonly email: string };
  readonly held: readonly Held[];
  readonly revision: string;
  readonly mayChange: boolean;
  readonly organisation: readonly Permission[];
  readonly sites: readonly { readonly id: SiteId; readonly name: string; readonly region: Region; readonly permissions: readonly Permission[]; readonly scopes: readonly Scope[] }[];
};

/** @throws Refusal forbidden; not_found also for a person of another organisation. */
export function showAssignments(plane: ControlPlane, { actor, assignments: asker }: SignedIn, personIdText: string): Promise<PersonAccess> {
  needOrganisation(actor, actor.organisation, "people", "read");
  const id = parseId("per", personIdText);
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const person = await tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id").select(["person.id", "person.name", "person.email"])
      .where("membership.organisation_id", "=", actor.organisation).where("membership.person_id", "=", id).where("person.kind", "=", "person").executeTakeFirst();
    const held = person && (await heldBy(tx, actor.organisation, id));
    if (!person || !held) throw notFound("person");
    const sites = await sitesOf(tx, actor.organisation);
    return {
      person, held, revision: revisionOf(held),
      mayChange: actor.permissions.has("people:change") && mayGive(asker, held) && (id !== actor.person || isAdministrator(asker)),
      organisation: [...inOrganisation(held)].sort(),
      sites: sites.flatMap(({ id: site, name, region }) => {
        const here = atSite(held, site);
        return here ? [{ id: site, name, region, permissions: [...here.permissions].sort(), scopes: here.scopes }] : [];
      }),
    };
  });
}
