/** Agreements over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses, rateLimit } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { passkeyAnswer } from "../second-factors/second-factors.ts";
import { askSignature, ownAgreements, signAgreement } from "./sign-agreement.ts";

const tags = ["staff"];
const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { "application/json": { schema } } });
const params = z.object({ agreement: z.string().max(40) });
const shown = { version: z.int().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) };
const own = z.object({ id: z.string(), version: z.number(), title: z.string(), text: z.string(), sha256: z.string(), signedAt: z.string().nullable() }).openapi("StaffAgreement");

const list = createRoute({ method: "get", path: "/api/staff/agreements", operationId: "listStaffAgreements", tags, responses: { 200: { description: "What is to be signed, and when one signed it", ...json(z.object({ items: z.array(own) })) }, ...problemResponses } });
const ask = createRoute({
  method: "post", path: "/api/staff/agreements/{agreement}/challenge", operationId: "askStaffSignature", tags, request: { params, body: { required: true, ...json(z.strictObject(shown)) } },
  responses: { 200: { description: "Ask for the passkey, over this text", ...json(z.record(z.string(), z.unknown())) }, ...problemResponses },
});
const sign = createRoute({
  method: "post", path: "/api/staff/agreements/{agreement}", operationId: "signStaffAgreement", tags, middleware: [rateLimit({ points: 60, seconds: 60 })] as const,
  request: { params, body: { required: true, ...json(z.strictObject({ ...shown, answer: passkeyAnswer })) } }, responses: { 204: { description: "Signed" }, ...problemResponses },
});

/** Open to whoever is signed in, also without standing: this is how one gets it. */
export function agreementRoutes({ app, operator }: ControlRouter, plane: ControlPlane): void {
  app.openapi(list, async (c) => {
    const items = await ownAgreements(plane, (await operator(c)).actor);
    return c.json({ items: items.map((one) => ({ ...one, signedAt: one.signedAt?.toISOString() ?? null })) }, 200);
  });
  app.openapi(ask, async (c) => c.json(await askSignature(plane, (await operator(c)).actor, c.req.valid("param").agreement, c.req.valid("json")), 200));
  app.openapi(sign, async (c) => {
    await signAgreement(plane, (await operator(c)).actor, c.req.valid("param").agreement, c.req.valid("json"));
    return c.body(null, 204);
  });
}
