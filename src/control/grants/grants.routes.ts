/** Grants over HTTP: the operator's side and the customer's. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { accountFor } from "./account-for.ts";
import { askForAccess, breakGlass } from "./ask-for-access.ts";
import { answerAccess, authoriseAccess, reviewAccess } from "./decide-on-access.ts";
import { endAccess, endAccessAsCustomer, endAllAccess } from "./end-access.ts";
import { accountSchema, askedSchema, customerGrantSchema, decisionSchema, emergencySchema, grantPage, grantSchema, listQuery, policySchema, staffGrantSchema } from "./grants.schema.ts";
import { issueGrantToken } from "./issue-grant-token.ts";
import { changeStaffAccessPolicy } from "./policy.ts";
import { listGrants, listStaffAccess, readGrant, readStaffAccess } from "./show-grants.ts";

const params = z.object({ grantId: z.string() });
const done = { 204: { description: "Done" }, ...problemResponses };
const json = <S extends z.ZodType>(schema: S) => ({ "application/json": { schema } });
const body = <S extends z.ZodType>(schema: S) => ({ required: true, content: json(schema) });
const asked = { 201: { description: "Asked for", content: json(z.object({ id: z.string() })) }, ...problemResponses };
const staffTags = ["staff access"];
const tags = ["staff access"];

const staff = {
  list: createRoute({ method: "get", path: "/api/staff/grants", operationId: "listGrants", tags: staffTags, request: { query: listQuery }, responses: { 200: { description: "The newest first", content: json(grantPage(grantSchema)) }, ...problemResponses } }),
  ask: createRoute({ method: "post", path: "/api/staff/grants", operationId: "askForAccess", tags: staffTags, request: { body: body(askedSchema) }, responses: asked }),
  breakGlass: createRoute({ method: "post", path: "/api/staff/break-glass", operationId: "breakGlass", tags: staffTags, request: { body: body(emergencySchema) }, responses: asked }),
  read: createRoute({ method: "get", path: "/api/staff/grants/{grantId}", operationId: "readGrant", tags: staffTags, request: { params }, responses: { 200: { description: "The grant, and what one may do with it", content: json(staffGrantSchema) }, ...problemResponses } }),
  review: createRoute({ method: "post", path: "/api/staff/grants/{grantId}/review", operationId: "reviewAccess", tags: staffTags, request: { params, body: body(decisionSchema) }, responses: done }),
  authorise: createRoute({ method: "post", path: "/api/staff/grants/{grantId}/authorise", operationId: "authoriseAccess", tags: staffTags, request: { params, body: body(decisionSchema) }, responses: done }),
  end: createRoute({ method: "post", path: "/api/staff/grants/{grantId}/end", operationId: "endAccess", tags: staffTags, request: { params }, responses: done }),
  account: createRoute({ method: "post", path: "/api/staff/grants/{grantId}/account", operationId: "accountForEmergency", tags: staffTags, request: { params, body: body(accountSchema) }, responses: done }),
  token: createRoute({
    method: "post", path: "/api/staff/grants/{grantId}/token", operationId: "issueGrantToken", tags: staffTags, request: { params },
    responses: { 200: { description: "A token for the site's region", content: json(z.object({ token: z.string(), expiresAt: z.string(), origin: z.string(), site: z.string(), endsAt: z.string() })) }, ...problemResponses },
  }),
};

const customer = {
  list: createRoute({
    method: "get", path: "/api/staff-access", operationId: "listStaffAccess", tags, request: { query: listQuery },
    responses: { 200: { description: "The newest first", content: json(grantPage(grantSchema).extend({ askedEachTime: z.boolean(), mayAllow: z.boolean(), mayEnd: z.boolean() })) }, ...problemResponses },
  }),
  read: createRoute({ method: "get", path: "/api/staff-access/{grantId}", operationId: "readStaffAccess", tags, request: { params }, responses: { 200: { description: "Who, why, for how long, and how it stands", content: json(customerGrantSchema) }, ...problemResponses } }),
  answer: createRoute({ method: "post", path: "/api/staff-access/{grantId}/answer", operationId: "answerStaffAccess", tags, request: { params, body: body(decisionSchema) }, responses: done }),
  end: createRoute({ method: "post", path: "/api/staff-access/{grantId}/end", operationId: "endStaffAccess", tags, request: { params }, responses: done }),
  endAll: createRoute({ method: "post", path: "/api/staff-access/end-all", operationId: "endAllStaffAccess", tags, responses: { 200: { description: "How many ended", content: json(z.object({ ended: z.number().int() })) }, ...problemResponses } }),
  policy: createRoute({ method: "post", path: "/api/staff-access/policy", operationId: "changeStaffAccessPolicy", tags, request: { body: body(policySchema) }, responses: done }),
};

export function grantRoutes({ app, operator, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(staff.list, async (c) => c.json(await listGrants(plane, (await operator(c)).actor, c.req.valid("query")), 200));
  app.openapi(staff.ask, async (c) => c.json({ id: await askForAccess(plane, (await operator(c)).actor, c.req.valid("json")) }, 201));
  app.openapi(staff.breakGlass, async (c) => c.json({ id: await breakGlass(plane, (await operator(c)).actor, c.req.valid("json")) }, 201));
  app.openapi(staff.read, async (c) => c.json(await readGrant(plane, (await operator(c)).actor, c.req.valid("param").grantId), 200));
  app.openapi(staff.review, async (c) => {
    await reviewAccess(plane, (await operator(c)).actor, c.req.valid("param").grantId, c.req.valid("json"));
    return c.body(null, 204);
  });
  app.openapi(staff.authorise, async (c) => {
    await authoriseAccess(plane, (await operator(c)).actor, c.req.valid("param").grantId, c.req.valid("json"));
    return c.body(null, 204);
  });
  app.openapi(staff.end, async (c) => {
    await endAccess(plane, (await operator(c)).actor, c.req.valid("param").grantId);
    return c.body(null, 204);
  });
  app.openapi(staff.account, async (c) => {
    await accountFor(plane, (await operator(c)).actor, c.req.valid("param").grantId, c.req.valid("json").account);
    return c.body(null, 204);
  });
  app.openapi(staff.token, async (c) => {
    const { expiresAt, endsAt, ...issued } = await issueGrantToken(plane, await operator(c), c.req.valid("param").grantId);
    return c.json({ ...issued, expiresAt: expiresAt.toISOString(), endsAt: endsAt.toISOString() }, 200);
  });
  customerRoutes(app, signedIn, plane);
}

function customerRoutes(app: ControlRouter["app"], signedIn: ControlRouter["signedIn"], plane: ControlPlane): void {
  app.openapi(customer.list, async (c) => c.json(await listStaffAccess(plane, await signedIn(c), c.req.valid("query")), 200));
  app.openapi(customer.endAll, async (c) => c.json({ ended: await endAllAccess(plane, await signedIn(c)) }, 200));
  app.openapi(customer.policy, async (c) => {
    await changeStaffAccessPolicy(plane, await signedIn(c), c.req.valid("json").askedEachTime);
    return c.body(null, 204);
  });
  app.openapi(customer.read, async (c) => c.json(await readStaffAccess(plane, await signedIn(c), c.req.valid("param").grantId), 200));
  app.openapi(customer.answer, async (c) => {
    await answerAccess(plane, await signedIn(c), c.req.valid("param").grantId, c.req.valid("json"));
    return c.body(null, 204);
  });
  app.openapi(customer.end, async (c) => {
    await endAccessAsCustomer(plane, await signedIn(c), c.req.valid("param").grantId);
    return c.body(null, 204);
  });
}
