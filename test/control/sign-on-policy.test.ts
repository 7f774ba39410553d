/** A customer's own rules for signing in hold on every request, and cannot lock the customer out. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OrganisationId, PersonId } from "../../src/base/ids.ts";
import { startProvenSession } from "../../src/control/sessions/sessions.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { addOrganisation, addPerson, asSuperuser, entries, openScene, PASSWORD, signInWhole, type Answer, type Browser, type Scene } from "./scene.ts";

let scene: Scene;
let ours: OrganisationId;
let mara: Browser;
let maraId: PersonId;
let ines: Browser;
beforeAll(async () => { scene = await openScene(); });
afterAll(async () => { await scene.close(); });
let n = 0;
beforeEach(async () => {
  ours = await addOrganisation(scene, `Northwind ${++n}`);
  mara = await addPerson(scene, ours, `mara${n}@northwind.example`, ["administrator"]);
  ines = await addPerson(scene, ours, `ines${n}@northwind.example`, ["analyst"]);
  maraId = (await mara.get("/api/session")).body.person.id;
});

const OPEN = { ssoOnly: false, sessionMostMinutes: null, sessionIdleMinutes: null, ownFactor: false, allowedNetworks: [], emergencyAdministrators: [] };
const set = (change: object, by = mara): Promise<Answer> => by.send({ method: "PUT", path: "/api/sign-on-policy", body: JSON.stringify({ ...OPEN, ...change }) });
/** What setting it up by hand would leave behind; the pages' own way is in connections.test.ts. */
const connect = () => asSuperuser(scene, `with d as (insert into domain (organisation_id, name, proof, verified_at, created_at) values ($1, 'n' || $2 || '.example', 'x', now(), now()))
  insert into connection (organisation_id, id, kind, name, state, settings, revision, tested_revision, created_at, changed_at) values ($1, 'con_' || $2, 'oidc', 'Provider', 'on', '{}', 1, 1, now(), now())`, [ours, String(n)]);
const signIn = (email: string) => scene.browser().post("/api/sign-in", { email, password: PASSWORD });

describe("single sign-on for everybody", () => {
  it("is refused until it would lock nobody out, and says what is missing", async () => {
    expect(await set({ ssoOnly: true })).toMatchObject({ status: 409, body: { code: "sso-only-not-ready", details: [{ at: "ssoOnly" }, { at: "ssoOnly" }, { at: "emergencyAdministrators" }] } });
    await connect();
    expect(await set({ ssoOnly: true })).toMatchObject({ status: 409, body: { details: [{ at: "emergencyAdministrators" }] } });
    expect((await mara.get("/api/sign-on-policy")).body).toMatchObject({ ssoOnly: false, missing: ["emergency"] });
    expect(await set({ ssoOnly: true, emergencyAdministrators: [maraId] })).toMatchObject({ status: 200, body: { ssoOnly: true, missing: [] } });
    expect((await entries(scene)).at(-1)).toMatchObject({ act: "sign-on-policy.change", trail: ours });
  });

  it("ends sessions that came another way at once, and every password but the named administrators'", async () => {
    await connect();
    expect((await ines.get("/api/session")).status).toBe(200);
    await set({ ssoOnly: true, emergencyAdministrators: [maraId] });
    expect((await ines.get("/api/session")).status).toBe(401);
    expect((await mara.get("/api/session")).status).toBe(200);
    // A right password is answered like a wrong one: nothing is learnt by trying.
    const right = await signIn(`ines${n}@northwind.example`);
    const wrong = await scene.browser().post("/api/sign-in", { email: `ines${n}@northwind.example`, password: "something else" });
    expect([right.status, right.text]).toEqual([401, wrong.text]);
    expect((await signIn(`mara${n}@northwind.example`)).status).toBe(204);
    const [row] = await asSuperuser<{ id: PersonId }>(scene, "select id from person where email = $1", [`ines${n}@northwind.example`]);
    const signedOn = async (amr: readonly string[]) => {
      const opened = await inTrail(scene.world.db, ours, (tx) => startProvenSession(scene.control.plane, tx, { person: row?.id as PersonId, organisation: ours, connection: "con", amr }, { address: "192.0.2.10", userAgent: "", cookie: "" }));
      return scene.browser().send({ method: "GET", path: "/api/session", headers: { cookie: opened.setCookies[0]?.split(";")[0] ?? "" } });
    };
    expect((await signedOn(["pwd", "mfa"])).status).toBe(200);
    // A provider that checked no second factor leaves that to us.
    expect(await signedOn([])).toMatchObject({ status: 403, body: { code: "second-factor-missing" } });
  });

  it("is refused to an administrator who would be shut out by it", async () => {
    await connect();
    const bo = await addPerson(scene, ours, `bo${n}@northwind.example`, ["administrator"]);
    expect(await set({ ssoOnly: true, emergencyAdministrators: [maraId] }, bo)).toMatchObject({ status: 409, body: { code: "sso-only-without-you" } });
    expect((await bo.get("/api/session")).status).toBe(200);
    const boId = (await bo.get("/api/session")).body.person.id as PersonId;
    const opened = await inTrail(scene.world.db, ours, (tx) => startProvenSession(scene.control.plane, tx, { person: boId, organisation: ours, connection: "con", amr: ["mfa"] }, { address: "192.0.2.10", userAgent: "", cookie: "" }));
    bo.cookies.set("__Host-spendward", /=([^;]+)/.exec(opened.setCookies[0] ?? "")?.[1] ?? "");
    expect((await set({ ssoOnly: true, emergencyAdministrators: [maraId] }, bo)).status).toBe(200);
  });

  it("names administrators of the organisation only", async () => {
    const [{ id: other } = { id: "" }] = await asSuperuser<{ id: string }>(scene, "select id from person where email = $1", [`ines${n}@northwind.example`]);
    for (const id of [other, "per_x", "'"]) expect(await set({ emergencyAdministrators: [id] })).toMatchObject({ status: 422, body: { code: "not-an-administrator" } });
  });
});

describe("sessions", () => {
  it("end after the customer's own time", async () => {
    await set({ sessionMostMinutes: 30 });
    scene.clock.advance(30 * 60_000 - 5_000);
    expect((await ines.get("/api/session")).status).toBe(200);
    scene.clock.advance(10_000);
    expect((await ines.get("/api/session")).status).toBe(401);
    scene.clock.advance(-30 * 60_000 - 5_000);
    for (const minutes of [14, 721, 30.5]) expect((await set({ sessionMostMinutes: minutes })).status).toBe(422);
  });

  it("end after the customer's own time without a request, and are not kept alive by being looked at then", async () => {
    await set({ sessionIdleMinutes: 15 });
    const lastSeen = (minutesAgo: number) => asSuperuser(scene, "update session set updated_at = now() - make_interval(mins => $2) where person_id = (select id from person where email = $1)", [`ines${n}@northwind.example`, minutesAgo]);
    await lastSeen(14);
    expect((await ines.get("/api/session")).status).toBe(200); // and is noted
    await lastSeen(16);
    expect((await ines.get("/api/session")).status).toBe(401);
    expect((await ines.get("/api/session")).status).toBe(401);
    for (const minutes of [14, 121, 15.5]) expect((await set({ sessionIdleMinutes: minutes })).status).toBe(422);
  });

  it("need a second factor of ours where the customer says so, whatever the provider checked; those from before end", async () => {
    const person = (await ines.get("/api/session")).body.person.id as PersonId;
    await connect();
    const signedOn = async () => {
      const opened = await inTrail(scene.world.db, ours, async (tx) => {
        const session = await startProvenSession(scene.control.plane, tx, { person, organisation: ours, connection: `con_${n}`, amr: ["pwd", "hwk", "mfa"] }, { address: "192.0.2.10", userAgent: "", cookie: "" });
        await tx.insertInto("connected_session").values({ organisation_id: ours, session_id: session.sessionId, connection_id: `con_${n}` as never, subject: "ines", provider_session: null, sealed_id_token: null, sealed_name_id: null, created_at: scene.clock.now() }).execute();
        return session;
      });
      return { get: (path: string) => scene.browser().send({ method: "GET", path, headers: { cookie: opened.setCookies[0]?.split(";")[0] ?? "" } }) };
    };
    const before = await signedOn();
    expect((await before.get("/api/sites")).status).toBe(200);
    expect(await set({ ownFactor: true })).toMatchObject({ status: 200, body: { ownFactor: true } });
    expect((await before.get("/api/sites")).status).toBe(401);
    expect(await (await signedOn()).get("/api/sites")).toMatchObject({ status: 403, body: { code: "second-factor-missing" } });
    expect((await ines.get("/api/sites")).status).toBe(200); // proved one here
    await set({ ownFactor: false });
    expect((await (await signedOn()).get("/api/sites")).status).toBe(200);
  });

  it("that the policy refuses get no token for a region, whichever rule it is", async () => {
    const { id } = (await mara.post("/api/sites", { name: "Head office", region: "uk" })).body;
    await asSuperuser(scene, "update site set state = 'ready', ready_at = now() where id = $1", [id]);
    const token = async () => (await ines.post(`/api/sites/${id}/token`)).status;
    const inesId = (await ines.get("/api/session")).body.person.id;
    expect(await token()).toBe(200);
    await connect();
    await set({ ssoOnly: true, emergencyAdministrators: [maraId] });
    expect(await token()).toBe(401);
    expect(await asSuperuser(scene, "select 1 from session where person_id = $1", [inesId])).toEqual([]); // so that its tokens end as well
    await set({ sessionMostMinutes: 15 });
    expect((await signInWhole(scene, ines, `ines${n}@northwind.example`)).status).toBe(204);
    expect(await token()).toBe(200);
    await asSuperuser(scene, "update session set created_at = now() - interval '16 minutes' where person_id = $1", [inesId]);
    expect(await token()).toBe(401);
    await set({ sessionIdleMinutes: 15 });
    expect(await token()).toBe(200);
    await asSuperuser(scene, "update session set updated_at = now() - interval '16 minutes' where person_id = $1", [inesId]);
    expect(await token()).toBe(401);
    await asSuperuser(scene, "update session set updated_at = now() where person_id = $1", [inesId]);
    expect(await token()).toBe(200);
    await set({ allowedNetworks: ["192.0.2.0/24"] });
    const elsewhere = scene.browser("203.0.113.9");
    expect(await elsewhere.send({ method: "POST", path: `/api/sites/${id}/token`, headers: { cookie: ines.cookieHeader() } })).toMatchObject({ status: 403, body: { code: "network-not-allowed" } });
  });

  it("are of use in the allowed networks alone", async () => {
    expect(await set({ allowedNetworks: ["192.0.2.0/24", "2001:db8::/32"] })).toMatchObject({ status: 200, body: { allowedNetworks: ["192.0.2.0/24", "2001:db8::/32"] } });
    expect((await ines.get("/api/session")).status).toBe(200);
    const cookie = ines.cookieHeader();
    const elsewhere = await scene.browser("203.0.113.9").send({ method: "GET", path: "/api/sites", headers: { cookie } });
    expect(elsewhere).toMatchObject({ status: 403, body: { code: "network-not-allowed" } });
    expect((await scene.browser("2001:db8::9").send({ method: "GET", path: "/api/sites", headers: { cookie } })).status).toBe(200);
  });

  it("are not locked out by their own administrator's slip", async () => {
    expect(await set({ allowedNetworks: ["203.0.113.0/24"] })).toMatchObject({ status: 422, body: { code: "networks-without-you" } });
    expect(await set({ allowedNetworks: ["office"] })).toMatchObject({ status: 422, body: { code: "network-not-valid", details: [{ at: "allowedNetworks/0" }] } });
    expect(await set({ allowedNetworks: ["0.0.0.0/0"] })).toMatchObject({ status: 422, body: { code: "network-not-valid" } });
  });
});

it("is changed by administrators who signed in a moment ago", async () => {
  expect((await set({}, ines)).status).toBe(403);
  scene.clock.advance(16 * 60_000);
  expect(await set({})).toMatchObject({ status: 403, body: { code: "step-up-needed" } });
  scene.clock.advance(-16 * 60_000);
});
