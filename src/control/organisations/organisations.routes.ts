/** The first administrator over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses, rateLimit } from "../../platform/http/http.ts";
import { setCookies, visitorOf, type ControlRouter } from "../edge.ts";
import { nameField } from "../name-field.ts";
import { emailField, passwordField } from "../passwords/passwords.ts";
import type { ControlPlane } from "../plane.ts";
import { createFirstAdministrator } from "./create-first-administrator.ts";

const first = createRoute({
  method: "post",
  path: "/api/first-administrator",
  operationId: "createFirstAdministrator",
  tags: ["organisations"],
  middleware: [rateLimit({ points: 30, seconds: 60 })] as const,
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z
            .strictObject({ token: z.string().min(1).max(200), organisation: nameField, name: nameField, email: emailField, password: passwordField })
            .openapi("FirstAdministrator"),
        },
      },
    },
  },
  responses: { 204: { description: "Made, and signed in" }, ...problemResponses },
});

export function organisationRoutes({ app }: ControlRouter, plane: ControlPlane): void {
  app.openapi(first, async (c) => {
    setCookies(c, await createFirstAdministrator(plane, c.req.valid("json"), visitorOf(c)));
    return c.body(null, 204);
  });
}
