/** Routes of keys: they translate, the verbs decide. */
import { createRoute, z } from "@hono/zod-openapi";
import { parseId } from "../../base/ids.ts";
import { type HttpApp, problemResponses } from "../../platform/http/http.ts";
import type { Workbench } from "../findings/findings.ts";
import type { RegionDeps } from "../region.deps.ts";
import { siteParams } from "../region.schema.ts";
import { readCertificate } from "./certificate.ts";
import { destroyKeys } from "./destroy-keys.ts";
import { addCustomerKey, removeCustomerKey } from "./hold-customer-key.ts";
import { destroyKeysSchema, holdCustomerKeySchema, keysSchema, siteStateSchema } from "./keys.schema.ts";
import { readKeys } from "./read-keys.ts";
import { rotateKeys } from "./rotate-keys.ts";
import { readSiteState } from "./site-state.ts";

const keysAnswer = (description: string) => ({ 200: { description, content: { "application/json": { schema: keysSchema } } }, ...problemResponses });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, content: { "application/json": { schema } } });

const state = createRoute({
  method: "get", path: "/api/sites/{siteId}/state", operationId: "readSiteState", tags: ["keys"], request: { params: siteParams },
  responses: { 200: { description: "Whether the site can be worked on now", content: { "application/json": { schema: siteStateSchema } } }, ...problemResponses },
});
const read = createRoute({
  method: "get", path: "/api/sites/{siteId}/keys", operationId: "readKeys", tags: ["keys"], request: { params: siteParams },
  responses: keysAnswer("The site's keys, their age and what they protect"),
});
const rotate = createRoute({
  method: "post", path: "/api/sites/{siteId}/keys/rotate", operationId: "rotateKeys", tags: ["keys"], request: { params: siteParams },
  responses: keysAnswer("The keys after the rotation"),
});
const hold = createRoute({
  method: "post", path: "/api/sites/{siteId}/keys/customer-key", operationId: "addCustomerKey", tags: ["keys"],
  request: { params: siteParams, body: body(holdCustomerKeySchema) },
  responses: keysAnswer("The keys, with the customer's own now needed as well"),
});
const release = createRoute({
  method: "delete", path: "/api/sites/{siteId}/keys/customer-key", operationId: "removeCustomerKey", tags: ["keys"], request: { params: siteParams },
  responses: keysAnswer("The keys, without the customer's own"),
});
const destroy = createRoute({
  method: "post", path: "/api/sites/{siteId}/keys/destroy", operationId: "destroyKeys", tags: ["keys"],
  request: { params: siteParams, body: body(destroyKeysSchema) },
  responses: keysAnswer("The site is closed; there is a certificate"),
});
const certificate = createRoute({
  method: "get", path: "/api/sites/{siteId}/keys/certificate.txt", operationId: "readKeyCertificate", tags: ["keys"], request: { params: siteParams },
  responses: { 200: { description: "The certificate of destruction", content: { "text/plain": { schema: z.string() } } }, ...problemResponses },
});

export function keyRoutes(app: HttpApp, deps: RegionDeps, workbench: Workbench): void {
  app.openapi(state, async (c) => c.json(await readSiteState(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId)), 200));
  app.openapi(read, async (c) => c.json(await readKeys(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId)), 200));
  app.openapi(rotate, async (c) => c.json(await rotateKeys(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId)), 200));
  app.openapi(hold, async (c) => c.json(await addCustomerKey(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("json").connection), 200));
  app.openapi(release, async (c) => c.json(await removeCustomerKey(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId)), 200));
  app.openapi(destroy, async (c) =>
    c.json(await destroyKeys(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId), c.req.valid("json").confirm, workbench.drop), 200));
  app.openapi(certificate, async (c) => {
    const text = await readCertificate(deps, c.var.actor, parseId("sit", c.req.valid("param").siteId));
    return c.text(text, 200, { "Content-Disposition": 'attachment; filename="certificate-of-destruction.txt"' });
  });
}
