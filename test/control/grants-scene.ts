/** A customer with a site and tickets, and the operator's people around a grant. */
import type { OrganisationId } from "../../src/base/ids.ts";
import type { Duty } from "../../src/platform/access/access.ts";
import { addOrganisation, addPerson, asSuperuser, type Answer, type Browser } from "./scene.ts";
import { openStaffScene, staffPerson, type StaffPerson, type StaffScene } from "./staff-scene.ts";

export type GrantScene = {
  readonly scene: StaffScene;
  readonly organisation: OrganisationId;
  readonly administrator: Browser;
  readonly analyst: Browser;
  readonly rival: Browser;
  readonly site: string;
  readonly staff: (...duties: Duty[]) => Promise<StaffPerson>;
  readonly raise: (more?: object) => Promise<string>;
  readonly ask: (by: StaffPerson, ticket: string, more?: object) => Promise<Answer>;
};

export async function openGrantScene(): Promise<GrantScene> {
  const scene = await openStaffScene();
  const organisation = await addOrganisation(scene, "Northwind Foods");
  const administrator = await addPerson(scene, organisation, "admin@northwind.example", ["administrator"]);
  const analyst = await addPerson(scene, organisation, "analyst@northwind.example", ["analyst"]);
  const rival = await addPerson(scene, await addOrganisation(scene, "Rival Foods"), "rival@rival.example", ["administrator"]);
  const site = (await administrator.post("/api/sites", { name: "Head office", region: "uk" })).body.id as string;
  await asSuperuser(scene, "update site set state = 'ready', ready_at = now()");
  let count = 0;
  return {
    scene, organisation, administrator, analyst, rival, site,
    // A key of one's own each, so that nobody shares a device.
    staff: async (...duties) => staffPerson(scene, duties),
    raise: async (more = {}) => (await analyst.post("/api/tickets", { subject: `Ticket ${++count}`, message: "Canary-ticket: why is this a duplicate?", site, ...more })).body.id,
    ask: (by, ticket, more = {}) => by.browser.post("/api/staff/grants", { ticket, duty: "support", permissions: ["findings:read"], minutes: 60, reason: "Canary-reason: to see why it is listed.", ...more }),
  };
}
