/** Routes of uploads: they translate, the verbs decide. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, type HttpEnv, problemResponses } from "../../platform/http/http.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { PublicKeys } from "../../platform/tokens/tokens.ts";
import { pageQuery, siteParams } from "../region.schema.ts";
import { listUploads, readUpload } from "./list-uploads.ts";
import { passIn } from "./pass-in.ts";
import { removeUpload } from "./remove-upload.ts";
import { answerTus } from "./tus.ts";
import { uploadListSchema, uploadSchema } from "./uploads.schema.ts";

const uploadParams = siteParams.extend({ uploadId: z.string().openapi({ param: { name: "uploadId", in: "path" } }) });

const list = createRoute({
  method: "get", path: "/api/sites/{siteId}/uploads", operationId: "listUploads", tags: ["uploads"],
  request: { params: siteParams, query: pageQuery },
  responses: { 200: { description: "Files sent, newest first", content: { "application/json": { schema: uploadListSchema } } }, ...problemResponses },
});
const read = createRoute({
  method: "get", path: "/api/sites/{siteId}/uploads/{uploadId}", operationId: "readUpload", tags: ["uploads"],
  request: { params: uploadParams },
  responses: { 200: { description: "One file and what was recognised in it", content: { "application/json": { schema: uploadSchema } } }, ...problemResponses },
});
const remove = createRoute({
  method: "delete", path: "/api/sites/{siteId}/uploads/{uploadId}", operationId: "removeUpload", tags: ["uploads"],
  request: { params: uploadParams },
  responses: { 204: { description: "Removed" }, ...problemResponses },
});

/** @param controlKeys for passes: a file sent with one belongs to the ticket that it names. */
export function uploadRoutes(app: HttpApp, deps: RegionDeps, controlKeys: PublicKeys): void {
  const tus = async (c: Context<HttpEnv>): Promise<Response> => {
    const siteId = parseId("sit", c.req.param("siteId"));
    const pass = c.req.method === "POST" ? await passIn(c, deps, controlKeys, siteId) : undefined;
    return answerTus(deps, c.var.actor, siteId, c.req.raw, pass);
  };
  // tus 1.0: described by its own specification (tus.io), not by ours. Hono answers HEAD with the GET route, so HEAD is taken out first.
  app.use("/api/sites/:siteId/uploads/:uploadId", (c, next) => (c.req.method === "HEAD" ? tus(c) : next()));
  app.post("/api/sites/:siteId/uploads", tus);
  app.patch("/api/sites/:siteId/uploads/:uploadId", tus);
  app.openapi(list, async (c) => c.json(await listUploads(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("query")), 200));
  app.openapi(read, async (c) => {
    const { siteId, uploadId } = c.req.valid("param");
    return c.json(await readUpload(deps, c.var.actor, parseId("sit", siteId), uploadId), 200);
  });
  app.openapi(remove, async (c) => {
    const { siteId, uploadId } = c.req.valid("param");
    await removeUpload(deps, c.var.actor, parseId("sit", siteId), uploadId);
    return c.body(null, 204);
  });
}
