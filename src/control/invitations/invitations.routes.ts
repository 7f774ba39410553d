/** Invitations over HTTP. Translates only. The link's secret travels in bodies, never in an address. */
import { createRoute, z } from "@hono/zod-openapi";
import { ROLES } from "../../platform/access/access.ts";
import { problemResponses, rateLimit } from "../../platform/http/http.ts";
import { assignmentFields, MOST_ASSIGNMENTS } from "../assignments/assignments.ts";
import { setCookies, visitorOf, type ControlRouter } from "../edge.ts";
import { nameField } from "../name-field.ts";
import { emailField, passwordField } from "../passwords/passwords.ts";
import type { ControlPlane } from "../plane.ts";
import { acceptInvitation, openInvitation } from "./accept-invitation.ts";
import { invite, inviteAgain, withdrawInvitation } from "./invite.ts";
import { listInvitations } from "./list-invitations.ts";

const tags = ["invitations"];
const params = z.object({ invitationId: z.string() });
const newInvitationSchema = z
  .strictObject({
    email: emailField,
    roles: z.array(z.enum(ROLES)).max(ROLES.length).default([]).openapi({ description: "Ready-made roles, at all sites and for all company codes" }),
    assignments: z.array(z.strictObject(assignmentFields)).max(MOST_ASSIGNMENTS).default([]).openapi({ description: "Narrower access, own roles too" }),
  })
  .refine(({ roles, assignments }) => roles.length + assignments.length > 0, { path: ["roles"], message: "A role." })
  .openapi("NewInvitation");
const json = <S extends z.ZodType>(schema: S) => ({ content: { "application/json": { schema } } });
const done = { 204: { description: "Done" }, ...problemResponses };
const limited = () => [rateLimit({ points: 60, seconds: 60 })];
const linkField = z.string().min(1).max(200);

const list = createRoute({
  method: "get", path: "/api/invitations", operationId: "listInvitations", tags,
  responses: {
    200: {
      description: "Who is invited and has not come yet, newest first",
      ...json(
        z.object({
          items: z.array(z.object({ id: z.string(), email: z.string(), roles: z.array(z.enum(ROLES)), narrower: z.array(z.string()).openapi({ description: "Narrower assignments, in words" }), sentAt: z.iso.datetime(), expiresAt: z.iso.datetime(), state: z.enum(["open", "expired"]) }).openapi("Invitation")),
          nextCursor: z.string().nullable(), total: z.number().int(),
        }),
      ),
    },
    ...problemResponses,
  },
});
const create = createRoute({
  method: "post", path: "/api/invitations", operationId: "invite", tags, request: { body: { required: true, ...json(newInvitationSchema) } },
  responses: { 201: { description: "Invited", ...json(z.object({ id: z.string() })) }, ...problemResponses },
});
const again = createRoute({ method: "post", path: "/api/invitations/{invitationId}/resend", operationId: "inviteAgain", tags, request: { params }, responses: done });
const withdraw = createRoute({ method: "delete", path: "/api/invitations/{invitationId}", operationId: "withdrawInvitation", tags, request: { params }, responses: done });
const open = createRoute({
  method: "post", path: "/api/invitation/open", operationId: "openInvitation", tags, middleware: limited(), request: { body: { required: true, ...json(z.strictObject({ link: linkField })) } },
  responses: {
    200: { description: "What the invitation is for", ...json(z.object({ organisation: z.string(), email: z.string(), inviter: z.string(), roles: z.array(z.enum(ROLES)), narrower: z.array(z.string()), expiresAt: z.iso.datetime() }).openapi("OpenedInvitation")) },
    ...problemResponses,
  },
});
const accept = createRoute({
  method: "post", path: "/api/invitation/accept", operationId: "acceptInvitation", tags, middleware: limited(),
  request: { body: { required: true, ...json(z.strictObject({ link: linkField, name: nameField, password: passwordField }).openapi("Acceptance")) } },
  responses: { 204: { description: "A member now: set up the second factor next" }, ...problemResponses },
});

export function invitationRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(list, async (c) => {
    const items = (await listInvitations(plane, await signedIn(c))).map((one) => ({ ...one, roles: [...one.roles], narrower: [...one.narrower], sentAt: one.sentAt.toISOString(), expiresAt: one.expiresAt.toISOString() }));
    return c.json({ items, nextCursor: null, total: items.length }, 200);
  });
  app.openapi(create, async (c) => c.json({ id: await invite(plane, await signedIn(c), c.req.valid("json")) }, 201));
  app.openapi(again, async (c) => {
    await inviteAgain(plane, await signedIn(c), c.req.valid("param").invitationId);
    return c.body(null, 204);
  });
  app.openapi(withdraw, async (c) => {
    await withdrawInvitation(plane, await signedIn(c), c.req.valid("param").invitationId);
    return c.body(null, 204);
  });
  app.openapi(open, async (c) => {
    const view = await openInvitation(plane, c.req.valid("json").link);
    return c.json({ ...view, roles: [...view.roles], narrower: [...view.narrower], expiresAt: view.expiresAt.toISOString() }, 200);
  });
  app.openapi(accept, async (c) => {
    setCookies(c, await acceptInvitation(plane, c.req.valid("json"), visitorOf(c)));
    return c.body(null, 204);
  });
}
