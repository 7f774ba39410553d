/**
 * Single sign-on over HTTP: what the sign-in page asks, and the addresses that browsers and providers come back to. The
 * latter are pages, not part of the API: they answer with redirects to our own pages alone, and a refusal becomes the
 * sign-in page with its code. Nothing that a provider said is ever in an address.
 */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Refusal } from "../../base/errors.ts";
import { problemResponses, rateLimit, type HttpEnv } from "../../platform/http/http.ts";
import { setCookies, visitorOf, type ControlRouter } from "../edge.ts";
import type { ControlPlane } from "../plane.ts";
import { answerOidc, finishSaml, receiveSaml, type Next } from "./answer.ts";
import { beginSignIn, waysIn } from "./begin.ts";
import { addressesOf, findConnection } from "./connection.store.ts";
import { ourMetadata } from "./saml.ts";
import { receiveSamlSignOut, signingKeyOf } from "./saml-sign-out.ts";
import { backChannelLogout, signOutEverywhere } from "./sign-out.ts";

const body = <S extends z.ZodType>(schema: S) => ({ required: true, content: { "application/json": { schema } } });
const answer = <S extends z.ZodType>(description: string, schema: S) => ({ 200: { description, content: { "application/json": { schema } } }, ...problemResponses });
const tags = ["sign-on"];
const email = z.string().max(254);

const ways = createRoute({
  method: "post", path: "/api/sign-in/ways", operationId: "waysToSignIn", tags,
  request: { body: body(z.strictObject({ email })) },
  responses: answer("How people of this address's domain sign in; says nothing about whether the address is known", z.object({ connections: z.array(z.object({ id: z.string(), name: z.string() })), password: z.boolean() })),
});
const begin = createRoute({
  method: "post", path: "/api/sign-in/connection", operationId: "signInWithConnection", tags,
  request: { body: body(z.strictObject({ connectionId: z.string().max(60), email: email.optional(), returnTo: z.string().max(500).optional() })) },
  responses: answer("Where to sign in", z.object({ url: z.string() })),
});
const leave = createRoute({
  method: "post", path: "/api/sign-out/everywhere", operationId: "signOutEverywhere", tags,
  responses: answer("Signed out here; the address signs out at the identity provider too", z.object({ url: z.string().nullable() })),
});

export function signOnRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  app.use("/api/sign-in/*", rateLimit({ points: 60, seconds: 60 }));
  app.use("/sso/*", rateLimit({ points: 120, seconds: 60 }));
  app.openapi(ways, async (c) => {
    const found = await waysIn(plane, c.req.valid("json").email);
    return c.json({ connections: [...found.connections], password: found.password }, 200);
  });
  app.openapi(begin, async (c) => {
    const { url, setCookie } = await beginSignIn(plane, c.req.valid("json"), visitorOf(c));
    setCookies(c, [setCookie]);
    return c.json({ url }, 200);
  });
  app.openapi(leave, async (c) => {
    const { url, setCookies: cookies } = await signOutEverywhere(plane, await signedIn(c), c.req.header("cookie") ?? "");
    setCookies(c, cookies);
    return c.json({ url }, 200);
  });
  app.get("/sso/oidc/:connectionId/callback", (c) => asPage(c, () => answerOidc(plane, c.req.param("connectionId"), new URL(c.req.url).searchParams, visitorOf(c))));
  app.post("/sso/saml/:connectionId/acs", (c) => asPage(c, async () => receiveSaml(plane, c.req.param("connectionId"), await samlForm(c), visitorOf(c))));
  app.get("/sso/saml/:connectionId/finish", (c) => asPage(c, () => finishSaml(plane, c.req.param("connectionId"), c.req.query("handle") ?? "", visitorOf(c))));
  app.get("/sso/saml/:connectionId/metadata", async (c) => {
    const connection = await findConnection(plane, c.req.param("connectionId"));
    return c.body(ourMetadata(addressesOf(plane.origin, connection.id), (await signingKeyOf(plane, connection)).certificate), 200, { "Content-Type": "application/samlmetadata+xml", "Cache-Control": "no-store" });
  });
  app.get("/sso/saml/:connectionId/logout", (c) => asPage(c, async () => {
    const query = new URL(c.req.url).search.slice(1);
    const has = (name: string) => (new URLSearchParams(query).has(name) ? { query } : null);
    return { path: await receiveSamlSignOut(plane, c.req.param("connectionId"), { request: has("SAMLRequest"), response: has("SAMLResponse"), relayState: shortRelayState(new URLSearchParams(query)) }), setCookies: [] };
  }));
  app.post("/sso/saml/:connectionId/logout", (c) => asPage(c, async () => {
    const form = new URLSearchParams(await formText(c));
    const field = (name: string) => (form.has(name) ? { form: form.get(name) ?? "" } : null);
    return { path: await receiveSamlSignOut(plane, c.req.param("connectionId"), { request: field("SAMLRequest"), response: field("SAMLResponse"), relayState: shortRelayState(form) }), setCookies: [] };
  }));
  app.post("/sso/oidc/:connectionId/logout", async (c) => {
    const token = new URLSearchParams(await formText(c)).get("logout_token") ?? "";
    c.header("Cache-Control", "no-store"); // Back-Channel Logout 1.0, section 2.8
    try {
      await backChannelLogout(plane, c.req.param("connectionId"), token);
      return c.body(null, 200);
    } catch (error) {
      if (error instanceof Refusal && error.kind !== "unavailable") return c.json({ error: "invalid_request", error_description: error.message }, 400);
      throw error;
    }
  });
}

async function asPage(c: Context<HttpEnv>, work: () => Promise<Next>): Promise<Response> {
  c.header("Cache-Control", "no-store");
  try {
    const next = await work();
    setCookies(c, next.setCookies);
    return c.redirect(next.path, 303);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return c.redirect(`/sign-in?problem=${encodeURIComponent(error.code)}`, 303);
  }
}

async function formText(c: Context<HttpEnv>): Promise<string> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") throw new Refusal("invalid", "content-type-not-form", "This must be a form.", [{ at: "content-type", expected: "application/x-www-form-urlencoded" }]);
  return c.req.text();
}

/** Given back as it came. The standard allows 80 bytes; providers use more. */
function shortRelayState(given: URLSearchParams): string | null {
  const text = given.get("RelayState");
  return text === null || text === "" || text.length > 1_000 ? null : text;
}

async function samlForm(c: Context<HttpEnv>): Promise<{ response: string; relayState: string }> {
  const form = new URLSearchParams(await formText(c));
  return { response: form.get("SAMLResponse") ?? "", relayState: form.get("RelayState") ?? "" };
}
