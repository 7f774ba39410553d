/**
 * What ends in control ends in a region: from each cause to the refusal, pushed or asked for; with the region away, with control away, out
 * of order and twice. Two planes of one process on two databases; over real processes it is measured by measure-revocation.ts.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId, type OrganisationId, type PersonId } from "../../src/base/ids.ts";
import { endAccess } from "../../src/control/memberships/memberships.ts";
import { forgetRevocations, revocationRoutes, revoke, tellRegions } from "../../src/control/revocations/revocations.ts";
import type { SendToRegion } from "../../src/control/control.ts";
import { inTrail, type TrailTransaction } from "../../src/platform/postgres/postgres.ts";
import type { ControlTables } from "../../src/control/tables.ts";
import { databaseNonces, fixedKeys, holderSubject, MESSAGE_HEADER, newSigningKey, publicKeySet, readSigningKey, REVOCATION_KEPT_MS, type SigningKey, signMessage } from "../../src/platform/tokens/tokens.ts";
import { askControl, type AskControl, openRevocations } from "../../src/region/revocations/revocations.ts";
import { createRegionApp } from "../../src/region/region.ts";
import type { HttpApp } from "../../src/platform/http/http.ts";
import { addPerson, asSuperuser, type Browser, openScene, PASSWORD, type Scene, signInWhole } from "../control/scene.ts";
import { openTestRegion, sendFile, callerOf, type TestRegion, type TestSite } from "./region-world.ts";

let scene: Scene;
let region: TestRegion;
let app: HttpApp;
let regionKey: SigningKey;
let site: TestSite;
let organisation: OrganisationId;
let mara: Browser;
let away = false;
const send: SendToRegion = async (_, { method, path, headers, body }) => {
  if (away) throw new Error("away");
  return (await app.request(`https://region.test${path}`, { method, headers, body: Uint8Array.from(body) })).status;
};
const ask: AskControl = async (path, body) => {
  const message = await signMessage(regionKey, "region:uk", "control", { method: "POST", path, body }, scene.clock.now().getTime());
  const answer = await scene.control.app.request(path, { method: "POST", headers: { [MESSAGE_HEADER]: message, "content-type": "application/json" }, body: Uint8Array.from(body) });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
};

beforeAll(async () => {
  [scene, region, regionKey] = await Promise.all([openScene({ sendToRegion: send }), openTestRegion(), readSigningKey(newSigningKey())]);
  revocationRoutes(scene.control.app, scene.control.plane, { keysOf: () => fixedKeys(publicKeySet([regionKey])), nonces: databaseNonces(scene.world.db) });
  app = createRegionApp({ ...region.deps, clock: scene.clock }, {
    controlKeys: async (kid) => fixedKeys((await scene.control.plane.tokenKeys.published()) as never)(kid), nonces: databaseNonces(region.world.db), allowOrigins: [], ready: {},
  });
});
afterAll(async () => {
  await scene.close();
  await region.close();
});
let n = 0;
beforeEach(async () => {
  away = false;
  site = await region.newSite();
  organisation = site.organisationId;
  await inTrail(scene.world.db, organisation, async (tx) => {
    await tx.insertInto("organisation").values({ id: organisation, name: "Northwind Foods", created_at: new Date() }).execute();
    await tx.insertInto("site").values({ organisation_id: organisation, id: site.siteId, name: "Head office", region: "uk", state: "ready", created_at: new Date(), ready_at: new Date() }).execute();
  });
  mara = await addPerson(scene, organisation, `mara${++n}@northwind.example`, ["administrator"]);
});

const tokenOf = async (browser: Browser): Promise<string> => {
  const answer = await browser.post(`/api/sites/${site.siteId}/token`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.token as string;
};
const reach = async (token: string): Promise<number | string> => {
  const answer = await app.request(`https://region.test/api/sites/${site.siteId}/uploads`, { headers: { authorization: `Bearer ${token}` } });
  return answer.status === 200 ? 200 : ((await answer.json()) as { code: string }).code;
};
const told = (): Promise<number> => tellRegions(scene.control.plane, send, () => undefined);
const idOf = async (email: string): Promise<PersonId> => (await asSuperuser<{ id: PersonId }>(scene, "select id from person where email = $1", [email]))[0]?.id as PersonId;

/** Each way in which somebody's access ends or changes; what they may do afterwards with a token that is made anew, if they can get one. */
type Cause = { readonly does: (ines: Browser, person: PersonId, email: string) => Promise<unknown>; readonly afterwards: "signed out" | "new token" };
const CAUSES: Readonly<Record<string, Cause>> = {
  "signing out": { does: (ines) => ines.post("/api/sign-out"), afterwards: "signed out" },
  "ending the session from another": {
    does: async (ines, _, email) => {
      const other = scene.browser();
      await signInWhole(scene, other, email);
      const { items } = (await other.get("/api/sessions")).body as { items: { id: string; current: boolean }[] };
      for (const one of items) if (!one.current) await other.send({ method: "DELETE", path: `/api/sessions/${one.id}` });
      return ines;
    },
    afterwards: "signed out",
  },
  "changing the password": { does: (ines) => ines.post("/api/password", { current: PASSWORD, next: "amber violin quarry soot" }), afterwards: "new token" },
  "other roles": { does: (_, person) => mara.post(`/api/people/${person}/roles`, { roles: ["uploader"] }), afterwards: "new token" },
  "a reset by an administrator": { does: (_, person) => mara.post(`/api/people/${person}/sign-in-reset`), afterwards: "signed out" },
  "removal by an administrator": { does: (_, person) => mara.send({ method: "DELETE", path: `/api/people/${person}` }), afterwards: "signed out" },
  "a leaver's end through provisioning": {
    does: (_, person) => inTrail(scene.world.db, organisation, (tx) => endAccess(scene.control.plane, tx, organisation, person, { kind: "system", name: "scim" }, scene.clock.now())),
    afterwards: "signed out",
  },
};

it.each(Object.entries(CAUSES))("%s is refused in the region as soon as it has heard", async (_, { does, afterwards }) => {
  const email = `ines${++n}@northwind.example`;
  const ines = await addPerson(scene, organisation, email, ["analyst"]);
  const others = await tokenOf(mara);
  const token = await tokenOf(ines);
  expect(await reach(token)).toBe(200);
  await does(ines, await idOf(email), email);
  expect(await reach(token)).toBe(200);
  expect(await told()).toBeGreaterThan(0);
  expect(await reach(token)).toBe("token-revoked");
  expect(await reach(others)).toBe(200);
  if (afterwards === "new token") expect(await reach(await tokenOf(ines))).toBe(200);
  else expect((await ines.post(`/api/sites/${site.siteId}/token`)).status).toBe(401);
  expect(await told()).toBe(0);
});

it("a region that was away asks for what it missed, and hears it once more from the push without harm", async () => {
  const token = await tokenOf(mara);
  const cursor = region.deps.revocations;
  await askControl(cursor, "uk", ask);
  away = true;
  await mara.post("/api/sign-out");
  expect(await told()).toBe(0);
  expect(await reach(token)).toBe(200);
  expect(await askControl(cursor, "uk", ask)).toBeGreaterThan(0);
  expect(await reach(token)).toBe("token-revoked");
  away = false;
  expect(await told()).toBe(0); // its turn has not come
  scene.clock.advance(2_000);
  expect(await told()).toBeGreaterThan(0);
  expect(await reach(token)).toBe("token-revoked");
});

it("what commits after the answer was read is in the next one, though it began before", async () => {
  const [began, mayEnd, subject] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), newId("ses")];
  const slow = inTrail(scene.world.db, organisation, async (tx) => {
    await revoke(scene.control.plane, tx, organisation, { sessions: [subject] });
    began.resolve();
    await mayEnd.promise;
  });
  await began.promise;
  await inTrail(scene.world.db, organisation, (tx) => revoke(scene.control.plane, tx, organisation, { sessions: [newId("ses")] }));
  await askControl(region.deps.revocations, "uk", ask);
  const known = async (): Promise<boolean> => (await region.world.db.kysely.selectFrom("revocation").select("subject").where("subject", "=", subject).execute()).length === 1;
  expect(await known()).toBe(false);
  mayEnd.resolve();
  await slow;
  await askControl(region.deps.revocations, "uk", ask);
  expect(await known()).toBe(true);
});

it("a region hears of its own customers only, and says so with its own key", async () => {
  const body = Buffer.from(JSON.stringify({ since: null }));
  const asked = async (path: string, from: `region:${string}`, signer = regionKey): Promise<{ status: number; items: unknown[] }> => {
    const message = await signMessage(signer, from, "control", { method: "POST", path, body }, scene.clock.now().getTime());
    const answer = await scene.control.app.request(path, { method: "POST", headers: { [MESSAGE_HEADER]: message }, body: Uint8Array.from(body) });
    return { status: answer.status, items: answer.ok ? ((await answer.json()) as { items: unknown[] }).items : [] };
  };
  await mara.post("/api/sign-out");
  expect((await asked("/internal/revocations/uk", "region:uk")).items.length).toBeGreaterThan(0);
  expect(await asked("/internal/revocations/eu", "region:eu")).toEqual({ status: 200, items: [] });
  expect((await asked("/internal/revocations/eu", "region:uk")).status).toBe(401);
  expect((await asked("/internal/revocations/uk", "region:uk", await readSigningKey(newSigningKey()))).status).toBe(401);
  expect((await asked("/internal/revocations/mars", "region:uk")).status).toBe(404);
  // And nobody but control can say that something has ended.
  const message = await signMessage(regionKey, "control", "region:uk", { method: "POST", path: "/internal/revocations", body }, scene.clock.now().getTime());
  expect((await app.request("https://region.test/internal/revocations", { method: "POST", headers: { [MESSAGE_HEADER]: message }, body })).status).toBe(401);
});

it("a change that is undone leaves nothing, and what ends in the wrong trail is a bug and not silence", async () => {
  const token = await tokenOf(mara);
  const person = await idOf(`mara${n}@northwind.example`);
  const failing = (tx: TrailTransaction<ControlTables>): Promise<never> => revoke(scene.control.plane, tx, organisation, { person }).then(() => Promise.reject(new Error("undone")));
  await expect(inTrail(scene.world.db, organisation, failing)).rejects.toThrow("undone");
  await expect(inTrail(scene.world.db, newId("org"), (tx) => revoke(scene.control.plane, tx, organisation, { sessions: [newId("ses")] }))).rejects.toThrow(/belongs to the organisation/);
  await told();
  expect(await reach(token)).toBe(200);
  expect(await reach(await tokenOf(mara))).toBe(200);
});

describe("in the region", () => {
  const bearer = (generation: number, things: string[] = []) => ({ holder: { organisation, id: "per_x", generation }, things: [newId("ses"), ...things] });
  const revoked = { kind: "unauthenticated", code: "token-revoked" };

  it("the highest generation heard of counts, in whatever order it was heard, on every node", async () => {
    const [one, other] = [region.deps.revocations, openRevocations(region.world.db, region.deps.clock)];
    const subject = holderSubject(organisation, "per_x");
    await one.takeIn([{ subject, below: 3 }, { subject, below: 2 }]);
    await other.takeIn([{ subject, below: 2 }]);
    await expect(other.needStanding(bearer(2))).rejects.toMatchObject(revoked);
    await one.needStanding(bearer(3));
    await one.needStanding({ ...bearer(0), holder: { ...bearer(0).holder, organisation: newId("org") } });
    const session = newId("ses");
    await other.takeIn([{ subject: session, below: null }]);
    await other.takeIn([{ subject: session, below: 1 }]);
    await expect(one.needStanding(bearer(9, [session]))).rejects.toMatchObject(revoked);
  });

  it("is forgotten when nothing that it refuses can be alive, and not before; so in control", async () => {
    let aheadMs = 0;
    const here = openRevocations(region.world.db, { now: () => new Date(Date.now() + aheadMs) });
    const session = newId("ses");
    await here.takeIn([{ subject: session, below: null }]);
    aheadMs = REVOCATION_KEPT_MS - 10_000;
    await here.forget();
    await expect(here.needStanding(bearer(0, [session]))).rejects.toMatchObject(revoked);
    aheadMs = REVOCATION_KEPT_MS + 1;
    await here.forget();
    await here.needStanding(bearer(0, [session]));
    await mara.post("/api/sign-out");
    scene.clock.advance(REVOCATION_KEPT_MS - 10_000);
    const left = async (): Promise<number> => (await asSuperuser(scene, "select 1 from revocation where organisation_id = $1", [organisation])).length;
    await forgetRevocations(scene.control.plane);
    expect(await left()).toBe(1);
    scene.clock.advance(10_001);
    await forgetRevocations(scene.control.plane);
    expect(await left()).toBe(0);
  });

  it("a file that is being sent stops when the session ends; a job that was asked for goes on", async () => {
    const call = await callerOf(region, site, "analyst");
    const uploadId = await sendFile(call, "a.csv", Buffer.from("Supplier number,Gross amount\r\nS1,1.00\r\n"));
    const claims = JSON.parse(Buffer.from(call.authorization.split(".")[1] ?? "", "base64url").toString()) as { sid: string };
    await region.deps.revocations.takeIn([{ subject: claims.sid, below: null }]);
    expect((await call("GET", `/uploads/${uploadId}`)).status).toBe(401);
    const authority = { by: "session", site: site.siteId, person: site.person, session: claims.sid, expiresAtMs: Date.now() + 60_000 } as const;
    await expect(region.deps.vault.withSite(site.siteId, authority, async () => "lent")).rejects.toMatchObject(revoked);
    const done = await region.deps.jobs.during(site.siteId, newIdOfJob, () => region.deps.vault.withSite(site.siteId, { by: "job", site: site.siteId, job: newIdOfJob, cause: site.person }, async () => "lent"));
    expect(done).toBe("lent");
  });
});
const newIdOfJob = newId("job");
