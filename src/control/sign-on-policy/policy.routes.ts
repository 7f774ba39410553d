/** The policy over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import { visitorOf, type ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { changePolicy } from "./change-policy.ts";
import { showPolicy, type PolicyView } from "./show-policy.ts";

const fields = {
  ssoOnly: z.boolean().openapi({ description: "Everybody but the emergency administrators must use a connection" }),
  sessionMostMinutes: z.int().min(15).max(720).nullable().openapi({ description: "However busy, a session ends after this; null: the product's own 12 hours" }),
  sessionIdleMinutes: z.int().min(15).max(120).nullable().openapi({ description: "A session ends after so long without a request, at most five minutes sooner; null: the product's own 2 hours" }),
  ownFactor: z.boolean().openapi({ description: "Everybody proves a second factor here, also whoever comes by a connection whose provider says that it asked for one" }),
  allowedNetworks: z.array(z.string().max(60)).max(100),
};
const policySchema = z
  .object({
    ...fields,
    administrators: z.array(z.object({ id: z.string(), name: z.string(), email: z.string(), emergency: z.boolean(), hasPassword: z.boolean() })),
    missing: z.array(z.enum(["domain", "connection", "emergency"])).openapi({ description: "What stands between here and single sign-on for everybody" }),
  })
  .openapi("SignOnPolicy");
const changeSchema = z.strictObject({ ...fields, emergencyAdministrators: z.array(z.string().max(60)).max(20) }).openapi("SignOnPolicyChange");
const answer = { 200: { description: "The policy", content: { "application/json": { schema: policySchema } } }, ...problemResponses };

const show = createRoute({ method: "get", path: "/api/sign-on-policy", operationId: "showSignOnPolicy", tags: ["sign-on"], responses: answer });
const change = createRoute({
  method: "put",
  path: "/api/sign-on-policy",
  operationId: "changeSignOnPolicy",
  tags: ["sign-on"],
  request: { body: { required: true, content: { "application/json": { schema: changeSchema } } } },
  responses: answer,
});

const view = (policy: PolicyView): z.infer<typeof policySchema> => ({ ...policy, allowedNetworks: [...policy.allowedNetworks], administrators: [...policy.administrators], missing: [...policy.missing] });

export function policyRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(show, async (c) => c.json(view(await showPolicy(plane, await signedIn(c))), 200));
  app.openapi(change, async (c) => c.json(view(await changePolicy(plane, await signedIn(c), c.req.valid("json"), visitorOf(c).address)), 200));
}
