/** New passwords by mail, over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses, rateLimit } from "../../platform/http/http.ts";
import { setCookies, type ControlRouter } from "../edge.ts";
import { emailField, passwordField } from "../passwords/passwords.ts";
import type { ControlPlane } from "../plane.ts";
import { askForReset } from "./ask-for-reset.ts";
import { useReset } from "./use-reset.ts";

const tags = ["passwords"];
const limited = () => [rateLimit({ points: 60, seconds: 60 })];

const ask = createRoute({
  method: "post", path: "/api/password-reset/ask", operationId: "askForReset", tags, middleware: limited(),
  request: { body: { required: true, content: { "application/json": { schema: z.strictObject({ email: emailField }) } } } },
  responses: { 204: { description: "If somebody has this address, a link is on its way" }, ...problemResponses },
});
const use = createRoute({
  method: "post", path: "/api/password-reset", operationId: "useReset", tags, middleware: limited(),
  request: { body: { required: true, content: { "application/json": { schema: z.strictObject({ token: z.string().min(1).max(200), password: passwordField }).openapi("PasswordReset") } } } },
  responses: { 204: { description: "Changed; every session of the person has ended. Sign in next" }, ...problemResponses },
});

/** @param onAsked called so that the request is answered soon. */
export function passwordResetRoutes({ app }: ControlRouter, plane: ControlPlane, onAsked: () => void): void {
  app.openapi(ask, async (c) => {
    await askForReset(plane, c.req.valid("json").email);
    onAsked();
    return c.body(null, 204);
  });
  app.openapi(use, async (c) => {
    const { token, password } = c.req.valid("json");
    setCookies(c, await useReset(plane, token, password));
    return c.body(null, 204);
  });
}
