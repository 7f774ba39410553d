/** Routes of decisions: they translate, the verbs decide. */
import { createRoute, z } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { Workbench } from "../findings/findings.ts";
import type { RegionDeps } from "../region.deps.ts";
import { siteParams } from "../region.schema.ts";
import { agreeDecision } from "./agree-decision.ts";
import { decideFinding } from "./decide-finding.ts";
import { decideSchema, decisionListSchema, decisionSchema, decisionsQuery } from "./decisions.schema.ts";
import { listDecisions } from "./list-decisions.ts";
import { undoDecision } from "./undo-decision.ts";

const one = siteParams.extend({ decisionId: z.string().openapi({ param: { name: "decisionId", in: "path" } }) });
const answer = (description: string) => ({ 200: { description, content: { "application/json": { schema: decisionSchema } } }, ...problemResponses });

const decide = createRoute({
  method: "post", path: "/api/sites/{siteId}/findings/{findingId}/decisions", operationId: "decideFinding", tags: ["decisions"],
  request: {
    params: siteParams.extend({ findingId: z.string().openapi({ param: { name: "findingId", in: "path" } }) }),
    body: { required: true, content: { "application/json": { schema: decideSchema } } },
  },
  responses: answer("The decision; a dismissal may wait for a second person"),
});
const list = createRoute({
  method: "get", path: "/api/sites/{siteId}/decisions", operationId: "listDecisions", tags: ["decisions"],
  request: { params: siteParams, query: decisionsQuery },
  responses: { 200: { description: "Decisions, newest first", content: { "application/json": { schema: decisionListSchema } } }, ...problemResponses },
});
const agree = createRoute({
  method: "post", path: "/api/sites/{siteId}/decisions/{decisionId}/agree", operationId: "agreeDecision", tags: ["decisions"],
  request: { params: one }, responses: answer("The decision, which counts from now on"),
});
const undo = createRoute({
  method: "post", path: "/api/sites/{siteId}/decisions/{decisionId}/undo", operationId: "undoDecision", tags: ["decisions"],
  request: { params: one }, responses: answer("The decision, which counts no more"),
});

export function decisionRoutes(app: HttpApp, deps: RegionDeps, workbench: Workbench): void {
  app.openapi(decide, async (c) => {
    const { siteId, findingId } = c.req.valid("param");
    return c.json(await decideFinding(deps, workbench, c.var.actor, parseId("sit", siteId), findingId, c.req.valid("json")), 200);
  });
  app.openapi(list, async (c) => c.json(await listDecisions(deps, workbench, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query")), 200));
  app.openapi(agree, async (c) => {
    const { siteId, decisionId } = c.req.valid("param");
    return c.json(await agreeDecision(deps, c.var.actor, parseId("sit", siteId), decisionId), 200);
  });
  app.openapi(undo, async (c) => {
    const { siteId, decisionId } = c.req.valid("param");
    return c.json(await undoDecision(deps, c.var.actor, parseId("sit", siteId), decisionId), 200);
  });
}
