/** Routes of sanctions lists: they translate, the verbs decide. */
import { createRoute, z } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import { pageQuery, siteParams } from "../region.schema.ts";
import { askReading } from "./ask-reading.ts";
import { listVersions, readReading, type LastScreened } from "./list-versions.ts";
import { removeVersion } from "./remove-version.ts";
import { askReadingSchema, readingListSchema, readingSchema, versionListSchema } from "./sanctions-lists.schema.ts";

const list = createRoute({
  method: "get", path: "/api/sites/{siteId}/sanctions-lists", operationId: "listSanctionsLists", tags: ["sanctions-lists"],
  request: { params: siteParams, query: pageQuery },
  responses: { 200: { description: "Versions of sanctions lists, newest first", content: { "application/json": { schema: versionListSchema } } }, ...problemResponses },
});
const ask = createRoute({
  method: "post", path: "/api/sites/{siteId}/sanctions-lists/readings", operationId: "askSanctionsReading", tags: ["sanctions-lists"],
  request: { params: siteParams, body: { required: true, content: { "application/json": { schema: askReadingSchema } } } },
  responses: { 202: { description: "In line to be read: one reading for each list among the files", content: { "application/json": { schema: readingListSchema } } }, ...problemResponses },
});
const read = createRoute({
  method: "get", path: "/api/sites/{siteId}/sanctions-lists/readings/{readingId}", operationId: "readSanctionsReading", tags: ["sanctions-lists"],
  request: { params: siteParams.extend({ readingId: z.string().openapi({ param: { name: "readingId", in: "path" } }) }) },
  responses: { 200: { description: "One reading and what became of it", content: { "application/json": { schema: readingSchema } } }, ...problemResponses },
});
const remove = createRoute({
  method: "delete", path: "/api/sites/{siteId}/sanctions-lists/{versionId}", operationId: "removeSanctionsVersion", tags: ["sanctions-lists"],
  request: { params: siteParams.extend({ versionId: z.string().openapi({ param: { name: "versionId", in: "path" } }) }) },
  responses: { 204: { description: "Removed" }, ...problemResponses },
});

export function sanctionsListRoutes(app: HttpApp, deps: RegionDeps, lastScreened: LastScreened): void {
  app.openapi(list, async (c) => c.json(await listVersions(deps, lastScreened, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query")), 200));
  app.openapi(ask, async (c) => c.json(await askReading(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("json")), 202));
  app.openapi(read, async (c) => {
    const { siteId, readingId } = c.req.valid("param");
    return c.json(await readReading(deps, c.var.actor, parseId("sit", siteId), readingId), 200);
  });
  app.openapi(remove, async (c) => {
    const { siteId, versionId } = c.req.valid("param");
    await removeVersion(deps, c.var.actor, parseId("sit", siteId), versionId);
    return c.body(null, 204);
  });
}
