/** One test per setting of the hardened profile: what the sign-in library would do by default, and must not do here. */
import { betterAuth } from "better-auth";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { hashPassword, verifyPassword } from "../../src/control/passwords/passwords.ts";
import { keyFor } from "../../src/control/sealing/sealing.ts";
import { authProfile, openAccounts } from "../../src/control/sessions/better-auth.ts";
import { asSuperuser, firstAdministrator, MARA, openScene, ORIGIN, PASSWORD, SECRET, type Scene } from "./scene.ts";

let scene: Scene;
let auth: ReturnType<typeof betterAuth>;
const settings = () => ({ database: scene.world.db, cookieSecret: keyFor(SECRET, "session cookies"), origin: ORIGIN, hashing: { hash: hashPassword, verify: verifyPassword } });

beforeAll(async () => {
  scene = await openScene();
  await firstAdministrator(scene);
  auth = betterAuth(authProfile(settings()));
});
afterAll(async () => { await scene.close(); });
const changed: string[] = [];
const setEnvironment = (name: string, value: string): void => { process.env[name] = value; changed.push(name); };
afterEach(() => { for (const name of changed.splice(0)) delete process.env[name]; });

/** Its own router, which the product never mounts: the profile must hold even if somebody did. */
const ask = (path: string, init: { method?: string; body?: object; headers?: Record<string, string> } = {}): Promise<Response> =>
  auth.handler(new Request(`${ORIGIN}/api/auth${path}`, { method: init.method ?? "POST", headers: { origin: ORIGIN, "content-type": "application/json", ...init.headers }, ...(init.body && { body: JSON.stringify(init.body) }) }));

it("knows our tables: its schema check passes on the migrated database", async () => {
  const context = await auth.$context;
  await expect(Promise.resolve((context as unknown as { checkSchema?: () => unknown }).checkSchema?.())).resolves.not.toThrow();
  expect((await ask("/ok", { method: "GET" })).status).toBe(200);
});

it("sign-up is closed, twice", async () => {
  expect((await ask("/sign-up/email", { body: { name: "Eve", email: "eve@example.test", password: PASSWORD } })).status).toBe(404);
  await expect(auth.api.signUpEmail({ body: { name: "Eve", email: "eve@example.test", password: PASSWORD } })).rejects.toThrow(/not enabled/);
  expect(await asSuperuser(scene, "select id from person where email = 'eve@example.test'")).toEqual([]);
});

it("hashes with Argon2id from node:crypto", async () => {
  const { password } = await auth.$context;
  const hash = await password.hash("tomber!9");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$/);
  expect(await password.verify({ hash, password: "tomber!9" })).toBe(true);
});

it("the cookie cache is off: a session that ended in the database has ended", async () => {
  const context = await auth.$context;
  expect(context.options.session?.cookieCache?.enabled).toBe(false);
  const browser = scene.browser();
  await browser.post("/api/sign-in", { email: MARA.email, password: PASSWORD });
  expect([...browser.cookies.keys()]).toEqual(["__Host-spendward"]);
  await asSuperuser(scene, "delete from session");
  expect((await browser.get("/api/session")).status).toBe(401);
});

it("trusts exactly one origin", async () => {
  const context = await auth.$context;
  expect(context.trustedOrigins.filter((origin) => origin !== ORIGIN)).toEqual([]);
  for (const [origin, trusted] of [[ORIGIN, true], ["https://evil.example", false], [`${ORIGIN}.evil.example`, false], ["http://localhost:8443", false], ["https://localhost:8444", false]] as const) {
    expect(context.isTrustedOrigin(origin), origin).toBe(trusted);
  }
  const answer = await ask("/sign-in/email", { headers: { origin: "https://evil.example", cookie: "a=b" }, body: { email: MARA.email, password: PASSWORD } });
  expect(answer.status).toBe(403);
});

it("checks origins and cross-site requests also under test, where the library switches that off", async () => {
  const context = await auth.$context;
  expect([context.skipOriginCheck, context.skipCSRFCheck]).toEqual([false, false]);
});

it("the session cookie is __Host-, and no other cookie is set without these attributes", async () => {
  const { authCookies } = await auth.$context;
  expect(authCookies.sessionToken.name).toBe("__Host-spendward");
  for (const { attributes } of Object.values(authCookies)) expect(attributes).toMatchObject({ secure: true, httpOnly: true, sameSite: "strict", path: "/" });
  expect(authCookies.sessionToken.attributes).not.toHaveProperty("domain", expect.anything());
});

it("has no plugins, no social sign-in, no account linking, no change of address and no deletion by the person", async () => {
  const { options, socialProviders } = await auth.$context;
  expect([options.plugins, socialProviders]).toEqual([[], []]);
  expect(options.account?.accountLinking?.enabled).toBe(false);
  expect((await ask("/change-email", { body: { newEmail: "new@example.test" } })).status).toBeGreaterThanOrEqual(400);
  expect((await ask("/delete-user", { body: {} })).status).toBeGreaterThanOrEqual(400);
});

it("sends nothing home", async () => {
  expect((await auth.$context).options.telemetry).toEqual({ enabled: false });
});

it("limits its own routes as well", async () => {
  expect((await auth.$context).rateLimit).toMatchObject({ enabled: true });
});

it("keeps no addresses of requests, and gives ids of ours", async () => {
  await scene.browser("203.0.113.77").post("/api/sign-in", { email: MARA.email, password: PASSWORD });
  const rows = await asSuperuser<{ id: string; ip_address: string }>(scene, "select id, ip_address from session");
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatchObject({ id: expect.stringMatching(/^ses_/), ip_address: "" });
});

it("is quiet: it would log people's addresses", async () => {
  expect((await auth.$context).options.logger).toEqual({ disabled: true });
});

it.each(["BETTER_AUTH_SECRETS", "BETTER_AUTH_SECRET", "BETTER_AUTH_TRUSTED_ORIGINS", "BETTER_AUTH_TELEMETRY"])("does not start when the environment would overrule the profile: %s", (name) => {
  setEnvironment(name, "1:something");
  expect(() => openAccounts(settings())).toThrow(/BETTER_AUTH_/);
});

it("does not start with a short cookie secret", () => {
  expect(() => openAccounts({ ...settings(), cookieSecret: Buffer.alloc(16) })).toThrow(/32 bytes/);
});
