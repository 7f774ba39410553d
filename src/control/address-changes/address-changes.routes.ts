/** Changes of one's own address over HTTP. Translates only. The links' secrets travel in bodies, never in an address. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses, rateLimit } from "../../platform/http/http.ts";
import type { ControlRouter } from "../edge.ts";
import { emailField } from "../passwords/passwords.ts";
import type { ControlPlane } from "../plane.ts";
import { askForChange, withdrawChange } from "./ask-for-change.ts";
import { confirmChange } from "./confirm-change.ts";
import { showAddress } from "./show-change.ts";
import { stopChange } from "./stop-change.ts";

const tags = ["address"];
const json = <S extends z.ZodType>(schema: S) => ({ content: { "application/json": { schema } } });
const done = { 204: { description: "Done" }, ...problemResponses };
const limited = () => [rateLimit({ points: 60, seconds: 60 })];
const linkBody = { body: { required: true, ...json(z.strictObject({ link: z.string().min(1).max(200) })) } };

const show = createRoute({
  method: "get", path: "/api/address-change", operationId: "showAddress", tags,
  responses: {
    200: {
      description: "One's own address and the change that is under way",
      ...json(
        z.object({
          email: z.string(),
          givenBy: z.enum(["provisioning", "connection"]).nullable().openapi({ description: "Who gives the address; null: it is the person's to change" }),
          asked: z.object({ email: z.string(), expiresAt: z.iso.datetime() }).nullable(),
          undoableUntil: z.iso.datetime().nullable(),
        }).openapi("OwnAddress"),
      ),
    },
    ...problemResponses,
  },
});
const ask = createRoute({
  method: "post", path: "/api/address-change", operationId: "askForAddressChange", tags, request: { body: { required: true, ...json(z.strictObject({ email: emailField }).openapi("NewAddress")) } },
  responses: { 204: { description: "A link is on its way to the new address, and word of it to the old one" }, ...problemResponses },
});
const withdraw = createRoute({ method: "delete", path: "/api/address-change", operationId: "withdrawAddressChange", tags, responses: done });
const confirm = createRoute({
  method: "post", path: "/api/address-change/confirm", operationId: "confirmAddressChange", tags, middleware: limited(), request: linkBody,
  responses: { 200: { description: "Changed; every session of the person has ended. Sign in next", ...json(z.object({ email: z.string() })) }, ...problemResponses },
});
const stop = createRoute({
  method: "post", path: "/api/address-change/stop", operationId: "stopAddressChange", tags, middleware: limited(), request: linkBody,
  responses: { 200: { description: "Stopped, or undone where it was made already", ...json(z.object({ email: z.string(), undone: z.boolean() })) }, ...problemResponses },
});

export function addressChangeRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.openapi(show, async (c) => {
    const { asked, undoableUntil, ...own } = await showAddress(plane, await signedIn(c));
    return c.json({ ...own, asked: asked && { email: asked.email, expiresAt: asked.expiresAt.toISOString() }, undoableUntil: undoableUntil?.toISOString() ?? null }, 200);
  });
  app.openapi(ask, async (c) => {
    await askForChange(plane, await signedIn(c), c.req.valid("json").email);
    return c.body(null, 204);
  });
  app.openapi(withdraw, async (c) => {
    await withdrawChange(plane, await signedIn(c));
    return c.body(null, 204);
  });
  app.openapi(confirm, async (c) => c.json(await confirmChange(plane, c.req.valid("json").link), 200));
  app.openapi(stop, async (c) => c.json(await stopChange(plane, c.req.valid("json").link), 200));
}
