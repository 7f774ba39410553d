/** Assignments over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { REGIONS } from "../../base/regions.ts";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { changeAssignments } from "./change-assignments.ts";
import { assignmentFields, MOST_ASSIGNMENTS } from "./read-assignments.ts";
import { sayViewers } from "./say-viewers.ts";
import { showAssignments } from "./show-assignments.ts";

const tags = ["people"];
const params = z.object({ personId: z.string() });
const heldSchema = z.object({
  ...assignmentFields, roleName: z.string().nullable().openapi({ description: "Of an own role; null: a ready-made one" }), source: z.enum(["administrator", "invitation", "sso", "scim"]),
}).openapi("HeldAssignment");
const accessSchema = z
  .object({
    person: z.object({ id: z.string(), name: z.string(), email: z.string() }),
    assignments: z.array(heldSchema),
    revision: z.string(),
    mayChange: z.boolean(),
    organisation: z.array(z.string()).openapi({ description: "Permissions in the organisation" }),
    sites: z.array(z.object({
      id: z.string(), name: z.string(), region: z.enum(REGIONS), permissions: z.array(z.string()).openapi({ description: "For all company codes" }),
      scopes: z.array(z.object({ permissions: z.array(z.string()), companyCodes: z.array(z.string()) })),
    })),
  })
  .openapi("PersonAccess");
const show = createRoute({
  method: "get", path: "/api/people/{personId}/assignments", operationId: "showAssignments", tags, request: { params },
  responses: { 200: { description: "What the person is assigned, and what that adds up to", content: { "application/json": { schema: accessSchema } } }, ...problemResponses },
});
const change = createRoute({
  method: "put", path: "/api/people/{personId}/assignments", operationId: "changeAssignments", tags,
  request: { params, body: { required: true, content: { "application/json": { schema: z.strictObject({
    assignments: z.array(z.strictObject(assignmentFields)).min(1, "An assignment. To take all access away, remove the person.").max(MOST_ASSIGNMENTS), revision: z.string().max(40),
  }).openapi("AssignmentsChange") } } } },
  responses: { 204: { description: "Done" }, ...problemResponses },
});
const viewers = createRoute({
  method: "post", path: "/api/sites/{siteId}/viewers-statement", operationId: "sayViewers", tags, request: { params: z.object({ siteId: z.string() }) },
  responses: { 200: { description: "Who may read findings at the site, signed for its region and for you", content: { "application/json": { schema: z.object({ statement: z.string() }) } } }, ...problemResponses },
});

export function assignmentRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(show, async (c) => {
    const { held, organisation, sites, ...rest } = await showAssignments(plane, await signedIn(c), c.req.valid("param").personId);
    const assignments = held.map(({ role, site, companyCodes, source }) => ({
      role: typeof role === "string" ? role : role.id, roleName: typeof role === "string" ? null : role.name, siteId: site, companyCodes: companyCodes === null ? null : [...companyCodes], source,
    }));
    const at = sites.map((one) => ({ ...one, permissions: [...one.permissions], scopes: one.scopes.map((scope) => ({ permissions: [...scope.permissions], companyCodes: [...scope.companyCodes] })) }));
    return c.json({ ...rest, assignments, organisation: [...organisation], sites: at }, 200);
  });
  app.openapi(change, async (c) => {
    await changeAssignments(plane, await signedIn(c), c.req.valid("param").personId, c.req.valid("json"));
    return c.body(null, 204);
  });
  app.openapi(viewers, async (c) => c.json({ statement: await sayViewers(plane, await signedIn(c), c.req.valid("param").siteId) }, 200));
}
