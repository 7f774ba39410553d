/** Sessions over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses } from "../../platform/http/http.ts";
import { setCookies, visitorOf, type ControlRouter } from "../edge.ts";
import { emailField, passwordField } from "../passwords/passwords.ts";
import type { ControlPlane } from "../plane.ts";
import { listSites, siteSchema } from "../sites/sites.ts";
import { endSession } from "./end-session.ts";
import { listSessions } from "./list-sessions.ts";
import { signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";

const done = { 204: { description: "Done" }, ...problemResponses };

const show = createRoute({
  method: "get",
  path: "/api/session",
  operationId: "showSession",
  tags: ["sessions"],
  responses: {
    200: {
      description: "Who is signed in, and where",
      content: {
        "application/json": {
          schema: z
            .object({
              person: z.object({ id: z.string(), name: z.string(), email: z.string() }),
              organisation: z.object({ id: z.string(), name: z.string() }),
              strength: z.enum(["password", "connection", "machine"]),
              permissions: z.array(z.string()).openapi({ description: "What the person may do in the organisation, as area:action" }),
              sites: z.array(siteSchema),
            })
            .openapi("Session"),
        },
      },
    },
    ...problemResponses,
  },
});

const open = createRoute({
  method: "post",
  path: "/api/sign-in",
  operationId: "signIn",
  tags: ["sessions"],
  request: { body: { required: true, content: { "application/json": { schema: z.strictObject({ email: emailField, password: passwordField }).openapi("SignIn") } } } },
  responses: { 204: { description: "The password is right: prove the second factor next, or set it up" }, ...problemResponses },
});

const close = createRoute({ method: "post", path: "/api/sign-out", operationId: "signOut", tags: ["sessions"], responses: done });

const list = createRoute({
  method: "get",
  path: "/api/sessions",
  operationId: "listSessions",
  tags: ["sessions"],
  responses: {
    200: {
      description: "The person's own sessions, newest first",
      content: {
        "application/json": {
          schema: z.object({
            items: z.array(
              z
                .object({ id: z.string(), signedInAt: z.iso.datetime(), lastSeenAt: z.iso.datetime(), userAgent: z.string(), strength: z.array(z.string()).openapi({ description: "How it was signed in, in the names of RFC 8176; sso: by a connection" }), current: z.boolean() })
                .openapi("OwnSession"),
            ),
            nextCursor: z.string().nullable(),
            total: z.number().int(),
          }),
        },
      },
    },
    ...problemResponses,
  },
});

const end = createRoute({
  method: "delete",
  path: "/api/sessions/{sessionId}",
  operationId: "endSession",
  tags: ["sessions"],
  request: { params: z.object({ sessionId: z.string() }) },
  responses: { 204: { description: "Ended" }, ...problemResponses },
});

export function sessionRoutes({ app, signedIn, arriving }: ControlRouter, plane: ControlPlane): void {
  app.openapi(show, async (c) => {
    const by = await signedIn(c);
    const strength = by.actor.strength.includes("machine") ? ("machine" as const) : by.actor.strength.includes("sso") ? ("connection" as const) : ("password" as const);
    const sites = [...(await listSites(plane, by))];
    return c.json({ person: by.person, organisation: by.organisation, strength, permissions: [...by.actor.permissions].sort(), sites }, 200);
  });
  app.openapi(open, async (c) => {
    setCookies(c, await signIn(plane, c.req.valid("json"), visitorOf(c)));
    return c.body(null, 204);
  });
  app.openapi(close, async (c) => {
    const by = await arriving(c);
    setCookies(c, await signOut(plane, by, c.req.header("cookie") ?? ""));
    return c.body(null, 204);
  });
  app.openapi(list, async (c) => {
    const sessions = await listSessions(plane, await signedIn(c));
    const items = sessions.map((session) => ({ ...session, strength: [...session.strength], signedInAt: session.signedInAt.toISOString(), lastSeenAt: session.lastSeenAt.toISOString() }));
    return c.json({ items, nextCursor: null, total: items.length }, 200);
  });
  app.openapi(end, async (c) => {
    await endSession(plane, await signedIn(c), c.req.valid("param").sessionId);
    return c.body(null, 204);
  });
}
