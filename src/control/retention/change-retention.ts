/**
 * Setting how long entries are kept. It needs a fresh proof: shorter days delete for good what is older, at the next round. What concerns
 * sites is written with the change, for their regions to be told.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import type { OrganisationId, SiteId } from "../../base/ids.ts";
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { audit, keepFor } from "../../platform/audit/audit.ts";
import { inTrail, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import type { ControlTables } from "../tables.ts";
import { retentionView, type RetentionView } from "./show-retention.ts";

export type RetentionChange = { readonly organisationDays: number; readonly sites: readonly { readonly siteId: string; readonly days: number | null }[] };
type Tx = TrailTransaction<ControlTables>;

/** @throws Refusal forbidden; invalid retention-too-short; not_found for a site that is not this organisation's. */
export function changeRetention(plane: ControlPlane, { actor }: SignedIn, change: RetentionChange): Promise<RetentionView> {
  const now = plane.clock.now();
  const { organisation } = actor;
  needOrganisation(actor, organisation, "organisation", "change", now.getTime());
  needStrong(actor, now.getTime());
  refuseTooShort(change, plane.retentionDays);
  return inTrail(plane.database, organisation, async (tx) => {
    // One after the other in an organisation, so that the last word of two is the last for every region.
    await tx.selectFrom("organisation").select("id").where("id", "=", organisation).forUpdate().executeTakeFirstOrThrow();
    const before = await retentionView(plane, tx, organisation);
    for (const { siteId, days } of change.sites) {
      const site = before.sites.find((one) => one.siteId === siteId);
      if (site === undefined) throw notFound("site");
      await setSite(tx, organisation, site.siteId, days);
    }
    if (change.organisationDays !== before.organisationDays) await keepFor(tx, change.organisationDays, now);
    const moved = (await retentionView(plane, tx, organisation)).sites.filter(({ siteId, days }) => days !== before.sites.find((one) => one.siteId === siteId)?.days);
    for (const { siteId } of moved) await oweMessage(tx, organisation, siteId, now);
    const after = await retentionView(plane, tx, organisation);
    const facts = { before: factsOf(before), after: factsOf(after) };
    if (JSON.stringify(facts.before) === JSON.stringify(facts.after)) return after;
    await audit(tx, { actor, act: "retention.change", object: { kind: "organisation", id: organisation }, ...facts }, plane.auditSeal, plane.clock);
    return after;
  });
}

function refuseTooShort({ organisationDays, sites }: RetentionChange, least: number): void {
  const short = [{ at: "/organisationDays", days: organisationDays }, ...sites.map(({ days }, n) => ({ at: `/sites/${n}/days`, days: days ?? least }))].filter(({ days }) => days < least);
  if (short.length === 0) return;
  throw new Refusal("invalid", "retention-too-short", `Entries are kept for at least ${least} days. Nobody can have them deleted earlier, so that an audit finds them.`, short.map(({ at }) => ({ at, expected: `${least} days or more` })));
}

async function setSite(tx: Tx, organisation: OrganisationId, site: SiteId, days: number | null): Promise<void> {
  if (days === null) await tx.deleteFrom("site_retention").where("organisation_id", "=", organisation).where("site", "=", site).execute();
  else await tx.insertInto("site_retention").values({ organisation_id: organisation, site, days }).onConflict((row) => row.columns(["organisation_id", "site"]).doUpdateSet({ days })).execute();
}

/** The region is to be told, from now on until it confirms. */
async function oweMessage(tx: Tx, organisation: OrganisationId, site: SiteId, now: Date): Promise<void> {
  const due = { set_at: now, attempts: 0, due_at: now };
  await tx.insertInto("retention_message").values({ site, organisation_id: organisation, ...due }).onConflict((row) => row.column("site").doUpdateSet(due)).execute();
}

/** By site id: what a site is called may change. */
const factsOf = ({ organisationDays, sites }: RetentionView) => ({ organisationDays, sites: Object.fromEntries(sites.map(({ siteId, days, own }) => [siteId, own ? days : `as the organisation, ${days}`])) });
