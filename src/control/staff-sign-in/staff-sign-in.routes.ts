/** The staff door over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { DUTIES } from "../../platform/access/access.ts";
import { problemResponses, rateLimit } from "../../platform/http/http.ts";
import { setCookies, type ControlRouter } from "../edge.ts";
import { nameField } from "../name-field.ts";
import type { ControlPlane } from "../plane.ts";
import { newPasskeyAnswer, passkeyAnswer } from "../second-factors/second-factors.ts";
import { addStaffPasskey, beginStaffPasskey, enrol, openEnrolment } from "./enrol.ts";
import { showOwn } from "./show-own.ts";
import { showStaffSignIns } from "./show-sign-ins.ts";
import { askStaffPasskey, askStaffProof, proveStaff, signInStaff } from "./sign-in-staff.ts";
import { endedStaffCookie, signOutStaff } from "./staff-session.ts";
import { staffVisitorOf } from "./staff-visitor.ts";

const tags = ["staff"];
const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { "application/json": { schema } } });
const body = <Schema extends z.ZodType>(schema: Schema) => ({ body: { required: true, ...json(schema) } });
const done = { 204: { description: "Done" }, ...problemResponses };
const options = z.record(z.string(), z.unknown()).openapi("StaffPasskeyOptions");
const token = z.string().min(1).max(200);
const part = z.object({ kind: z.enum(["left", "background-check", "agreement", "training"]), what: z.string(), title: z.string() });

const own = z.object({
  id: z.string(), name: z.string(), email: z.string(), duties: z.array(z.enum(DUTIES)), rights: z.array(z.string()),
  standing: z.object({ state: z.enum(["good", "lacking"]), lacking: z.array(part), due: z.array(part.extend({ at: z.string() })) }),
  conflicts: z.array(z.object({ one: z.string(), other: z.string(), why: z.string() })),
  device: z.enum(["attested", "certificate", "nothing"]), deviceRequired: z.boolean(), idleMinutes: z.number(), hours: z.number(), reportTo: z.string().nullable().openapi({ description: "Where to forward a mail that looks wrong" }),
  passkeys: z.array(z.object({ id: z.string(), name: z.string(), attestedAs: z.string().nullable(), createdAt: z.string(), lastUsedAt: z.string().nullable() })),
}).openapi("StaffOwn");

const evidence = z.object({
  rules: z.object({ device: z.enum(["required", "recorded"]), networks: z.array(z.string()), authenticators: z.array(z.string()), certificates: z.boolean() }),
  months: z.array(z.object({ month: z.string(), passed: z.number(), letIn: z.number(), refused: z.number(), share: z.number().nullable() })),
  reasons: z.array(z.object({ reason: z.string(), count: z.number() })),
  refusals: z.array(z.object({ at: z.string(), reason: z.string(), name: z.string().nullable() })),
}).openapi("StaffSignIns");

const routes = {
  ask: createRoute({ method: "get", path: "/api/staff/sign-in", operationId: "askStaffPasskey", tags, middleware: [rateLimit({ points: 60, seconds: 60 })] as const, responses: { 200: { description: "Ask for a passkey of the staff area", ...json(options) }, ...problemResponses } }),
  signIn: createRoute({ method: "post", path: "/api/staff/sign-in", operationId: "signInStaff", tags, middleware: [rateLimit({ points: 60, seconds: 60 })] as const, request: body(z.strictObject({ answer: passkeyAnswer })), responses: done }),
  open: createRoute({
    method: "post", path: "/api/staff/enrolment/open", operationId: "openStaffEnrolment", tags, middleware: [rateLimit({ points: 60, seconds: 60 })] as const, request: body(z.strictObject({ token })),
    responses: { 200: { description: "For whom the link is, and what to make a passkey from", ...json(z.object({ name: z.string(), email: z.string(), options }).openapi("StaffInvited")) }, ...problemResponses },
  }),
  enrol: createRoute({ method: "post", path: "/api/staff/enrolment", operationId: "enrolStaff", tags, middleware: [rateLimit({ points: 60, seconds: 60 })] as const, request: body(z.strictObject({ token, name: nameField, answer: newPasskeyAnswer })), responses: done }),
  own: createRoute({ method: "get", path: "/api/staff/own", operationId: "showStaffOwn", tags, responses: { 200: { description: "Who one is here, and what one lacks", ...json(own) }, ...problemResponses } }),
  signOut: createRoute({ method: "post", path: "/api/staff/sign-out", operationId: "signOutStaff", tags, responses: done }),
  askProof: createRoute({ method: "get", path: "/api/staff/proof", operationId: "askStaffProof", tags, responses: { 200: { description: "Ask for one's own passkey", ...json(options) }, ...problemResponses } }),
  prove: createRoute({ method: "post", path: "/api/staff/proof", operationId: "proveStaff", tags, middleware: [rateLimit({ points: 60, seconds: 60 })] as const, request: body(z.strictObject({ answer: passkeyAnswer })), responses: done }),
  beginKey: createRoute({ method: "post", path: "/api/staff/passkeys/options", operationId: "beginStaffPasskey", tags, responses: { 200: { description: "Make another passkey from these", ...json(options) }, ...problemResponses } }),
  addKey: createRoute({ method: "post", path: "/api/staff/passkeys", operationId: "addStaffPasskey", tags, request: body(z.strictObject({ name: nameField, answer: newPasskeyAnswer })), responses: done }),
  evidence: createRoute({ method: "get", path: "/api/staff/sign-ins", operationId: "showStaffSignIns", tags, responses: { 200: { description: "How staff signed in, and who was refused", ...json(evidence) }, ...problemResponses } }),
};

export function staffSignInRoutes({ app, operator }: ControlRouter, plane: ControlPlane): void {
  app.openapi(routes.ask, async (c) => c.json(await askStaffPasskey(plane, staffVisitorOf(c)), 200));
  app.openapi(routes.signIn, async (c) => {
    setCookies(c, [await signInStaff(plane, c.req.valid("json").answer, staffVisitorOf(c))]);
    return c.body(null, 204);
  });
  app.openapi(routes.open, async (c) => c.json(await openEnrolment(plane, c.req.valid("json").token, staffVisitorOf(c)), 200));
  app.openapi(routes.enrol, async (c) => {
    const { token: link, ...key } = c.req.valid("json");
    setCookies(c, [await enrol(plane, link, key, staffVisitorOf(c))]);
    return c.body(null, 204);
  });
  app.openapi(routes.own, async (c) => c.json(await showOwn(plane, await operator(c)), 200));
  app.openapi(routes.signOut, async (c) => {
    await signOutStaff(plane, await operator(c));
    setCookies(c, [endedStaffCookie]);
    return c.body(null, 204);
  });
  app.openapi(routes.askProof, async (c) => c.json(await askStaffProof(plane, await operator(c)), 200));
  app.openapi(routes.prove, async (c) => {
    await proveStaff(plane, await operator(c), c.req.valid("json").answer);
    return c.body(null, 204);
  });
  app.openapi(routes.beginKey, async (c) => c.json(await beginStaffPasskey(plane, await operator(c)), 200));
  app.openapi(routes.addKey, async (c) => {
    await addStaffPasskey(plane, await operator(c), c.req.valid("json"), staffVisitorOf(c));
    return c.body(null, 204);
  });
  app.openapi(routes.evidence, async (c) => c.json(await showStaffSignIns(plane, (await operator(c)).actor), 200));
}
