/** A site as the API shows it. */
import { z } from "@hono/zod-openapi";
import { REGION_NAMES, REGIONS, type Region } from "../../base/regions.ts";
import { ROLES, type Role } from "../../platform/access/access.ts";
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
    role: z.enum(ROLES).openapi({ description: "The first of the person's roles at this site" }),
    roles: z.array(z.enum(ROLES)),
    permissions: z.array(z.string()).openapi({ description: "What the person may do at this site, as area:action" }),
  })
  .openapi("Site");

export type SiteView = z.infer<typeof siteSchema>;

export function siteView(site: SiteRow, origins: Readonly<Record<Region, string>>, roles: readonly Role[], permissions: ReadonlySet<string>): SiteView {
  return {
    id: site.id,
    name: site.name,
    region: site.region,
    regionName: REGION_NAMES[site.region],
    origin: origins[site.region],
    state: site.state,
    role: roles[0] as Role,
    roles: [...roles],
    permissions: [...permissions].sort(),
  };
}

export const newSiteSchema = z
  .strictObject({
    name: nameField,
    region: z.enum(REGIONS).openapi({ description: "Chosen once; a site never moves" }),
  })
  .openapi("NewSite");
