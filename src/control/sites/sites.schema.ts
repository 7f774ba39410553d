/** A site as the API shows it. */
import { z } from "@hono/zod-openapi";
import { REGION_NAMES, REGIONS, type Region } from "../../base/regions.ts";
import type { Assignment, AtSite } from "../memberships/memberships.ts";
import { nameField } from "../name-field.ts";
import type { SiteRow } from "./sites.store.ts";

export const siteSchema = z
  .object({
    id: z.string().openapi({ example: "sit_01890a5d-ac96-774b-bcce-b302099a8057" }),
    name: z.string(),
    region: z.enum(REGIONS),
    regionName: z.string(),
    origin: z.string().openapi({ description: "Where the site's data is fetched from, straight from the browser" }),
    state: z.enum(["preparing", "ready"]),
    roles: z.array(z.string()).openapi({ description: "The person's roles at this site: ready-made ones by their id, the organisation's own by their name" }),
    permissions: z.array(z.string()).openapi({ description: "What the person may do at this site, as area:action, be it for some company codes only" }),
    companyCodes: z.array(z.string()).nullable().openapi({ description: "Some of these permissions hold for these company codes only; null: none is limited" }),
  })
  .openapi("Site");

export type SiteView = z.infer<typeof siteSchema>;

export function siteView(site: SiteRow, origins: Readonly<Record<Region, string>>, assignments: readonly Assignment[], { permissions, scopes }: AtSite): SiteView {
  const here = assignments.filter((one) => one.site === null || one.site === site.id);
  return {
    id: site.id,
    name: site.name,
    region: site.region,
    regionName: REGION_NAMES[site.region],
    origin: origins[site.region],
    state: site.state,
    roles: [...new Set(here.map(({ role }) => (typeof role === "string" ? role : role.name)))],
    permissions: [...new Set([...permissions, ...scopes.flatMap((scope) => scope.permissions)])].sort(),
    companyCodes: scopes.length === 0 ? null : [...new Set(scopes.flatMap((scope) => scope.companyCodes))].sort(),
  };
}

export const newSiteSchema = z
  .strictObject({
    name: nameField,
    region: z.enum(REGIONS).openapi({ description: "Chosen once; a site never moves" }),
  })
  .openapi("NewSite");
