/** Route of the overview. */
import { createRoute } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { Workbench } from "../findings/findings.ts";
import type { RegionDeps } from "../region.deps.ts";
import { siteParams } from "../region.schema.ts";
import { overviewSchema } from "./overview.schema.ts";
import { readOverview } from "./read-overview.ts";

const read = createRoute({
  method: "get", path: "/api/sites/{siteId}/overview", operationId: "readOverview", tags: ["overview"],
  request: { params: siteParams },
  responses: { 200: { description: "The site's first page in numbers", content: { "application/json": { schema: overviewSchema } } }, ...problemResponses },
});

export function overviewRoutes(app: HttpApp, deps: RegionDeps, workbench: Workbench): void {
  app.openapi(read, async (c) => c.json(await readOverview(deps, workbench, c.var.actor, parseId("sit", c.req.valid("param").siteId)), 200));
}
