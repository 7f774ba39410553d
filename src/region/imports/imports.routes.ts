/** Routes of imports: they translate, the verbs decide. */
import { createRoute, z } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import { pageQuery, siteParams } from "../region.schema.ts";
import { askImport } from "./ask-import.ts";
import { askImportSchema, importListSchema, importSchema } from "./imports.schema.ts";
import { listImports, readImport } from "./list-imports.ts";
import { problemsCsv } from "./problems-csv.ts";

const importParams = siteParams.extend({ importId: z.string().openapi({ param: { name: "importId", in: "path" } }) });

const ask = createRoute({
  method: "post", path: "/api/sites/{siteId}/imports", operationId: "askImport", tags: ["imports"],
  request: { params: siteParams, body: { required: true, content: { "application/json": { schema: askImportSchema } } } },
  responses: { 202: { description: "In line to be read", content: { "application/json": { schema: importSchema } } }, ...problemResponses },
});
const list = createRoute({
  method: "get", path: "/api/sites/{siteId}/imports", operationId: "listImports", tags: ["imports"],
  request: { params: siteParams, query: pageQuery },
  responses: { 200: { description: "Imports, newest first", content: { "application/json": { schema: importListSchema } } }, ...problemResponses },
});
const read = createRoute({
  method: "get", path: "/api/sites/{siteId}/imports/{importId}", operationId: "readImport", tags: ["imports"],
  request: { params: importParams },
  responses: { 200: { description: "One import with its progress and outcome", content: { "application/json": { schema: importSchema } } }, ...problemResponses },
});
const problems = createRoute({
  method: "get", path: "/api/sites/{siteId}/imports/{importId}/problems.csv", operationId: "importProblems", tags: ["imports"],
  request: { params: importParams },
  responses: { 200: { description: "Rows with problems", content: { "text/csv": { schema: z.string() } } }, ...problemResponses },
});

export function importRoutes(app: HttpApp, deps: RegionDeps): void {
  app.openapi(ask, async (c) => c.json(await askImport(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("json")), 202));
  app.openapi(list, async (c) => c.json(await listImports(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query")), 200));
  app.openapi(read, async (c) => {
    const { siteId, importId } = c.req.valid("param");
    return c.json(await readImport(deps, c.var.actor, parseId("sit", siteId), importId), 200);
  });
  app.openapi(problems, async (c) => {
    const { siteId, importId } = c.req.valid("param");
    const csv = await problemsCsv(deps, c.var.actor, parseId("sit", siteId), importId);
    return c.body(Buffer.from(csv).toString("utf8"), 200, { "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": 'attachment; filename="row-problems.csv"' });
  });
}
