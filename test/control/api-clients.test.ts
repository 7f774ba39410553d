/** API clients: who makes them, what they can hold, how they prove who they are, and what a token of theirs is worth in a region. */
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId, type OrganisationId } from "../../src/base/ids.ts";
import { ALL_PERMISSIONS, CLIENT_PERMISSIONS } from "../../src/platform/access/access.ts";
import type { HttpApp, HttpEnv } from "../../src/platform/http/http.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { databaseNonces, fixedKeys } from "../../src/platform/tokens/tokens.ts";
import { tellRegions } from "../../src/control/revocations/revocations.ts";
import { createRegionApp } from "../../src/region/region.ts";
import { openTestRegion, type TestRegion, type TestSite } from "../region/region-world.ts";
import { addPerson, asSuperuser, detailsOf, entries, openScene, type Browser, type Scene } from "./scene.ts";

let scene: Scene;
let region: TestRegion;
let app: HttpApp;
let site: TestSite;
let organisation: OrganisationId;
let mara: Browser;
let folder: string;
let n = 0;

beforeAll(async () => {
  [scene, region, folder] = await Promise.all([openScene(), openTestRegion(), mkdtemp(join(tmpdir(), "certificates "))]);
  app = createRegionApp({ ...region.deps, clock: scene.clock }, { controlKeys: async (kid) => fixedKeys((await scene.control.plane.tokenKeys.published()) as never)(kid), nonces: databaseNonces(region.world.db), allowOrigins: [], ready: {} });
});
afterAll(async () => {
  await scene.close();
  await region.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  site = await region.newSite();
  organisation = site.organisationId;
  await inTrail(scene.world.db, organisation, async (tx) => {
    await tx.insertInto("organisation").values({ id: organisation, name: "Northwind Foods", created_at: new Date() }).execute();
    await tx.insertInto("site").values({ organisation_id: organisation, id: site.siteId, name: "Head office", region: "uk", state: "ready", created_at: new Date(), ready_at: new Date() }).execute();
  });
  mara = await addPerson(scene, organisation, `mara${++n}@northwind.example`, ["administrator"]);
});

type Made = { readonly id: string; readonly secret: string };
const settings = (more: object = {}) => ({ name: "ERP", sites: [site.siteId], permissions: ["uploads:read", "uploads:add"], companyCodes: null, networks: [], certificate: null, expiresAt: new Date(scene.clock.now().getTime() + 86_400_000).toISOString(), ...more });
const made = async (more: object = {}, by = mara): Promise<Made> => {
  const answer = await by.post("/api/api-clients", settings(more));
  expect(answer.status, answer.text).toBe(201);
  return { id: answer.body.id, secret: answer.body.secret.secret };
};
type Connection = { readonly address?: string; readonly certificate?: X509Certificate | undefined };
const envOf = ({ address = "198.51.100.7", certificate }: Connection) => ({ incoming: { socket: { remoteAddress: address, remotePort: 1, remoteFamily: "IPv4", getPeerX509Certificate: () => certificate } } }) as unknown as HttpEnv;
const basic = (id: string, secret: string): string => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
async function token(form: string | Record<string, string>, authorization?: string, connection: Connection = {}): Promise<{ status: number; body: any; headers: Headers }> {
  const answer = await scene.control.app.request("/oauth/token", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", ...(authorization && { authorization }) }, body: new URLSearchParams(form).toString() }, envOf(connection) as never);
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}
const GRANT = { grant_type: "client_credentials" };
const got = async ({ id, secret }: Made, connection: Connection = {}, form: Record<string, string> = {}): Promise<string> => {
  const { status, body } = await token({ ...GRANT, ...form }, basic(id, secret), connection);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.access_token;
};
const reach = async (bearer: string, path = "/uploads", connection: Connection = {}): Promise<number> =>
  (await app.request(`https://region.test/api/sites/${site.siteId}${path}`, { headers: { authorization: `Bearer ${bearer}` } }, envOf(connection) as never)).status;

it("can ever hold the committed permissions and no others", async () => {
  expect(CLIENT_PERMISSIONS.filter((one) => /^(people|sign-on|keys|organisation|sites|feeds|tickets)/.test(one))).toEqual([]);
  await expect(`${ALL_PERMISSIONS.map((one) => `${one.padEnd(24)}${CLIENT_PERMISSIONS.includes(one) ? "yes" : "-"}`).join("\n")}\n`).toMatchFileSnapshot("../golden/client-permissions.txt");
  for (const permission of ALL_PERMISSIONS.filter((one) => !CLIENT_PERMISSIONS.includes(one))) {
    expect((await mara.post("/api/api-clients", settings({ permissions: [permission] }))).body.code, permission).toBe("not-for-programs");
  }
});

it("gets a token for its site and permissions, and acts in the trail under its own name", async () => {
  const client = await made();
  const { status, body, headers } = await token(GRANT, basic(client.id, client.secret));
  expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect(body).toMatchObject({ token_type: "Bearer", expires_in: 300, scope: "uploads:read uploads:add", site: site.siteId, origin: "https://localhost:8444" });
  expect(await reach(body.access_token)).toBe(200);
  expect(await reach(body.access_token, "/findings")).toBe(403);
  expect(await reach(body.access_token, "/keys")).toBe(403);
  const own = (await entries(scene)).filter((entry) => entry.trail === organisation && entry.act.startsWith("api-clients."));
  expect(own.map(({ act, actor_kind }) => [act, actor_kind])).toEqual([["api-clients.create", "person"], ["api-clients.issue-token", "client"]]);
  expect(JSON.stringify(own.map(detailsOf))).not.toContain(client.secret);
  const [shown] = (await mara.get("/api/api-clients")).body.items;
  expect(shown).toMatchObject({ id: client.id, state: "on", lastUsedFrom: "198.51.100.7", secrets: [{ hint: client.secret.slice(0, 8), lastUsedAt: expect.any(String) }] });
  expect(JSON.stringify(shown)).not.toContain(client.secret);
  const kept = await asSuperuser(scene, "select * from api_client_secret where client_id = $1", [client.id]);
  expect(JSON.stringify(kept)).not.toContain(client.secret);
});

it("is limited to company codes where its administrator said so", async () => {
  expect((await mara.post("/api/api-clients", settings({ companyCodes: ["0100"] }))).body.code).toBe("not-by-company-code");
  const client = await made({ permissions: ["findings:read"], companyCodes: ["0100"] });
  const claims = JSON.parse(Buffer.from((await got(client)).split(".")[1] ?? "", "base64url").toString());
  expect(claims).toMatchObject({ sub: client.id, perm: [], scp: [{ perm: ["findings:read"], codes: ["0100"] }], amr: ["machine"] });
});

it("asks for a part of what it holds, at one of its sites, and for no more", async () => {
  const client = await made();
  const auth = basic(client.id, client.secret);
  expect((await token({ ...GRANT, scope: "uploads:read" }, auth)).body.scope).toBe("uploads:read");
  expect(await reach(await got(client, {}, { scope: "uploads:add" }))).toBe(403);
  expect(await token({ ...GRANT, scope: "uploads:read findings:read" }, auth)).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
  expect(await token({ ...GRANT, site: newId("sit") }, auth)).toMatchObject({ status: 400, body: { error: "invalid_target" } });
});

describe("the token endpoint", () => {
  it("answers whatever is wrong as RFC 6749 says, and tells nobody which clients there are", async () => {
    const client = await made();
    const auth = basic(client.id, client.secret);
    const wrong: readonly (readonly [string, string | Record<string, string>, string | undefined, number, string])[] = [
      ["no grant", {}, auth, 400, "invalid_request"],
      ["another grant", { grant_type: "password" }, auth, 400, "unsupported_grant_type"],
      ["twice the same", "grant_type=client_credentials&grant_type=client_credentials", auth, 400, "invalid_request"],
      ["no credentials", GRANT, undefined, 401, "invalid_client"],
      ["a wrong secret", GRANT, basic(client.id, `${client.secret}x`), 401, "invalid_client"],
      ["no such client", GRANT, basic(newId("cli"), client.secret), 401, "invalid_client"],
      ["a person's id", GRANT, basic(newId("per"), client.secret), 401, "invalid_client"],
      ["nonsense", GRANT, "Basic %%%", 401, "invalid_client"],
      ["a bearer token", GRANT, "Bearer abc", 401, "invalid_client"],
      ["SQL", GRANT, basic("cli_' or '1'='1", "x"), 401, "invalid_client"],
      ["the secret twice", { ...GRANT, client_secret: client.secret }, auth, 400, "invalid_request"],
    ];
    const refusals = new Set<string>();
    for (const [says, form, authorization, status, error] of wrong) {
      const answer = await token(form, authorization);
      expect([answer.status, answer.body.error], says).toEqual([status, error]);
      if (error === "invalid_client") refusals.add(JSON.stringify(answer.body) + answer.headers.get("www-authenticate"));
    }
    expect(refusals.size).toBe(1);
    expect((await token({ ...GRANT, client_id: client.id, client_secret: client.secret })).status).toBe(200);
    expect((await scene.control.app.request("/oauth/token", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }, envOf({}) as never)).status).toBe(400);
  });

  it("is limited per address", async () => {
    const answers = await Promise.all(Array.from({ length: 130 }, () => scene.control.app.request("/oauth/token", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "a=b" }, envOf({ address: "203.0.113.99" }) as never)));
    expect(answers.filter(({ status }) => status === 429).length).toBe(10);
  });
});

it("is refused from elsewhere, when it is off, over or changed, and tells its organisation why and nobody else", async () => {
  const client = await made({ networks: ["198.51.100.0/24"] });
  const bearer = await got(client);
  expect((await token(GRANT, basic(client.id, client.secret), { address: "192.0.2.1" })).body).toEqual({ error: "invalid_client" });
  expect([await reach(bearer), await reach(bearer, "/uploads", { address: "192.0.2.1" })]).toEqual([200, 401]);
  const told = (): Promise<number> => tellRegions(scene.control.plane, async (_, { path, headers, body }) => (await app.request(`https://region.test${path}`, { method: "POST", headers, body: Uint8Array.from(body) })).status, () => undefined);
  expect((await mara.post(`/api/api-clients/${client.id}/state`, { on: false })).status).toBe(204);
  await told();
  expect([await reach(bearer), (await token(GRANT, basic(client.id, client.secret))).status]).toEqual([401, 401]);
  await mara.post(`/api/api-clients/${client.id}/state`, { on: true });
  const next = await got(client);
  expect(await reach(next)).toBe(200);
  const changed = await mara.send({ method: "PUT", path: `/api/api-clients/${client.id}`, body: JSON.stringify(settings({ permissions: ["runs:read"] })) });
  expect(changed.status, changed.text).toBe(204);
  await told();
  expect(await reach(next)).toBe(401);
  expect(await reach(await got(client), "/runs")).toBe(200);
  const last = await got(client);
  scene.clock.advance(86_400_000);
  expect((await token(GRANT, basic(client.id, client.secret))).status).toBe(401);
  scene.clock.advance(-86_400_000);
  expect((await mara.send({ method: "DELETE", path: `/api/api-clients/${client.id}` })).status).toBe(204);
  await told();
  expect([await reach(last, "/runs"), (await token(GRANT, basic(client.id, client.secret))).status]).toEqual([401, 401]);
  const why = (await entries(scene)).filter((entry) => entry.trail === organisation && entry.act === "api-clients.refuse").map(detailsOf);
  expect(why).toMatchObject([{ detail: { why: "other-network", address: "192.0.2.1" } }, { detail: { why: "switched-off" } }, { detail: { why: "expired" } }]);
});

it("changes its secret without a gap, and the old one ends with its tokens", async () => {
  const client = await made();
  const second = (await mara.post(`/api/api-clients/${client.id}/secrets`)).body as Made;
  expect((await mara.post(`/api/api-clients/${client.id}/secrets`)).body.code).toBe("two-secrets-alive");
  for (const secret of [client.secret, second.secret]) expect(await reach(await got({ id: client.id, secret }))).toBe(200);
  const [first] = (await mara.get("/api/api-clients")).body.items[0].secrets as { id: string }[];
  expect((await mara.send({ method: "DELETE", path: `/api/api-clients/${client.id}/secrets/${first?.id}` })).status).toBe(204);
  expect((await token(GRANT, basic(client.id, client.secret))).status).toBe(401);
  expect(await reach(await got({ id: client.id, secret: second.secret }))).toBe(200);
});

it("is nobody at the rest of control, and nobody else's way in opens the token endpoint", async () => {
  const client = await made();
  const bearer = await got(client);
  const routed = [...new Set(scene.control.app.routes.filter(({ method, path }) => method !== "ALL" && /^\/(api|scim|sso|internal)\//.test(path)).map(({ method, path }) => `${method} ${path.replace(/:\w+(\{[^}]*\})?/g, "x")}`))];
  expect(routed.length).toBeGreaterThan(100);
  const env = { ...envOf({}) } as never;
  const answers = async (authorization: string | undefined): Promise<string[]> => Promise.all(routed.map(async (route) => {
    const [method = "", path = ""] = route.split(" ");
    const answer = await scene.control.app.request(path, { method, headers: { origin: "https://localhost:8443", ...(authorization && { authorization }) } }, env);
    return `${route} ${answer.status}`;
  }));
  const nobody = await answers(undefined);
  for (const authorization of [`Bearer ${bearer}`, basic(client.id, client.secret)]) expect(await answers(authorization)).toEqual(nobody);
  const cookie = mara.cookieHeader();
  const withCookie = await scene.control.app.request("/oauth/token", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", cookie }, body: "grant_type=client_credentials" }, env);
  expect(withCookie.status).toBe(401);
  const { token: scim } = (await mara.post("/api/provisioning/tokens")).body;
  expect((await token(GRANT, `Bearer ${scim}`)).status).toBe(401);
});

describe("a client certificate", () => {
  const openssl = (...args: string[]): void => void execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  const read = async (name: string): Promise<X509Certificate> => new X509Certificate(await readFile(join(folder, name)));
  const EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  beforeAll(() => {
    for (const name of ["own", "other"]) openssl("req", "-x509", ...EC, "-keyout", `${name}.key`, "-out", `${name}.pem`, "-days", "30", "-subj", `/CN=${name}`);
    for (const ca of ["ca", "false-ca"]) openssl("req", "-x509", ...EC, "-keyout", `${ca}.key`, "-out", `${ca}.pem`, "-days", "30", "-subj", "/O=Northwind Foods/CN=Northwind issuing");
    const issue = (ca: string, name: string, subject: string, ...days: string[]): void => {
      openssl("req", "-new", ...EC, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject);
      openssl("x509", "-req", "-in", `${name}.csr`, "-CA", `${ca}.pem`, "-CAkey", `${ca}.key`, "-CAcreateserial", "-out", `${name}.pem`, ...days);
    };
    issue("ca", "erp", "/O=Northwind Foods/CN=erp-01", "-days", "30");
    issue("ca", "erp2", "/O=Northwind Foods/CN=erp-02", "-days", "30");
    issue("false-ca", "false-erp", "/O=Northwind Foods/CN=erp-01", "-days", "30");
  });

  it("of one thumbprint is asked for at both planes, and the token is worth nothing with another or without", async () => {
    const [own, other] = [await read("own.pem"), await read("other.pem")];
    const client = await made({ certificate: { kind: "thumbprint", sha256: own.fingerprint256 } });
    for (const certificate of [undefined, other]) expect((await token(GRANT, basic(client.id, client.secret), { certificate })).body).toEqual({ error: "invalid_client" });
    const bearer = await got(client, { certificate: own });
    expect([await reach(bearer, "/uploads", { certificate: own }), await reach(bearer, "/uploads", { certificate: other }), await reach(bearer)]).toEqual([200, 401, 401]);
  });

  it("of an authority and a subject is renewed freely, and nobody else's will do", async () => {
    const client = await made({ certificate: { kind: "authority", ca: await readFile(join(folder, "ca.pem"), "utf8"), subject: "CN=erp-01, O=Northwind Foods" } });
    const answers = await Promise.all(["erp.pem", "erp2.pem", "false-erp.pem", "own.pem", "ca.pem"].map(async (name) => (await token(GRANT, basic(client.id, client.secret), { certificate: await read(name) })).status));
    expect(answers).toEqual([200, 401, 401, 401, 401]);
    scene.clock.advance(31 * 86_400_000 - 60_000);
    const late = await mara.send({ method: "PUT", path: `/api/api-clients/${client.id}`, body: JSON.stringify(settings()) });
    expect(late.status).toBe(401); // her session is over as well: the clock is what moved
    scene.clock.advance(-(31 * 86_400_000 - 60_000));
    expect((await mara.post("/api/api-clients", settings({ name: "Bad", certificate: { kind: "authority", ca: await readFile(join(folder, "erp.pem"), "utf8"), subject: "CN=x" } }))).status).toBe(422);
    expect((await mara.post("/api/api-clients", settings({ name: "Bad", certificate: { kind: "thumbprint", sha256: "12" } }))).status).toBe(422);
  });
});

it("another customer's client is one that does not exist, and cannot be given another customer's site", async () => {
  const client = await made();
  const other = newId("org");
  await inTrail(scene.world.db, other, (tx) => tx.insertInto("organisation").values({ id: other, name: "Other", created_at: new Date() }).execute());
  const olga = await addPerson(scene, other, `olga${n}@other.example`, ["administrator"]);
  expect((await olga.get("/api/api-clients")).body.items).toEqual([]);
  const requests = [["DELETE", ""], ["POST", "/secrets"], ["POST", "/state"], ["PUT", ""]] as const;
  for (const [method, path] of requests) {
    const body = path === "/state" ? { on: false } : method === "PUT" ? settings() : undefined;
    const ask = (id: string) => olga.send({ method, path: `/api/api-clients/${id}${path}`, ...(body && { body: JSON.stringify(body) }) });
    const [theirs, unknown] = [await ask(client.id), await ask(newId("cli"))];
    expect([theirs.status, theirs.body.code], `${method} ${path}`).toEqual([404, "not-found"]);
    expect(theirs.body).toEqual(unknown.body);
  }
  expect((await olga.post("/api/api-clients", settings())).body.code).toBe("site-unknown");
});

it("gives nobody more than they hold themselves, neither made, changed, switched on nor by a new secret; taking away is free", async () => {
  const client = await made({ permissions: ["findings:read"] });
  const watcher = await addPerson(scene, organisation, `watcher${++n}@northwind.example`, []);
  const person = (await mara.get("/api/people")).body.items.find(({ email }: { email: string }) => email.startsWith("watcher")).id;
  const role = (await mara.post("/api/roles", { name: "Programs", description: "", permissions: ["sign-on:read", "sign-on:change", "organisation:read", "sites:read", "uploads:read"] })).body.id;
  await inTrail(scene.world.db, organisation, (tx) => tx.insertInto("assignment").values({
    organisation_id: organisation, id: newId("asn"), person_id: person, role: null, own_role_id: role, at_site: null, company_codes: null, source: "administrator", created_at: new Date(),
  }).execute());
  const more = { status: 403, body: { code: "more-than-you-hold" } };
  expect(await watcher.post("/api/api-clients", settings({ name: "Mine", permissions: ["uploads:read", "findings:read"] }))).toMatchObject(more);
  const own = await made({ name: "Mine", permissions: ["uploads:read"] }, watcher);
  const at = `/api/api-clients/${client.id}`;
  expect(await watcher.send({ method: "PUT", path: at, body: JSON.stringify(settings({ permissions: ["uploads:read"] })) })).toMatchObject(more);
  expect(await watcher.send({ method: "PUT", path: `/api/api-clients/${own.id}`, body: JSON.stringify(settings({ name: "Mine", permissions: ["findings:read"] })) })).toMatchObject(more);
  expect(await watcher.post(`${at}/secrets`)).toMatchObject(more);
  expect((await watcher.post(`${at}/state`, { on: false })).status).toBe(204);
  expect(await watcher.post(`${at}/state`, { on: true })).toMatchObject(more);
  expect((await mara.post(`${at}/state`, { on: true })).status).toBe(204);
  expect((await mara.post(`${at}/secrets`)).status).toBe(201);
});
