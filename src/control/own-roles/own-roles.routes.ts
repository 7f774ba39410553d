/** Roles over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { ALL_PERMISSIONS, isPermission, type Permission } from "../../platform/access/access.ts";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import { nameField } from "../name-field.ts";
import type { ControlPlane } from "../plane.ts";
import { changeOwnRole, makeOwnRole, removeOwnRole } from "./change-own-role.ts";
import { listRoles } from "./list-roles.ts";

const tags = ["roles"];
const permissionField = z.string().refine((text): text is Permission => isPermission(text), "A permission that exists.");
const ownRoleFields = {
  name: nameField.refine((name) => name.length <= 100, "At most 100 characters."),
  description: z.string().trim().max(500, "At most 500 characters."),
  permissions: z.array(permissionField).min(1, "A permission.").max(ALL_PERMISSIONS.length).refine((list) => new Set(list).size === list.length, "Each permission once."),
};
const roleSchema = z
  .object({
    id: z.string(), name: z.string().nullable().openapi({ description: "null: a ready-made role, named by its id" }), description: z.string(), own: z.boolean(), permissions: z.array(z.string()),
    people: z.number().int(), revision: z.number().int(), mayGive: z.boolean(),
  })
  .openapi("RoleOfOrganisation");
const list = createRoute({
  method: "get", path: "/api/roles", operationId: "listRoles", tags,
  responses: {
    200: {
      description: "Ready-made roles and the organisation's own, and every permission there is",
      content: { "application/json": { schema: z.object({
        permissions: z.array(z.object({ permission: z.string(), ofOrganisation: z.boolean(), byCompanyCode: z.boolean(), yours: z.boolean() })), items: z.array(roleSchema),
      }).openapi("RoleMatrix") } },
    },
    ...problemResponses,
  },
});
const make = createRoute({
  method: "post", path: "/api/roles", operationId: "makeRole", tags,
  request: { body: { required: true, content: { "application/json": { schema: z.strictObject(ownRoleFields).openapi("NewRole") } } } },
  responses: { 201: { description: "Made", content: { "application/json": { schema: z.object({ id: z.string() }) } } }, ...problemResponses },
});
const done = { 204: { description: "Done" }, ...problemResponses };
const params = z.object({ roleId: z.string() });
const change = createRoute({
  method: "put", path: "/api/roles/{roleId}", operationId: "changeRole", tags,
  request: { params, body: { required: true, content: { "application/json": { schema: z.strictObject({ ...ownRoleFields, revision: z.number().int().positive() }).openapi("ChangedRole") } } } }, responses: done,
});
const remove = createRoute({ method: "delete", path: "/api/roles/{roleId}", operationId: "removeRole", tags, request: { params }, responses: done });

export function ownRoleRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(list, async (c) => {
    const { permissions, items } = await listRoles(plane, await signedIn(c));
    return c.json({ permissions: [...permissions], items: items.map((one) => ({ ...one, permissions: [...one.permissions] })) }, 200);
  });
  app.openapi(make, async (c) => c.json({ id: await makeOwnRole(plane, await signedIn(c), c.req.valid("json")) }, 201));
  app.openapi(change, async (c) => {
    const { revision, ...input } = c.req.valid("json");
    await changeOwnRole(plane, await signedIn(c), c.req.valid("param").roleId, input, revision);
    return c.body(null, 204);
  });
  app.openapi(remove, async (c) => {
    await removeOwnRole(plane, await signedIn(c), c.req.valid("param").roleId);
    return c.body(null, 204);
  });
}
