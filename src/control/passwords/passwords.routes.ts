/** Passwords over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import { setCookies, visitorOf, type ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { changePassword } from "../sessions/sessions.ts";
import { PASSWORD_RULES } from "./password-policy.ts";
import { passwordField } from "./passwords.schema.ts";

const policy = createRoute({
  method: "get",
  path: "/api/password-policy",
  operationId: "showPasswordPolicy",
  tags: ["passwords"],
  responses: {
    200: {
      description: "What a password must be",
      content: {
        "application/json": {
          schema: z
            .object({
              minLength: z.number().int(),
              maxLength: z.number().int(),
              classes: z.number().int(),
              needClasses: z.number().int(),
              passphraseMinLength: z.number().int(),
              passphraseMaxLength: z.number().int(),
              breachedList: z.enum(["installed", "not installed"]),
            })
            .openapi("PasswordPolicy"),
        },
      },
    },
    ...problemResponses,
  },
});

const change = createRoute({
  method: "post",
  path: "/api/password",
  operationId: "changePassword",
  tags: ["passwords"],
  request: { body: { required: true, content: { "application/json": { schema: z.strictObject({ current: passwordField, next: passwordField }).openapi("PasswordChange") } } } },
  responses: { 204: { description: "Changed; every other session of the person has ended" }, ...problemResponses },
});

export function passwordRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(policy, async (c) => c.json({ ...PASSWORD_RULES, breachedList: (await plane.breached.installed()) ? ("installed" as const) : ("not installed" as const) }, 200));
  app.openapi(change, async (c) => {
    const by = await signedIn(c);
    setCookies(c, await changePassword(plane, by, c.req.valid("json"), visitorOf(c)));
    return c.body(null, 204);
  });
}
