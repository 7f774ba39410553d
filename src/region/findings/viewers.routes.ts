/** Routes about who sees what of the findings: they translate, the verbs decide. */
import { createRoute, z } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { PublicKeys } from "../../platform/tokens/tokens.ts";
import type { RegionDeps } from "../region.deps.ts";
import { siteParams } from "../region.schema.ts";
import { companyCodesSchema, listCompanyCodes, previewAccess, previewAskedSchema, previewSchema, showViewers, viewersAskedSchema, viewersSchema } from "./viewers.ts";
import type { Workbench } from "./workbench.ts";

const preview = createRoute({
  method: "post", path: "/api/sites/{siteId}/access-preview", operationId: "previewAccess", tags: ["access"],
  request: { params: siteParams, body: { required: true, content: { "application/json": { schema: previewAskedSchema } } } },
  responses: { 200: { description: "What whoever has these company codes would be shown, in numbers", content: { "application/json": { schema: previewSchema } } }, ...problemResponses },
});
const codes = createRoute({
  method: "get", path: "/api/sites/{siteId}/company-codes", operationId: "listCompanyCodes", tags: ["access"],
  request: { params: siteParams },
  responses: { 200: { description: "Company codes that findings rest on", content: { "application/json": { schema: companyCodesSchema } } }, ...problemResponses },
});
const viewers = createRoute({
  method: "post", path: "/api/sites/{siteId}/findings/{findingId}/viewers", operationId: "showViewers", tags: ["access"],
  request: {
    params: siteParams.extend({ findingId: z.string().openapi({ param: { name: "findingId", in: "path" } }) }),
    body: { required: true, content: { "application/json": { schema: viewersAskedSchema } } },
  },
  responses: { 200: { description: "By which assignments it is seen, and by whom", content: { "application/json": { schema: viewersSchema } } }, ...problemResponses },
});

export function viewerRoutes(app: HttpApp, deps: RegionDeps, controlKeys: PublicKeys, workbench: Workbench): void {
  app.openapi(preview, async (c) => c.json(await previewAccess(deps, workbench, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("json")), 200));
  app.openapi(codes, async (c) => c.json(await listCompanyCodes(deps, workbench, c.var.actor, parseId("sit", c.req.valid("param").siteId)), 200));
  app.openapi(viewers, async (c) => {
    const { siteId, findingId } = c.req.valid("param");
    return c.json(await showViewers(deps, controlKeys, workbench, c.var.actor, parseId("sit", siteId), findingId, c.req.valid("json").statement), 200);
  });
}
