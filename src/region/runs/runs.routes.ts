/** Routes of runs: they translate, the verbs decide. */
import { createRoute, z } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import { pageQuery, siteParams } from "../region.schema.ts";
import { listRuns, readRun } from "./list-runs.ts";
import { startRun } from "./start-run.ts";
import { runListSchema, runSchema } from "./runs.schema.ts";

const list = createRoute({
  method: "get", path: "/api/sites/{siteId}/runs", operationId: "listRuns", tags: ["runs"],
  request: { params: siteParams, query: pageQuery },
  responses: { 200: { description: "Runs, newest first", content: { "application/json": { schema: runListSchema } } }, ...problemResponses },
});
const read = createRoute({
  method: "get", path: "/api/sites/{siteId}/runs/{runId}", operationId: "readRun", tags: ["runs"],
  request: { params: siteParams.extend({ runId: z.string().openapi({ param: { name: "runId", in: "path" } }) }) },
  responses: { 200: { description: "One run with its progress and outcome", content: { "application/json": { schema: runSchema } } }, ...problemResponses },
});

const start = createRoute({
  method: "post", path: "/api/sites/{siteId}/runs", operationId: "startRun", tags: ["runs"],
  request: { params: siteParams },
  responses: { 202: { description: "The run, in line", content: { "application/json": { schema: runSchema } } }, ...problemResponses },
});

export function runRoutes(app: HttpApp, deps: RegionDeps): void {
  app.openapi(list, async (c) => c.json(await listRuns(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query")), 200));
  app.openapi(start, async (c) => c.json(await startRun(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId)), 202));
  app.openapi(read, async (c) => {
    const { siteId, runId } = c.req.valid("param");
    return c.json(await readRun(deps, c.var.actor, parseId("sit", siteId), runId), 200);
  });
}
