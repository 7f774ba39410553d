/**
 * Signs, for one who may see the organisation's people, who may read findings at a site and by which assignment. The region that
 * gets it decides what that means for a finding; control learns nothing of it.
 */
import { notFound } from "../../base/errors.ts";
import { parseId } from "../../base/ids.ts";
import { needOrganisation } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { signStatement } from "../../platform/tokens/tokens.ts";
import { atSite, assignmentKey, heldFrom, narrowOf, rightsOf, type Assignment } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { siteOf } from "../sites/sites.ts";

/** People who are named per assignment; the others are counted. */
const NAMED = 50;
type Said = { role: string; allSites: boolean; companyCodes: readonly string[] | null; count: number; names: string[] };

/** @throws Refusal forbidden; not_found. */
export async function sayViewers(plane: ControlPlane, { actor, assignments }: SignedIn, siteIdText: string): Promise<string> {
  needOrganisation(actor, actor.organisation, "people", "read");
  const site = parseId("sit", siteIdText);
  const signer = await plane.tokenKeys.signer();
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const found = await siteOf(tx, actor.organisation, site);
    if (!found || !atSite(assignments, site)) throw notFound("site");
    const rows = await tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id").select(["person.name", "membership.roles", narrowOf.as("narrow")])
      .where("membership.organisation_id", "=", actor.organisation).where("person.kind", "=", "person").orderBy("person.name").execute();
    const said = new Map<string, Said>();
    for (const { name, roles, narrow } of rows) for (const one of heldFrom(roles, narrow)) if (reads(one, site)) add(said, one, name);
    await audit(tx, { actor, act: "people.say-viewers", object: { kind: "site", id: site } }, plane.auditSeal, plane.clock);
    return signStatement(signer, { region: found.region, site, person: actor.person, about: "viewers" }, [...said.values()], plane.clock.now().getTime());
  });
}

const reads = (one: Assignment, site: string): boolean => (one.site === null || one.site === site) && rightsOf(one).includes("findings:read");

function add(said: Map<string, Said>, one: Assignment, name: string): void {
  const key = assignmentKey(one);
  const known = said.get(key) ?? { role: typeof one.role === "string" ? one.role : one.role.name, allSites: one.site === null, companyCodes: one.companyCodes, count: 0, names: [] };
  known.count += 1;
  if (known.names.length < NAMED) known.names.push(name);
  said.set(key, known);
}
