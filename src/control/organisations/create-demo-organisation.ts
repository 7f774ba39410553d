/**
 * The demo organisation: one site in the United Kingdom and a machine, "Demo loader", with the rights of an
 * analyst and no password. The loader goes through the same HTTP pipeline as a customer. Whoever uses the first-administrator link
 * becomes the administrator of this organisation. Safe to call at every start: it is made once.
 */
import { newId, type OrganisationId, type PersonId, type SiteId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { addSite } from "../sites/sites.ts";
import { isUniqueViolation } from "./organisations.store.ts";

export type DemoOrganisation = {
  readonly organisationId: OrganisationId;
  readonly siteId: SiteId;
  readonly siteName: string;
  readonly loaderId: PersonId;
  /** Value of a Cookie header for requests to control; such requests also need `Origin: <control's origin>`. */
  readonly cookie: string;
  /** false: the organisation was there before. */
  readonly created: boolean;
};

const SITE_NAME = "Demo ledger";
const ACTOR = { kind: "system", name: "demo" } as const;

export async function createDemoOrganisation(plane: ControlPlane): Promise<DemoOrganisation> {
  const known = await findDemo(plane);
  if (known) return openLoader(plane, known, false);
  const organisationId = newId("org");
  try {
    await inTrail(plane.database, organisationId, async (tx) => {
      const now = plane.clock.now();
      await tx.insertInto("organisation").values({ id: organisationId, name: "Demo organisation", created_at: now }).execute();
      const loader = await plane.accounts.createMachine(tx, "Demo loader");
      // An uploader may not say which column is which nor commit an import, so the loader is an analyst.
      await tx.insertInto("membership").values({ organisation_id: organisationId, person_id: loader, roles: ["analyst"], created_at: now }).execute();
      const siteId = await addSite(plane, tx, organisationId, { name: SITE_NAME, region: "uk" });
      await tx.insertInto("demo_organisation").values({ organisation_id: organisationId, site: siteId, loader_person_id: loader, created_at: now }).execute();
      await audit(tx, { actor: ACTOR, act: "organisations.create-demo", object: { kind: "organisation", id: organisationId }, after: { site: siteId, loader } }, plane.auditSeal, plane.clock);
    });
  } catch (error) {
    // Another node made it in the same moment; ours is undone, theirs is the one.
    if (!isUniqueViolation(error)) throw error;
    return openLoader(plane, (await findDemo(plane)) as Known, false);
  }
  return openLoader(plane, (await findDemo(plane)) as Known, true);
}

type Known = { readonly organisation_id: OrganisationId; readonly site: SiteId; readonly loader_person_id: PersonId };

const findDemo = (plane: ControlPlane): Promise<Known | undefined> =>
  plane.database.kysely.selectFrom("demo_organisation").select(["organisation_id", "site", "loader_person_id"]).executeTakeFirst();

function openLoader(plane: ControlPlane, known: Known, created: boolean): Promise<DemoOrganisation> {
  return inTrail(plane.database, known.organisation_id, async (tx) => {
    // One session at a time: the one from the last start is of no use to anybody.
    await tx.deleteFrom("session").where("person_id", "=", known.loader_person_id).execute();
    const cookie = await plane.accounts.openMachineSession(tx, known.loader_person_id);
    await audit(tx, { actor: ACTOR, act: "sessions.open-machine", object: { kind: "person", id: known.loader_person_id } }, plane.auditSeal, plane.clock);
    return { organisationId: known.organisation_id, siteId: known.site, siteName: SITE_NAME, loaderId: known.loader_person_id, cookie, created };
  });
}
