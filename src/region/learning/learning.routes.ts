/** Routes of learning: they translate, the verbs decide. */
import { createRoute } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import { siteParams } from "../region.schema.ts";
import { learningSchema, resetSchema } from "./learning.schema.ts";
import { readLearning } from "./read-learning.ts";
import { resetLearning } from "./reset-learning.ts";

const read = createRoute({
  method: "get", path: "/api/sites/{siteId}/learning", operationId: "readLearning", tags: ["learning"],
  request: { params: siteParams },
  responses: { 200: { description: "What this site's decisions do to its scores", content: { "application/json": { schema: learningSchema } } }, ...problemResponses },
});
const reset = createRoute({
  method: "post", path: "/api/sites/{siteId}/learning/reset", operationId: "resetLearning", tags: ["learning"],
  request: { params: siteParams },
  responses: { 200: { description: "Forgotten; the ledger is being examined again", content: { "application/json": { schema: resetSchema } } }, ...problemResponses },
});

export function learningRoutes(app: HttpApp, deps: RegionDeps): void {
  app.openapi(read, async (c) => c.json(await readLearning(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId)), 200));
  app.openapi(reset, async (c) => c.json(await resetLearning(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId)), 200));
}
