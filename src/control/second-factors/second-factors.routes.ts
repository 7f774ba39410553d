/** Second factors over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { problemResponses, rateLimit } from "../../platform/http/http.ts";
import { setCookies, visitorOf, type ControlRouter } from "../edge.ts";
import { nameField } from "../name-field.ts";
import type { ControlPlane } from "../plane.ts";
import { addPasskey, beginPasskey, removePasskey, renamePasskey } from "./passkeys.ts";
import { proveWithCode } from "./prove-with-code.ts";
import { askForAnyPasskey, askForPasskey, proveWithPasskey, signInWithPasskey } from "./prove-with-passkey.ts";
import { renewRecoveryCodes } from "./recovery-codes.ts";
import { beginAuthenticator, confirmAuthenticator, removeAuthenticator } from "./set-up-authenticator.ts";
import { showSecondFactor, type SecondFactorView } from "./show-second-factor.ts";
import { newPasskeyAnswer, passkeyAnswer } from "./webauthn.ts";

const json = <S extends z.ZodType>(schema: S) => ({ content: { "application/json": { schema } } });
const body = <S extends z.ZodType>(schema: S) => ({ body: { required: true as const, ...json(schema) } });
const options = json(z.record(z.string(), z.unknown()).openapi("PasskeyOptions", { description: "For navigator.credentials, in its JSON form" }));
const tags = ["second factors"];
/** Six digits, as typed: spaces between them are how apps show them. */
const codeField = z.string().max(20).transform((text) => text.replace(/\s/g, "")).pipe(z.string().regex(/^[0-9]{6}$/, "Six digits."));
const enrolled = z.object({ recoveryCodes: z.array(z.string()).nullable().openapi({ description: "Shown this once; null unless this is the first factor" }) });
const passkeySchema = z.object({ id: z.string(), name: z.string(), synchronised: z.boolean(), createdAt: z.iso.datetime(), lastUsedAt: z.iso.datetime().nullable() }).openapi("Passkey");

const show = createRoute({
  method: "get", path: "/api/second-factor", operationId: "showSecondFactor", tags,
  responses: {
    200: {
      description: "What this person has, and whether this session has proven it",
      ...json(
        z
          .object({
            state: z.enum(["missing", "needed", "proven"]),
            authenticator: z.boolean(),
            passkeys: z.number().int(),
            own: z.object({ authenticatorSince: z.iso.datetime().nullable(), passkeys: z.array(passkeySchema), recoveryCodes: z.number().int() }).nullable(),
          })
          .openapi("SecondFactor"),
      ),
    },
    ...problemResponses,
  },
});
const proveCode = createRoute({
  method: "post", path: "/api/second-factor/code", operationId: "proveWithCode", tags, request: body(z.strictObject({ code: codeField })),
  responses: { 204: { description: "Proven: signed in, or stepped up" }, ...problemResponses },
});
const proveRecovery = createRoute({
  method: "post", path: "/api/second-factor/recovery-code", operationId: "proveWithRecoveryCode", tags, request: body(z.strictObject({ code: z.string().min(1).max(100) })),
  responses: { 204: { description: "Proven; the code is used up" }, ...problemResponses },
});
const askPasskey = createRoute({
  method: "get", path: "/api/second-factor/passkey", operationId: "askForPasskey", tags, responses: { 200: { description: "Ask one of this person's passkeys", ...options }, ...problemResponses },
});
const provePasskey = createRoute({
  method: "post", path: "/api/second-factor/passkey", operationId: "proveWithPasskey", tags, request: body(z.strictObject({ answer: passkeyAnswer })),
  responses: { 204: { description: "Proven: signed in, or stepped up" }, ...problemResponses },
});
const askSignIn = createRoute({
  method: "get", path: "/api/sign-in/passkey", operationId: "askForAnyPasskey", tags, middleware: [rateLimit({ points: 60, seconds: 60 })] as const,
  responses: { 200: { description: "Ask for any passkey of this service", ...options }, ...problemResponses },
});
const signIn = createRoute({
  method: "post", path: "/api/sign-in/passkey", operationId: "signInWithPasskey", tags, middleware: [rateLimit({ points: 60, seconds: 60 })] as const, request: body(z.strictObject({ answer: passkeyAnswer })),
  responses: { 204: { description: "Signed in" }, ...problemResponses },
});
const beginApp = createRoute({
  method: "post", path: "/api/authenticator", operationId: "beginAuthenticator", tags,
  responses: { 200: { description: "The secret for the app, shown this once", ...json(z.object({ secret: z.string(), uri: z.string() }).openapi("NewAuthenticator")) }, ...problemResponses },
});
const confirmApp = createRoute({
  method: "post", path: "/api/authenticator/confirm", operationId: "confirmAuthenticator", tags, request: body(z.strictObject({ code: codeField })),
  responses: { 200: { description: "The app is a factor now", ...json(enrolled) }, ...problemResponses },
});
const removeApp = createRoute({ method: "delete", path: "/api/authenticator", operationId: "removeAuthenticator", tags, responses: { 204: { description: "Removed" }, ...problemResponses } });
const beginKey = createRoute({
  method: "post", path: "/api/passkeys/options", operationId: "beginPasskey", tags, responses: { 200: { description: "Make a passkey from these", ...options }, ...problemResponses },
});
const addKey = createRoute({
  method: "post", path: "/api/passkeys", operationId: "addPasskey", tags, request: body(z.strictObject({ name: nameField, answer: newPasskeyAnswer })),
  responses: { 201: { description: "Added", ...json(enrolled.extend({ id: z.string() })) }, ...problemResponses },
});
const params = z.object({ passkeyId: z.string() });
const renameKey = createRoute({
  method: "post", path: "/api/passkeys/{passkeyId}", operationId: "renamePasskey", tags, request: { params, ...body(z.strictObject({ name: nameField })) }, responses: { 204: { description: "Renamed" }, ...problemResponses },
});
const removeKey = createRoute({ method: "delete", path: "/api/passkeys/{passkeyId}", operationId: "removePasskey", tags, request: { params }, responses: { 204: { description: "Removed" }, ...problemResponses } });
const renew = createRoute({
  method: "post", path: "/api/recovery-codes", operationId: "renewRecoveryCodes", tags,
  responses: { 200: { description: "New ones; those from before have ended", ...json(z.object({ recoveryCodes: z.array(z.string()) })) }, ...problemResponses },
});

const shown = ({ own, ...rest }: SecondFactorView) => ({
  ...rest,
  own: own && {
    authenticatorSince: own.authenticatorSince?.toISOString() ?? null,
    passkeys: own.passkeys.map((one) => ({ ...one, createdAt: one.createdAt.toISOString(), lastUsedAt: one.lastUsedAt?.toISOString() ?? null })),
    recoveryCodes: own.recoveryCodes,
  },
});

export function secondFactorRoutes(router: ControlRouter, plane: ControlPlane): void {
  const { app, arriving } = router;
  app.openapi(show, async (c) => c.json(shown(await showSecondFactor(plane, await arriving(c))), 200));
  app.openapi(proveCode, async (c) => {
    setCookies(c, await proveWithCode(plane, await arriving(c), { kind: "authenticator", code: c.req.valid("json").code }, visitorOf(c)));
    return c.body(null, 204);
  });
  app.openapi(proveRecovery, async (c) => {
    setCookies(c, await proveWithCode(plane, await arriving(c), { kind: "recovery-code", code: c.req.valid("json").code }, visitorOf(c)));
    return c.body(null, 204);
  });
  app.openapi(askPasskey, async (c) => c.json(await askForPasskey(plane, await arriving(c)), 200));
  app.openapi(provePasskey, async (c) => {
    setCookies(c, await proveWithPasskey(plane, await arriving(c), c.req.valid("json").answer, visitorOf(c)));
    return c.body(null, 204);
  });
  app.openapi(askSignIn, async (c) => c.json(await askForAnyPasskey(plane), 200));
  app.openapi(signIn, async (c) => {
    setCookies(c, await signInWithPasskey(plane, c.req.valid("json").answer, visitorOf(c)));
    return c.body(null, 204);
  });
  enrolRoutes(router, plane);
}

function enrolRoutes({ app, signedIn, arriving }: ControlRouter, plane: ControlPlane): void {
  app.openapi(beginApp, async (c) => c.json(await beginAuthenticator(plane, await arriving(c)), 200));
  app.openapi(confirmApp, async (c) => {
    const done = await confirmAuthenticator(plane, await arriving(c), c.req.valid("json").code, visitorOf(c));
    setCookies(c, done.setCookies);
    return c.json({ recoveryCodes: done.recoveryCodes === null ? null : [...done.recoveryCodes] }, 200);
  });
  app.openapi(removeApp, async (c) => {
    await removeAuthenticator(plane, await signedIn(c));
    return c.body(null, 204);
  });
  app.openapi(beginKey, async (c) => c.json(await beginPasskey(plane, await arriving(c)), 200));
  app.openapi(addKey, async (c) => {
    const done = await addPasskey(plane, await arriving(c), c.req.valid("json"), visitorOf(c));
    setCookies(c, done.setCookies);
    return c.json({ id: done.id, recoveryCodes: done.recoveryCodes === null ? null : [...done.recoveryCodes] }, 201);
  });
  app.openapi(renameKey, async (c) => {
    await renamePasskey(plane, await signedIn(c), c.req.valid("param").passkeyId, c.req.valid("json").name);
    return c.body(null, 204);
  });
  app.openapi(removeKey, async (c) => {
    await removePasskey(plane, await signedIn(c), c.req.valid("param").passkeyId);
    return c.body(null, 204);
  });
  app.openapi(renew, async (c) => c.json({ recoveryCodes: [...(await renewRecoveryCodes(plane, await signedIn(c)))] }, 200));
}
