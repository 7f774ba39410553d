/** Route of the activity page. */
import { createRoute } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import { pageQuery, siteParams } from "../region.schema.ts";
import { activityListSchema } from "./activity.schema.ts";
import { listActivity } from "./list-activity.ts";

const list = createRoute({
  method: "get", path: "/api/sites/{siteId}/activity", operationId: "listActivity", tags: ["activity"],
  request: { params: siteParams, query: pageQuery },
  responses: { 200: { description: "Acts on the site's data, newest first", content: { "application/json": { schema: activityListSchema } } }, ...problemResponses },
});

export function activityRoutes(app: HttpApp, deps: RegionDeps): void {
  app.openapi(list, async (c) => c.json(await listActivity(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query")), 200));
}
