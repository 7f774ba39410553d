/** A session that a connection's proof opens: for a member of that organisation and nobody else. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { OrganisationId, PersonId } from "../../src/base/ids.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { startProvenSession } from "../../src/control/sessions/sessions.ts";
import { addOrganisation, addPerson, asSuperuser, openScene, PASSWORD, type Browser, type Scene } from "./scene.ts";

let scene: Scene;
let ours: OrganisationId;
let theirs: OrganisationId;
let person: PersonId;
beforeAll(async () => {
  scene = await openScene();
  ours = await addOrganisation(scene, "Northwind Foods");
  theirs = await addOrganisation(scene, "Rival Foods");
  await inTrail(scene.world.db, ours, async (tx) => {
    person = await scene.control.plane.accounts.createPerson(tx, { name: "Ines Ortega", email: "ines@northwind.example" });
    await tx.insertInto("membership").values({ organisation_id: ours, person_id: person, roles: ["analyst"], created_at: scene.clock.now() }).execute();
  });
});
afterAll(async () => { await scene.close(); });

const start = (organisation: OrganisationId, trail: OrganisationId, browser: Browser) =>
  inTrail(scene.world.db, trail, (tx) =>
    startProvenSession(scene.control.plane, tx, { person, organisation, connection: "con_x", amr: ["pwd", "mfa"] }, { address: "192.0.2.1", userAgent: "Browser/1", cookie: browser.cookieHeader() }));

it("is like any other, and says how the person came in", async () => {
  const browser = scene.browser();
  const opened = await start(ours, ours, browser);
  expect(opened.setCookies.join()).toMatch(/^__Host-spendward=[^;]+; Max-Age=7200; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  browser.cookies.set("__Host-spendward", /=([^;]+)/.exec(opened.setCookies[0] ?? "")?.[1] ?? "");
  const shown = await browser.get("/api/session");
  expect(shown.body).toMatchObject({ person: { email: "ines@northwind.example" }, organisation: { id: ours }, strength: "connection" });
  expect(await asSuperuser(scene, "select strength, user_agent from session where person_id = $1", [person])).toEqual([{ strength: "sso pwd mfa", user_agent: "Browser/1" }]);
  // The next one ends this one: fixation has nothing to hold on to.
  const before = browser.cookieHeader();
  await start(ours, ours, browser);
  expect((await scene.browser().send({ method: "GET", path: "/api/session", headers: { cookie: before } })).status).toBe(401);
});

it("is one of twenty at once: the oldest ends, and a password alone ends none of them", async () => {
  const count = async () => (await asSuperuser<{ whole: number; arriving: number }>(scene, "select count(*) filter (where strength like '%mfa%')::int as whole, count(*) filter (where strength not like '%mfa%')::int as arriving from session where person_id = $1", [person]))[0];
  const first = (await start(ours, ours, scene.browser())).sessionId;
  for (let n = 0; n < 20; n++) await start(ours, ours, scene.browser());
  expect(await count()).toEqual({ whole: 20, arriving: 0 });
  expect(await asSuperuser(scene, "select 1 from session where id = $1", [first])).toEqual([]);
  await asSuperuser(scene, "insert into session (id, person_id, token, strength, expires_at, created_at, updated_at) select 'ses_' || n, $1, 't' || n, 'pwd', now() + interval '1 hour', now(), now() from generate_series(1, 20) n", [person]);
  await inTrail(scene.world.db, ours, (tx) => startProvenSession(scene.control.plane, tx, { person, organisation: ours, connection: "con_x", amr: [] }, { address: "192.0.2.1", userAgent: "", cookie: "" }));
  expect(await count()).toEqual({ whole: 20, arriving: 20 });
});

it("is refused for whoever is not a member of that organisation", async () => {
  await expect(start(theirs, theirs, scene.browser())).rejects.toMatchObject({ code: "sign-in-refused" });
  await expect(start(ours, theirs, scene.browser())).rejects.toMatchObject({ code: "sign-in-refused" });
});

it("is the only way in for a person without a password", async () => {
  expect((await scene.browser().post("/api/sign-in", { email: "ines@northwind.example", password: PASSWORD })).status).toBe(401);
  expect(await addPerson(scene, ours, "with@northwind.example", ["analyst"])).toBeDefined();
});
