/** Routes of findings: they translate, the verbs decide. */
import { createRoute, z } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import { siteParams } from "../region.schema.ts";
import { findingDetailSchema, findingListSchema, findingsQuery } from "./findings.schema.ts";
import { findingsCsv } from "./findings-csv.ts";
import { listFindings } from "./list-findings.ts";
import { readFinding } from "./read-finding.ts";
import type { Workbench } from "./workbench.ts";

const list = createRoute({
  method: "get", path: "/api/sites/{siteId}/findings", operationId: "listFindings", tags: ["findings"],
  request: { params: siteParams, query: findingsQuery },
  responses: { 200: { description: "Findings of the newest run that is done", content: { "application/json": { schema: findingListSchema } } }, ...problemResponses },
});
const read = createRoute({
  method: "get", path: "/api/sites/{siteId}/findings/{findingId}", operationId: "readFinding", tags: ["findings"],
  request: { params: siteParams.extend({ findingId: z.string().openapi({ param: { name: "findingId", in: "path" } }) }) },
  responses: { 200: { description: "One finding with its evidence", content: { "application/json": { schema: findingDetailSchema } } }, ...problemResponses },
});
const csv = createRoute({
  method: "get", path: "/api/sites/{siteId}/findings.csv", operationId: "exportFindings", tags: ["findings"],
  request: { params: siteParams, query: findingsQuery.omit({ limit: true, cursor: true }) },
  responses: { 200: { description: "The chosen findings, best first", content: { "text/csv": { schema: z.string() } } }, ...problemResponses },
});

export function findingRoutes(app: HttpApp, deps: RegionDeps, workbench: Workbench): void {
  app.openapi(list, async (c) => c.json(await listFindings(deps, workbench, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query")), 200));
  app.openapi(read, async (c) => {
    const { siteId, findingId } = c.req.valid("param");
    return c.json(await readFinding(deps, workbench, c.var.actor, parseId("sit", siteId), findingId), 200);
  });
  app.openapi(csv, async (c) => {
    const text = await findingsCsv(deps, workbench, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query"));
    return c.body(text, 200, { "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": 'attachment; filename="findings.csv"' });
  });
}
