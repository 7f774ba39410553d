/** API clients for administrators over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { ALL_PERMISSIONS, byCompanyCode, CLIENT_PERMISSIONS, type Permission } from "../../platform/access/access.ts";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { addSecret, changeClient, createClient, removeClient, removeSecret, switchClient, type ClientInput } from "./change-clients.ts";
import { certificateRule } from "./certificate-rule.ts";
import { listClients, type ClientView } from "./list-clients.ts";

const permission = z.enum(ALL_PERMISSIONS as [Permission, ...Permission[]]);
const certificateSchema = z.discriminatedUnion("kind", [z.object({ kind: z.literal("thumbprint"), sha256: z.string() }), z.object({ kind: z.literal("authority"), ca: z.string(), subject: z.string() })]);
const secretSchema = z.object({ id: z.string(), hint: z.string(), createdAt: z.iso.datetime(), lastUsedAt: z.iso.datetime().nullable() });
const clientSchema = z
  .object({
    id: z.string(), name: z.string(), sites: z.array(z.string()), permissions: z.array(z.string()), companyCodes: z.array(z.string()).nullable(), networks: z.array(z.string()), certificate: certificateSchema.nullable(),
    expiresAt: z.iso.datetime(), state: z.enum(["on", "off", "expired"]), createdAt: z.iso.datetime(), lastUsedAt: z.iso.datetime().nullable(), lastUsedFrom: z.string().nullable(), secrets: z.array(secretSchema),
  })
  .openapi("ApiClient");
const newSecretSchema = z.object({ id: z.string(), secret: z.string().openapi({ description: "Not shown again" }) }).openapi("NewApiClientSecret");
const inputSchema = z
  .strictObject({
    name: z.string().trim().min(1, "A name.").max(100),
    sites: z.array(z.string().max(60)).min(1, "A site.").max(50),
    permissions: z.array(permission).min(1, "A permission.").max(CLIENT_PERMISSIONS.length),
    companyCodes: z.array(z.string().min(1).max(60)).min(1).max(200).nullable(),
    networks: z.array(z.string().max(60)).max(50),
    certificate: certificateRule.nullable(),
    expiresAt: z.iso.datetime(),
  })
  .openapi("ApiClientSettings");

const json = <S extends z.ZodType>(schema: S) => ({ content: { "application/json": { schema } } });
const tags = ["api-clients"];
const params = z.object({ clientId: z.string() });
const body = { required: true, ...json(inputSchema) };
const done = { 204: { description: "Done" }, ...problemResponses };

const list = createRoute({
  method: "get", path: "/api/api-clients", operationId: "listApiClients", tags,
  responses: {
    200: { description: "The organisation's API clients, and what such a client can hold", ...json(z.object({ items: z.array(clientSchema), permissions: z.array(z.object({ permission: z.string(), byCompanyCode: z.boolean() })), tokenUrl: z.string() })) },
    ...problemResponses,
  },
});
const create = createRoute({ method: "post", path: "/api/api-clients", operationId: "createApiClient", tags, request: { body }, responses: { 201: { description: "The client, and its first secret", ...json(z.object({ id: z.string(), secret: newSecretSchema })) }, ...problemResponses } });
const change = createRoute({ method: "put", path: "/api/api-clients/{clientId}", operationId: "changeApiClient", tags, request: { params, body }, responses: done });
const switching = createRoute({ method: "post", path: "/api/api-clients/{clientId}/state", operationId: "switchApiClient", tags, request: { params, body: { required: true, ...json(z.strictObject({ on: z.boolean() })) } }, responses: done });
const remove = createRoute({ method: "delete", path: "/api/api-clients/{clientId}", operationId: "removeApiClient", tags, request: { params }, responses: done });
const add = createRoute({ method: "post", path: "/api/api-clients/{clientId}/secrets", operationId: "addApiClientSecret", tags, request: { params }, responses: { 201: { description: "The secret; it is not shown again", ...json(newSecretSchema) }, ...problemResponses } });
const removeOne = createRoute({ method: "delete", path: "/api/api-clients/{clientId}/secrets/{secretId}", operationId: "removeApiClientSecret", tags, request: { params: params.extend({ secretId: z.string() }) }, responses: done });

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;
const view = (row: ClientView, now: Date): z.infer<typeof clientSchema> => ({
  id: row.id, name: row.name, sites: row.sites, permissions: row.permissions, companyCodes: row.company_codes, networks: row.networks, certificate: row.certificate, expiresAt: row.expires_at.toISOString(),
  state: row.disabled_at !== null ? "off" : row.expires_at <= now ? "expired" : "on", createdAt: row.created_at.toISOString(), lastUsedAt: instant(row.last_used_at), lastUsedFrom: row.last_used_from,
  secrets: row.secrets.map((one) => ({ id: one.id, hint: one.hint, createdAt: one.created_at.toISOString(), lastUsedAt: instant(one.last_used_at) })),
});
const inputOf = (asked: z.infer<typeof inputSchema>): ClientInput => ({ ...asked, expiresAt: new Date(asked.expiresAt) });

export function apiClientRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(list, async (c) => {
    const items = (await listClients(plane, await signedIn(c))).map((row) => view(row, plane.clock.now()));
    return c.json({ items, permissions: CLIENT_PERMISSIONS.map((one) => ({ permission: one, byCompanyCode: byCompanyCode(one) })), tokenUrl: `${plane.origin}/oauth/token` }, 200);
  });
  app.openapi(create, async (c) => {
    const { id, first } = await createClient(plane, await signedIn(c), inputOf(c.req.valid("json")));
    return c.json({ id, secret: first }, 201);
  });
  app.openapi(change, async (c) => {
    await changeClient(plane, await signedIn(c), c.req.valid("param").clientId, inputOf(c.req.valid("json")));
    return c.body(null, 204);
  });
  app.openapi(switching, async (c) => {
    await switchClient(plane, await signedIn(c), c.req.valid("param").clientId, c.req.valid("json").on);
    return c.body(null, 204);
  });
  app.openapi(remove, async (c) => {
    await removeClient(plane, await signedIn(c), c.req.valid("param").clientId);
    return c.body(null, 204);
  });
  app.openapi(add, async (c) => c.json(await addSecret(plane, await signedIn(c), c.req.valid("param").clientId), 201));
  app.openapi(removeOne, async (c) => {
    const { clientId, secretId } = c.req.valid("param");
    await removeSecret(plane, await signedIn(c), clientId, secretId);
    return c.body(null, 204);
  });
}
