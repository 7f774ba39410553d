/** People over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { ROLES } from "../../platform/access/access.ts";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { changeRoles } from "./change-roles.ts";
import { listPeople } from "./list-people.ts";
import { removePerson } from "./remove-person.ts";
import { resetSignIn } from "./reset-sign-in.ts";

const tags = ["people"];
const params = z.object({ personId: z.string() });
const done = { 204: { description: "Done" }, ...problemResponses };
const personSchema = z
  .object({
    id: z.string(), name: z.string(), email: z.string(), roles: z.array(z.enum(ROLES)), narrower: z.array(z.string()).openapi({ description: "Assignments to one site or to company codes, and own roles, in words" }), joinedAt: z.iso.datetime(), lastSignedInAt: z.iso.datetime().nullable(),
    authenticator: z.boolean(), passkeys: z.number().int(), you: z.boolean(),
  })
  .openapi("Person");

const list = createRoute({
  method: "get", path: "/api/people", operationId: "listPeople", tags,
  request: { query: z.object({ q: z.string().max(200).optional(), cursor: z.string().regex(/^\d{1,9}$/, "nextCursor of the page before.").optional(), limit: z.coerce.number().int().min(1).max(200).default(100) }) },
  responses: {
    200: { description: "The organisation's people, by address", content: { "application/json": { schema: z.object({ items: z.array(personSchema), nextCursor: z.string().nullable(), total: z.number().int() }) } } },
    ...problemResponses,
  },
});
export const rolesField = z.array(z.enum(ROLES)).min(1, "A role.").max(ROLES.length).refine((roles) => new Set(roles).size === roles.length, "Each role once.");
const change = createRoute({
  method: "post", path: "/api/people/{personId}/roles", operationId: "changeRoles", tags,
  request: { params, body: { required: true, content: { "application/json": { schema: z.strictObject({ roles: rolesField }) } } } }, responses: done,
});
const remove = createRoute({ method: "delete", path: "/api/people/{personId}", operationId: "removePerson", tags, request: { params }, responses: done });
const reset = createRoute({ method: "post", path: "/api/people/{personId}/sign-in-reset", operationId: "resetSignIn", tags, request: { params }, responses: done });

export function peopleRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(list, async (c) => {
    const page = await listPeople(plane, await signedIn(c), c.req.valid("query"));
    const items = page.items.map((one) => ({ ...one, roles: [...one.roles], narrower: [...one.narrower], joinedAt: one.joinedAt.toISOString(), lastSignedInAt: one.lastSignedInAt?.toISOString() ?? null }));
    return c.json({ ...page, items }, 200);
  });
  app.openapi(change, async (c) => {
    await changeRoles(plane, await signedIn(c), c.req.valid("param").personId, c.req.valid("json").roles);
    return c.body(null, 204);
  });
  app.openapi(remove, async (c) => {
    await removePerson(plane, await signedIn(c), c.req.valid("param").personId);
    return c.body(null, 204);
  });
  app.openapi(reset, async (c) => {
    await resetSignIn(plane, await signedIn(c), c.req.valid("param").personId);
    return c.body(null, 204);
  });
}
