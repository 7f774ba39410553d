/** Sites over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import { atSite } from "../memberships/memberships.ts";
import type { ControlPlane } from "../plane.ts";
import { createSite } from "./create-site.ts";
import { issueRegionToken } from "./issue-region-token.ts";
import { listSites } from "./list-sites.ts";
import { newSiteSchema, siteSchema, siteView } from "./sites.schema.ts";

const list = createRoute({
  method: "get",
  path: "/api/sites",
  operationId: "listSites",
  tags: ["sites"],
  responses: {
    200: {
      description: "The organisation's sites",
      content: { "application/json": { schema: z.object({ items: z.array(siteSchema), nextCursor: z.string().nullable(), total: z.number().int() }) } },
    },
    ...problemResponses,
  },
});

const create = createRoute({
  method: "post",
  path: "/api/sites",
  operationId: "createSite",
  tags: ["sites"],
  request: { body: { required: true, content: { "application/json": { schema: newSiteSchema } } } },
  responses: { 201: { description: "The new site", content: { "application/json": { schema: siteSchema } } }, ...problemResponses },
});

const token = createRoute({
  method: "post",
  path: "/api/sites/{siteId}/token",
  operationId: "issueRegionToken",
  tags: ["sites"],
  request: { params: z.object({ siteId: z.string() }) },
  responses: {
    200: {
      description: "A token for the site's region, valid for five minutes",
      content: { "application/json": { schema: z.object({ token: z.string(), expiresAt: z.iso.datetime(), origin: z.string() }).openapi("RegionToken") } },
    },
    ...problemResponses,
  },
});

/** @param onCreated called after a site was made, so that its region hears of it at once. */
export function siteRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane, onCreated: () => void): void {
  app.openapi(list, async (c) => {
    const items = await listSites(plane, await signedIn(c));
    return c.json({ items: [...items], nextCursor: null, total: items.length }, 200);
  });
  app.openapi(create, async (c) => {
    const by = await signedIn(c);
    const site = await createSite(plane, by, c.req.valid("json"));
    onCreated();
    return c.json(siteView(site, plane.regionOrigins, by.assignments, atSite(by.assignments, site.id) ?? { permissions: new Set(), scopes: [] }), 201);
  });
  app.openapi(token, async (c) => {
    const issued = await issueRegionToken(plane, await signedIn(c), c.req.valid("param").siteId);
    return c.json({ ...issued, expiresAt: issued.expiresAt.toISOString() }, 200);
  });
}
