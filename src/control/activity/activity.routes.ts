/** Routes of the organisation's activity, and of the log behind it. The same answers as a site's activity in its region. */
import { createRoute, z } from "@hono/zod-openapi";
import { activityFilter, activityListSchema, activityQuery, packQuery, trailStateSchema } from "../../platform/activity/activity.ts";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { exportActivity, exportActivityOcsf, listActivity, proveActivity, readLogFile, readTrailState } from "./read-activity.ts";

const list = createRoute({
  method: "get", path: "/api/activity", operationId: "listActivity", tags: ["activity"],
  request: { query: activityQuery },
  responses: { 200: { description: "Acts in the organisation, newest first", content: { "application/json": { schema: activityListSchema } } }, ...problemResponses },
});
const pack = createRoute({
  method: "get", path: "/api/activity/pack", operationId: "exportActivity", tags: ["activity"],
  request: { query: packQuery },
  responses: { 200: { description: "Entries with proofs, oldest first; check it with `spendward audit verify`", content: { "application/octet-stream": { schema: z.string() } } }, ...problemResponses },
});
const ocsf = createRoute({
  method: "get", path: "/api/activity/ocsf", operationId: "exportOcsf", tags: ["activity"],
  request: { query: activityFilter },
  responses: { 200: { description: "Entries as OCSF 1.4.0 events, one JSON object a line, oldest first", content: { "application/octet-stream": { schema: z.string() } } }, ...problemResponses },
});
const checkpoint = createRoute({
  method: "get", path: "/api/activity/checkpoint", operationId: "readTrail", tags: ["activity"],
  responses: { 200: { description: "The log's key, its newest checkpoint, and those of days that are over", content: { "application/json": { schema: trailStateSchema } } }, ...problemResponses },
});
const proof = createRoute({
  method: "get", path: "/api/activity/{entryId}/proof", operationId: "proveActivity", tags: ["activity"],
  request: { params: z.object({ entryId: z.string() }) },
  responses: { 200: { description: "One entry with its proof (c2sp.org/tlog-proof)", content: { "application/octet-stream": { schema: z.string() } } }, ...problemResponses },
});
const log = createRoute({
  method: "get", path: "/api/log/{path}", operationId: "readLog", tags: ["activity"],
  request: { params: z.object({ path: z.string().openapi({ description: "`checkpoint`, or a tile's path of any depth (c2sp.org/tlog-tiles)." }) }) },
  responses: { 200: { description: "A file of the log", content: { "application/octet-stream": { schema: z.string() } } }, ...problemResponses },
});

const attachment = (name: string): Record<string, string> => ({ "Content-Type": "application/octet-stream", "Content-Disposition": `attachment; filename="${name}"` });

export function activityRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(list, async (c) => c.json(await listActivity(plane, await signedIn(c), c.req.valid("query")), 200));
  app.openapi(pack, async (c) => c.body(await exportActivity(plane, await signedIn(c), c.req.valid("query")), 200, attachment("activity.jsonl")));
  app.openapi(ocsf, async (c) => c.body(await exportActivityOcsf(plane, await signedIn(c), c.req.valid("query")), 200, attachment("activity-ocsf.jsonl")));
  app.openapi(checkpoint, async (c) => c.json(await readTrailState(plane, await signedIn(c)), 200));
  app.openapi(proof, async (c) => {
    const { entryId } = c.req.valid("param");
    return c.body(await proveActivity(plane, await signedIn(c), entryId), 200, attachment(`${entryId}.tlog-proof`));
  });
  // A path of any depth, which OpenAPI cannot say.
  app.openAPIRegistry.registerPath(log);
  app.get("/api/log/:path{.+}", async (c) => {
    const { bytes, type } = await readLogFile(plane, await signedIn(c), c.req.param("path"));
    return c.body(Buffer.from(bytes), 200, { "Content-Type": type });
  });
}
