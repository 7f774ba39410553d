/** Provisioning for its administrators over HTTP: tokens, which groups stand for which roles, and how fast leavers are locked out. */
import { createRoute, z } from "@hono/zod-openapi";
import { ROLES } from "../../platform/access/access.ts";
import { problemResponses } from "../../platform/http/http.ts";
import { mappedGroupSchema } from "../assignments/assignments.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { changeRoles, showProvisioning } from "./provisioning.ts";
import { createToken, removeToken } from "./tokens.ts";

const rolesFields = { mapping: z.array(mappedGroupSchema).max(200), otherwise: z.enum(ROLES).nullable() };
const provisioningSchema = z
  .object({
    baseUrl: z.string(),
    tokens: z.array(z.object({ id: z.string(), hint: z.string(), createdAt: z.iso.datetime(), expiresAt: z.iso.datetime(), lastUsedAt: z.iso.datetime().nullable() })),
    ...rolesFields,
    users: z.object({ active: z.int(), inactive: z.int() }),
    groups: z.array(z.string()).openapi({ description: "Names of the groups that the provider has sent, to choose from" }),
    lockouts: z.array(z.object({ person: z.string(), toldAt: z.iso.datetime(), tookMs: z.int(), sessionsEnded: z.int(), tokensEndAt: z.iso.datetime().nullable() })),
  })
  .openapi("Provisioning");
const json = <S extends z.ZodType>(schema: S) => ({ content: { "application/json": { schema } } });
const tags = ["sign-on"];

const show = createRoute({ method: "get", path: "/api/provisioning", operationId: "showProvisioning", tags, responses: { 200: { description: "Provisioning as it is set up", ...json(provisioningSchema) }, ...problemResponses } });
const create = createRoute({
  method: "post", path: "/api/provisioning/tokens", operationId: "createProvisioningToken", tags,
  responses: { 201: { description: "The token; it is not shown again", ...json(z.object({ id: z.string(), token: z.string(), expiresAt: z.iso.datetime() })) }, ...problemResponses },
});
const remove = createRoute({ method: "delete", path: "/api/provisioning/tokens/{tokenId}", operationId: "removeProvisioningToken", tags, request: { params: z.object({ tokenId: z.string() }) }, responses: { 204: { description: "Removed" }, ...problemResponses } });
const roles = createRoute({
  method: "put", path: "/api/provisioning/roles", operationId: "changeProvisioningRoles", tags,
  request: { body: { required: true, ...json(z.strictObject(rolesFields).openapi("ProvisioningRoles")) } },
  responses: { 200: { description: "Provisioning as it is set up", ...json(provisioningSchema) }, ...problemResponses },
});

export function provisioningRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(show, async (c) => c.json(await showProvisioning(plane, await signedIn(c)), 200));
  app.openapi(create, async (c) => {
    const { id, token, expiresAt } = await createToken(plane, await signedIn(c));
    return c.json({ id, token, expiresAt: expiresAt.toISOString() }, 201);
  });
  app.openapi(remove, async (c) => {
    await removeToken(plane, await signedIn(c), c.req.valid("param").tokenId);
    return c.body(null, 204);
  });
  app.openapi(roles, async (c) => c.json(await changeRoles(plane, await signedIn(c), c.req.valid("json")), 200));
}
