/** Routes of the population: they translate, the verbs decide. */
import { createRoute } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import { siteParams } from "../region.schema.ts";
import { populationRowsQuery, populationRowsSchema, populationSchema } from "./population.schema.ts";
import { readPopulation, readPopulationRows } from "./read-population.ts";

const read = createRoute({
  method: "get", path: "/api/sites/{siteId}/population", operationId: "readPopulation", tags: ["population"],
  request: { params: siteParams },
  responses: { 200: { description: "First digits and repeated amounts", content: { "application/json": { schema: populationSchema } } }, ...problemResponses },
});
const rows = createRoute({
  method: "get", path: "/api/sites/{siteId}/population/rows", operationId: "readPopulationRows", tags: ["population"],
  request: { params: siteParams, query: populationRowsQuery },
  responses: { 200: { description: "Documents behind a figure: by digits, or by amount and currency", content: { "application/json": { schema: populationRowsSchema } } }, ...problemResponses },
});

export function populationRoutes(app: HttpApp, deps: RegionDeps): void {
  app.openapi(read, async (c) => c.json(await readPopulation(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId)), 200));
  app.openapi(rows, async (c) => c.json(await readPopulationRows(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query")), 200));
}
