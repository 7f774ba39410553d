/** Routes of tests and parameters: they translate, the verbs decide. */
import { createRoute, z } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import { pageQuery, siteParams } from "../region.schema.ts";
import { draftParameters } from "./draft-parameters.ts";
import { listParameters, readParameters } from "./list-parameters.ts";
import { listTests, readTest, type LastCoverage } from "./list-tests.ts";
import { draftSchema, testListSchema, testPageSchema, versionField, versionListSchema, versionSchema } from "./parameters.schema.ts";
import { withdrawDraft } from "./withdraw-draft.ts";

const versionParams = siteParams.extend({ version: versionField });
const one = (description: string) => ({ description, content: { "application/json": { schema: versionSchema } } });

const tests = createRoute({
  method: "get", path: "/api/sites/{siteId}/tests", operationId: "listTests", tags: ["parameters"],
  request: { params: siteParams },
  responses: { 200: { description: "Tests as the site has set them", content: { "application/json": { schema: testListSchema } } }, ...problemResponses },
});
const test = createRoute({
  method: "get", path: "/api/sites/{siteId}/tests/{testId}", operationId: "readTest", tags: ["parameters"],
  request: { params: siteParams.extend({ testId: z.string().openapi({ param: { name: "testId", in: "path" }, example: "FRD-08" }) }) },
  responses: { 200: { description: "One test: what it looks for, how it is set", content: { "application/json": { schema: testPageSchema } } }, ...problemResponses },
});
const list = createRoute({
  method: "get", path: "/api/sites/{siteId}/parameters", operationId: "listParameters", tags: ["parameters"],
  request: { params: siteParams, query: pageQuery },
  responses: { 200: { description: "Versions, newest first", content: { "application/json": { schema: versionListSchema } } }, ...problemResponses },
});
const draft = createRoute({
  method: "post", path: "/api/sites/{siteId}/parameters", operationId: "draftParameters", tags: ["parameters"],
  request: { params: siteParams, body: { required: true, content: { "application/json": { schema: draftSchema } } } },
  responses: { 201: one("The draft, which does not count yet"), ...problemResponses },
});
const read = createRoute({
  method: "get", path: "/api/sites/{siteId}/parameters/{version}", operationId: "readParameters", tags: ["parameters"],
  request: { params: versionParams },
  responses: { 200: one("One version"), ...problemResponses },
});
const withdraw = createRoute({
  method: "post", path: "/api/sites/{siteId}/parameters/{version}/withdraw", operationId: "withdrawParameters", tags: ["parameters"],
  request: { params: versionParams },
  responses: { 200: one("Withdrawn"), ...problemResponses },
});

export function parameterRoutes(app: HttpApp, deps: RegionDeps, coverage: LastCoverage): void {
  app.openapi(tests, async (c) => c.json(await listTests(deps, coverage, c.var.actor, parseId("sit", c.req.valid("param").siteId)), 200));
  app.openapi(test, async (c) => {
    const { siteId, testId } = c.req.valid("param");
    return c.json(await readTest(deps, coverage, c.var.actor, parseId("sit", siteId), testId), 200);
  });
  app.openapi(list, async (c) => c.json(await listParameters(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query")), 200));
  app.openapi(draft, async (c) => c.json(await draftParameters(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("json")), 201));
  app.openapi(read, async (c) => {
    const { siteId, version } = c.req.valid("param");
    return c.json(await readParameters(deps, c.var.actor, parseId("sit", siteId), version), 200);
  });
  app.openapi(withdraw, async (c) => {
    const { siteId, version } = c.req.valid("param");
    return c.json(await withdrawDraft(deps, c.var.actor, parseId("sit", siteId), version), 200);
  });
}
