/** Routes of the activity page, and of the log behind it. */
import { createRoute, z } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { activityFilter, activityListSchema, activityQuery, packQuery, trailStateSchema } from "../../platform/activity/activity.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import { siteParams } from "../region.schema.ts";
import { exportActivity, exportActivityOcsf, proveActivity, readLogFile, readTrailState } from "./export-activity.ts";
import { listActivity } from "./list-activity.ts";

const list = createRoute({
  method: "get", path: "/api/sites/{siteId}/activity", operationId: "listActivity", tags: ["activity"],
  request: { params: siteParams, query: activityQuery },
  responses: { 200: { description: "Acts on the site's data, newest first", content: { "application/json": { schema: activityListSchema } } }, ...problemResponses },
});
const pack = createRoute({
  method: "get", path: "/api/sites/{siteId}/activity/pack", operationId: "exportActivity", tags: ["activity"],
  request: { params: siteParams, query: packQuery },
  responses: { 200: { description: "Entries with proofs, oldest first; check it with `spendward audit verify`", content: { "application/octet-stream": { schema: z.string() } } }, ...problemResponses },
});
const ocsf = createRoute({
  method: "get", path: "/api/sites/{siteId}/activity/ocsf", operationId: "exportOcsf", tags: ["activity"],
  request: { params: siteParams, query: activityFilter },
  responses: { 200: { description: "Entries as OCSF 1.4.0 events, one JSON object a line, oldest first", content: { "application/octet-stream": { schema: z.string() } } }, ...problemResponses },
});
const checkpoint = createRoute({
  method: "get", path: "/api/sites/{siteId}/activity/checkpoint", operationId: "readTrail", tags: ["activity"],
  request: { params: siteParams },
  responses: { 200: { description: "The log's key, its newest checkpoint, and those of days that are over", content: { "application/json": { schema: trailStateSchema } } }, ...problemResponses },
});
const proof = createRoute({
  method: "get", path: "/api/sites/{siteId}/activity/{entryId}/proof", operationId: "proveActivity", tags: ["activity"],
  request: { params: siteParams.extend({ entryId: z.string().openapi({ param: { name: "entryId", in: "path" } }) }) },
  responses: { 200: { description: "One entry with its proof (c2sp.org/tlog-proof)", content: { "application/octet-stream": { schema: z.string() } } }, ...problemResponses },
});

const attachment = (name: string): Record<string, string> => ({ "Content-Type": "application/octet-stream", "Content-Disposition": `attachment; filename="${name}"` });

export function activityRoutes(app: HttpApp, deps: RegionDeps): void {
  app.openapi(list, async (c) => c.json(await listActivity(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query")), 200));
  app.openapi(pack, async (c) => {
    const text = await exportActivity(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query"));
    return c.body(text, 200, attachment("activity.jsonl"));
  });
  app.openapi(ocsf, async (c) => {
    const text = await exportActivityOcsf(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query"));
    return c.body(text, 200, attachment("activity-ocsf.jsonl"));
  });
  app.openapi(checkpoint, async (c) => c.json(await readTrailState(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId)), 200));
  app.openapi(proof, async (c) => {
    const { siteId, entryId } = c.req.valid("param");
    return c.body(await proveActivity(deps, c.var.actor, parseId("sit", siteId), entryId), 200, attachment(`${entryId}.tlog-proof`));
  });
  // Paths as c2sp.org/tlog-tiles has them, of any depth, and therefore not in OpenAPI.
  app.get("/api/sites/:siteId/log/:path{.+}", async (c) => {
    const { bytes, type } = await readLogFile(deps, c.var.actor, parseId("sit", c.req.param("siteId")), c.req.param("path"));
    return c.body(Buffer.from(bytes), 200, { "Content-Type": type });
  });
}
