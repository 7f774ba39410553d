/** Routes of back-tests: they translate, the verbs decide. */
import { createRoute } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import { versionField } from "../parameters/parameters.ts";
import type { RegionDeps } from "../region.deps.ts";
import { siteParams } from "../region.schema.ts";
import { backTestAnswerSchema, backTestSchema, differenceListSchema, differencesQuery, switchedSchema, switchOnSchema } from "./back-tests.schema.ts";
import { listDifferences, readBackTest } from "./read-back-test.ts";
import { startBackTest } from "./start-back-test.ts";
import { switchOn } from "./switch-on.ts";

const params = siteParams.extend({ version: versionField });

const start = createRoute({
  method: "post", path: "/api/sites/{siteId}/parameters/{version}/back-test", operationId: "startBackTest", tags: ["parameters"],
  request: { params },
  responses: { 202: { description: "In line; its progress is asked for", content: { "application/json": { schema: backTestSchema } } }, ...problemResponses },
});
const read = createRoute({
  method: "get", path: "/api/sites/{siteId}/parameters/{version}/back-test", operationId: "readBackTest", tags: ["parameters"],
  request: { params },
  responses: { 200: { description: "The newest trial of this version", content: { "application/json": { schema: backTestAnswerSchema } } }, ...problemResponses },
});
const differences = createRoute({
  method: "get", path: "/api/sites/{siteId}/parameters/{version}/differences", operationId: "listBackTestDifferences", tags: ["parameters"],
  request: { params, query: differencesQuery },
  responses: { 200: { description: "Findings gained, lost or changed", content: { "application/json": { schema: differenceListSchema } } }, ...problemResponses },
});
const on = createRoute({
  method: "post", path: "/api/sites/{siteId}/parameters/{version}/switch-on", operationId: "switchOnParameters", tags: ["parameters"],
  request: { params, body: { required: true, content: { "application/json": { schema: switchOnSchema } } } },
  responses: { 200: { description: "It counts from now on", content: { "application/json": { schema: switchedSchema, switchOnSchema } } }, ...problemResponses },
});

export function backTestRoutes(app: HttpApp, deps: RegionDeps): void {
  app.openapi(start, async (c) => {
    const { siteId, version } = c.req.valid("param");
    return c.json(await startBackTest(deps, c.var.actor, parseId("sit", siteId), version), 202);
  });
  app.openapi(read, async (c) => {
    const { siteId, version } = c.req.valid("param");
    return c.json(await readBackTest(deps, c.var.actor, parseId("sit", siteId), version), 200);
  });
  app.openapi(differences, async (c) => {
    const { siteId, version } = c.req.valid("param");
    return c.json(await listDifferences(deps, c.var.actor, parseId("sit", siteId), version, c.req.valid("query")), 200);
  });
  app.openapi(on, async (c) => {
    const { siteId, version } = c.req.valid("param");
    return c.json(await switchOn(deps, c.var.actor, parseId("sit", siteId), version, c.req.valid("json")), 200);
  });
}
