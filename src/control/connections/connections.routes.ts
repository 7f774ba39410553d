/** Connections for their administrators over HTTP. Translates only. */
import { createRoute, z } from "@hono/zod-openapi";
import { ROLES } from "../../platform/access/access.ts";
import { problemResponses } from "../../platform/http/http.ts";
import { setCookies, visitorOf, type ControlRouter } from "../edge.ts";
import { nameField } from "../name-field.ts";
import type { ControlPlane } from "../plane.ts";
import { attackConnection } from "./attack-report.ts";
import { changeConnection, createConnection, listConnections, readMetadata, removeConnection, showConnection, switchConnection, unlinkPerson } from "./change-connection.ts";
import { addressesOf, type Connection } from "./connection.store.ts";
import { showTest, startTest } from "./live-test.ts";
import { connectionSettings } from "./settings.ts";

const connectionSchema = z
  .object({
    id: z.string(),
    kind: z.enum(["oidc", "saml"]),
    name: z.string(),
    state: z.enum(["draft", "on", "off"]),
    settings: connectionSettings.nullable(),
    hasSecret: z.boolean(),
    revision: z.int(),
    testedAt: z.iso.datetime().nullable(),
    testedAsItIs: z.boolean().openapi({ description: "The last good test was of the present settings" }),
    addresses: z.object({ redirectUri: z.string(), logoutUri: z.string(), signedOutUri: z.string(), entityId: z.string(), acsUrl: z.string(), samlLogoutUrl: z.string(), metadataUrl: z.string() }),
  })
  .openapi("Connection");

const resultSchema = z.object({
  passed: z.boolean(),
  claims: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  subject: z.string(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  methods: z.array(z.string()),
  outcome: z.string(),
  roles: z.array(z.enum(ROLES)),
  problem: z.string().nullable(),
});
const testSchema = z.object({ startedAt: z.iso.datetime(), finishedAt: z.iso.datetime().nullable(), result: resultSchema.nullable() }).openapi("ConnectionTest");
const reportSchema = z
  .object({ at: z.iso.datetime(), sound: z.boolean(), outcomes: z.array(z.object({ id: z.string(), what: z.string(), accepted: z.boolean(), check: z.string().nullable(), asExpected: z.boolean() })) })
  .openapi("AttackReport");
const metadataSchema = z.object({ entityId: z.string(), signInUrl: z.string(), signOutUrl: z.string().nullable(), certificates: z.array(z.string()) }).openapi("ProviderMetadata");

const json = <S extends z.ZodType>(schema: S) => ({ content: { "application/json": { schema } } });
const body = <S extends z.ZodType>(schema: S) => ({ required: true, ...json(schema) });
const answer = <S extends z.ZodType>(description: string, schema: S) => ({ 200: { description, ...json(schema) }, ...problemResponses });
const params = z.object({ connectionId: z.string() });
const path = "/api/connections/{connectionId}";
const tags = ["sign-on"];
const done = { 204: { description: "Done" }, ...problemResponses };

const list = createRoute({ method: "get", path: "/api/connections", operationId: "listConnections", tags, responses: answer("The organisation's connections", z.object({ items: z.array(connectionSchema) })) });
const create = createRoute({
  method: "post", path: "/api/connections", operationId: "createConnection", tags,
  request: { body: body(z.strictObject({ kind: z.enum(["oidc", "saml"]), name: nameField }).openapi("NewConnection")) },
  responses: { 201: { description: "The connection, to be filled in", ...json(connectionSchema) }, ...problemResponses },
});
const show = createRoute({ method: "get", path, operationId: "showConnection", tags, request: { params }, responses: answer("The connection", connectionSchema) });
const change = createRoute({
  method: "put", path, operationId: "changeConnection", tags,
  request: { params, body: body(z.strictObject({ name: nameField, settings: connectionSettings, secret: z.string().min(1).max(2_000).optional(), revision: z.int().openapi({ description: "The one that the change was made on" }) }).openapi("ConnectionChange")) },
  responses: answer("The connection as it is now", connectionSchema),
});
const remove = createRoute({ method: "delete", path, operationId: "removeConnection", tags, request: { params }, responses: done });
const turn = createRoute({ method: "post", path: `${path}/state`, operationId: "switchConnection", tags, request: { params, body: body(z.strictObject({ on: z.boolean() })) }, responses: answer("The connection", connectionSchema) });
const metadata = createRoute({
  method: "post", path: "/api/provider-metadata", operationId: "readProviderMetadata", tags,
  request: { body: body(z.strictObject({ url: z.string().max(1_000).optional(), xml: z.string().max(60_000).optional() }).refine(({ url, xml }) => (url === undefined) !== (xml === undefined), "Either an address or a text.")) },
  responses: answer("What the metadata says; nothing is stored", metadataSchema),
});
const test = createRoute({ method: "post", path: `${path}/tests`, operationId: "startConnectionTest", tags, request: { params }, responses: answer("Where to sign in for the test", z.object({ testId: z.string(), url: z.string() })) });
const result = createRoute({ method: "get", path: `${path}/tests/{testId}`, operationId: "showConnectionTest", tags, request: { params: params.extend({ testId: z.string() }) }, responses: answer("What the test showed", testSchema) });
const attack = createRoute({ method: "post", path: `${path}/attacks`, operationId: "attackConnection", tags, request: { params }, responses: answer("What became of each attack", reportSchema) });
const unlink = createRoute({ method: "delete", path: `${path}/people/{personId}`, operationId: "unlinkPerson", tags, request: { params: params.extend({ personId: z.string() }) }, responses: done });

export function connectionRoutes({ app, signedIn }: ControlRouter, plane: ControlPlane): void {
  const view = (connection: Connection): z.infer<typeof connectionSchema> => ({
    id: connection.id,
    kind: connection.kind,
    name: connection.name,
    state: connection.state,
    settings: settingsView(connection),
    hasSecret: connection.sealedSecret !== null,
    revision: connection.revision,
    testedAt: connection.testedAt?.toISOString() ?? null,
    testedAsItIs: connection.testedRevision === connection.revision,
    addresses: addressesOf(plane.origin, connection.id),
  });
  app.openapi(list, async (c) => c.json({ items: (await listConnections(plane, await signedIn(c))).map(view) }, 200));
  app.openapi(create, async (c) => c.json(view(await createConnection(plane, await signedIn(c), c.req.valid("json"))), 201));
  app.openapi(show, async (c) => c.json(view(await showConnection(plane, await signedIn(c), c.req.valid("param").connectionId)), 200));
  app.openapi(change, async (c) => c.json(view(await changeConnection(plane, await signedIn(c), c.req.valid("param").connectionId, c.req.valid("json"))), 200));
  app.openapi(remove, async (c) => {
    await removeConnection(plane, await signedIn(c), c.req.valid("param").connectionId);
    return c.body(null, 204);
  });
  app.openapi(turn, async (c) => c.json(view(await switchConnection(plane, await signedIn(c), c.req.valid("param").connectionId, c.req.valid("json").on)), 200));
  app.openapi(metadata, async (c) => {
    const read = await readMetadata(plane, await signedIn(c), c.req.valid("json"));
    return c.json({ ...read, certificates: [...read.certificates] }, 200);
  });
  app.openapi(test, async (c) => {
    const { testId, url, setCookie } = await startTest(plane, await signedIn(c), c.req.valid("param").connectionId, visitorOf(c));
    setCookies(c, [setCookie]);
    return c.json({ testId, url }, 200);
  });
  app.openapi(result, async (c) => {
    const { connectionId, testId } = c.req.valid("param");
    const shown = await showTest(plane, await signedIn(c), connectionId, testId);
    return c.json({ startedAt: shown.startedAt.toISOString(), finishedAt: shown.finishedAt?.toISOString() ?? null, result: shown.result as z.infer<typeof resultSchema> | null }, 200);
  });
  app.openapi(attack, async (c) => {
    const report = await attackConnection(plane, await signedIn(c), c.req.valid("param").connectionId);
    return c.json({ at: report.at.toISOString(), sound: report.sound, outcomes: [...report.outcomes] }, 200);
  });
  app.openapi(unlink, async (c) => {
    const { connectionId, personId } = c.req.valid("param");
    await unlinkPerson(plane, await signedIn(c), connectionId, personId);
    return c.body(null, 204);
  });
}

/** What the customer entered; what discovery found is ours. */
function settingsView({ settings }: Connection): z.infer<typeof connectionSettings> | null {
  if (settings?.kind !== "oidc") return settings;
  const { metadata: _metadata, ...entered } = settings;
  return entered;
}
