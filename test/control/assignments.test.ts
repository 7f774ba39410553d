/** Own roles and assignments over the API: what they add up to at each site, who may give what, and what is refused. */
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId, type OrganisationId, type PersonId } from "../../src/base/ids.ts";
import { announceSites } from "../../src/control/sites/sites.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { permissionsOf } from "../../src/platform/access/access.ts";
import { addOrganisation, addPerson, asSuperuser, detailsOf, entries, openScene, prove, type Answer, type Browser, type Scene } from "./scene.ts";

let scene: Scene;
let organisation: OrganisationId;
let other: OrganisationId;
let administrator: Browser;
let rival: Browser;
const sites: string[] = [];
let rivalSite: string;
let count = 0;

beforeAll(async () => {
  scene = await openScene();
  organisation = await addOrganisation(scene, "Northwind Foods");
  other = await addOrganisation(scene, "Rival Foods");
  administrator = await addPerson(scene, organisation, "ada@northwind.example", ["administrator"]);
  rival = await addPerson(scene, other, "rival@rival.example", ["administrator"]);
  for (const name of ["Head office", "Branch"]) sites.push((await administrator.post("/api/sites", { name, region: "uk" })).body.id);
  rivalSite = (await rival.post("/api/sites", { name: "Theirs", region: "uk" })).body.id;
  await announceSites(scene.control.plane, async () => 201, () => {});
}, 60_000);
afterAll(() => scene.close());

type Asked = { role: string; siteId?: string | null; companyCodes?: string[] | null };
const put = (browser: Browser, path: string, body: unknown): Promise<Answer> => browser.send({ method: "PUT", path, body: JSON.stringify(body) });
const idOf = async (browser: Browser): Promise<string> => (await browser.get("/api/session")).body.person.id;
const access = async (personId: string, by = administrator) => (await by.get(`/api/people/${personId}/assignments`)).body;
async function assign(personId: string, assignments: readonly Asked[], by = administrator, revision?: string): Promise<Answer> {
  const list = assignments.map(({ siteId = null, companyCodes = null, role }) => ({ role, siteId, companyCodes }));
  return put(by, `/api/people/${personId}/assignments`, { assignments: list, revision: revision ?? (await access(personId)).revision });
}
const somebody = async (roles: Parameters<typeof addPerson>[3] = ["analyst"], of = organisation): Promise<{ browser: Browser; id: string }> => {
  const browser = await addPerson(scene, of, `person${++count}@northwind.example`, roles);
  return { browser, id: await idOf(browser) };
};
const role = async (permissions: string[], by = administrator): Promise<string> => (await by.post("/api/roles", { name: `Role ${++count}`, description: "What it is for", permissions })).body.id;
const tokenAt = async (browser: Browser, site: string | undefined) => {
  const answer = await browser.post(`/api/sites/${site}/token`);
  return answer.status === 200 ? decodeJwt<{ perm: string[]; scp?: { perm: string[]; codes: string[] }[] }>(answer.body.token) : answer.status;
};

describe("what assignments add up to", () => {
  it("everybody from before keeps what they had: all of their roles at every site, for all codes", async () => {
    const { browser, id } = await somebody(["ap_manager", "uploader"]);
    const all = [...new Set([...permissionsOf("ap_manager"), ...permissionsOf("uploader")])].sort();
    for (const site of sites) expect(await tokenAt(browser, site)).toMatchObject({ perm: expect.toSatisfy((perm: string[]) => JSON.stringify([...perm].sort()) === JSON.stringify(all)) });
    expect(await tokenAt(browser, sites[0])).not.toHaveProperty("scp");
    expect((await browser.get("/api/session")).body.permissions).toEqual(all);
    expect((await access(id)).assignments).toEqual(["ap_manager", "uploader"].map((each) => ({ role: each, roleName: null, siteId: null, companyCodes: null, source: "administrator" })));
  });

  it("one site, and listed codes at another: the token says so, the rest is not there, from the next request on", async () => {
    const { browser, id } = await somebody();
    expect((await assign(id, [{ role: "uploader", siteId: sites[0] as string }, { role: "ap_manager", siteId: sites[0] as string, companyCodes: ["0100", "Zürich"] }, { role: "auditor", siteId: sites[0] as string, companyCodes: ["0100"] }])).status).toBe(204);
    const { perm, scp } = (await tokenAt(browser, sites[0])) as { perm: string[]; scp: { perm: string[]; codes: string[] }[] };
    expect(perm.toSorted()).toEqual(["imports:read", "organisation:read", "sites:read", "tickets:raise", "uploads:add", "uploads:read"]);
    expect(scp).toEqual([{ perm: ["findings:read", "payment-runs:read", "findings:decide", "payment-runs:release"], codes: ["0100", "Zürich"] }, { perm: ["findings:read", "payment-runs:read"], codes: ["0100"] }]);
    expect(await tokenAt(browser, sites[1])).toBe(404);
    const session = (await browser.get("/api/session")).body;
    expect(session.permissions).toEqual(["organisation:read", "sites:read", "tickets:raise"]);
    expect(session.sites).toMatchObject([{ id: sites[0], roles: ["ap_manager", "auditor", "uploader"], companyCodes: ["0100", "Zürich"] }]);
    for (const path of ["/api/people", "/api/roles", "/api/activity", "/api/mail", `/api/people/${id}/assignments`]) expect((await browser.get(path)).status, path).toBe(403);
    expect((await browser.post(`/api/sites/${sites[1]}/viewers-statement`)).status).toBe(403);
    const shown = await access(id);
    expect(shown.sites).toMatchObject([{ id: sites[0], name: "Head office", scopes: [{ companyCodes: ["0100", "Zürich"] }, { companyCodes: ["0100"] }] }]);
  });

  it("an invitation gives narrower access from the first sign-in on; its role cannot be removed meanwhile", async () => {
    const own = await role(["findings:read"]);
    const email = `invited${++count}@northwind.example`;
    const asked = [{ role: "analyst", siteId: null, companyCodes: null }, { role: "uploader", siteId: sites[1], companyCodes: null }, { role: own, siteId: sites[0], companyCodes: ["1000"] }];
    const invite = (assignments: unknown, by = administrator) => by.post("/api/invitations", { email, assignments });
    for (const wrong of [{ role: "analyst", siteId: rivalSite, companyCodes: null }, { role: "rol_none", siteId: null, companyCodes: null }]) expect((await invite([wrong])).status).toBe(404);
    expect((await administrator.post("/api/invitations", { email })).status).toBe(422);
    const { browser: manager } = await somebody(["ap_manager"]);
    expect((await invite(asked, manager)).status).toBe(403);
    expect((await invite(asked.slice(1))).status).toBe(201);
    expect((await administrator.get("/api/invitations")).body.items).toMatchObject([{ roles: [], narrower: ["uploader at one site", `Role ${count - 2} at one site for 1 company code`] }]);
    const { revision } = (await administrator.get("/api/roles")).body.items.find((one: { id: string }) => one.id === own);
    expect(await administrator.send({ method: "DELETE", path: `/api/roles/${own}?revision=${revision}` })).toMatchObject({ status: 409, body: { code: "role-in-use" } });
    const mail = (await administrator.get("/api/mail")).body.items.find((one: { template: string }) => one.template === "invitation");
    const link = /#(\S+)/.exec((await administrator.get(`/api/mail/${mail.id}`)).body.text)?.[1] ?? "";
    const visitor = scene.browser();
    expect((await visitor.post("/api/invitation/open", { link })).body).toMatchObject({ roles: [], narrower: ["uploader at one site", `Role ${count - 2} at one site for 1 company code`] });
    expect((await visitor.post("/api/invitation/accept", { link, name: "Ines Okafor", password: "nine pale herons at dusk" })).status).toBe(204);
    await prove(scene, visitor);
    expect(await tokenAt(visitor, sites[0])).toMatchObject({ perm: [], scp: [{ perm: ["findings:read"], codes: ["1000"] }] });
    expect(await tokenAt(visitor, sites[1])).toMatchObject({ perm: expect.not.arrayContaining(["findings:read"]) });
    expect((await access(await idOf(visitor))).assignments).toMatchObject([{ role: own, source: "administrator" }, { role: "uploader", source: "administrator" }]);
    expect((await visitor.get("/api/people")).status).toBe(403);
  });

  it("an own role gives what it has, its change holds at once, and administration at one site is no administration", async () => {
    const own = await role(["keys:read", "people:read", "sites:read"]);
    const { browser, id } = await somebody();
    expect((await assign(id, [{ role: own }])).status).toBe(204);
    expect((await browser.get("/api/people")).status).toBe(200);
    expect(((await tokenAt(browser, sites[1])) as { perm: string[] }).perm).toEqual(["keys:read", "people:read", "sites:read"]);
    const { revision } = (await administrator.get("/api/roles")).body.items.find((one: { id: string }) => one.id === own);
    expect((await put(administrator, `/api/roles/${own}`, { name: "Keys only", description: "", permissions: ["keys:read", "sites:read"], revision })).status).toBe(204);
    expect((await browser.get("/api/people")).status).toBe(403);
    expect((await assign(id, [{ role: "administrator", siteId: sites[0] as string }])).status).toBe(204);
    expect((await browser.get("/api/people")).status).toBe(403);
    expect((await browser.post("/api/sites", { name: "Third", region: "uk" })).status).toBe(403);
    expect(((await tokenAt(browser, sites[0])) as { perm: string[] }).perm).toContain("keys:destroy");
  });

  it("a change is one entry with before and after, and the matrix counts its people", async () => {
    const { id } = await somebody();
    await assign(id, [{ role: "auditor", companyCodes: ["7"] }]);
    const entry = (await entries(scene)).findLast(({ act, object_id }) => act === "people.change-assignments" && object_id === id);
    expect(entry && detailsOf(entry)).toMatchObject({ before: { assignments: [{ role: "analyst" }] }, after: { assignments: [{ role: "auditor", companyCodes: ["7"] }] } });
    const { items, permissions } = (await administrator.get("/api/roles")).body;
    expect(items.find((one: { id: string }) => one.id === "auditor").people).toBeGreaterThan(0);
    expect(permissions.find((one: { permission: string }) => one.permission === "findings:read")).toEqual({ permission: "findings:read", ofOrganisation: false, byCompanyCode: true, yours: true });
  });
});

describe("who may give what", () => {
  it("nobody gives what they do not hold, changes who holds more, or changes themselves, but administrators", async () => {
    const delegate = await role(["people:read", "people:change", "people:invite", "people:remove", "sign-on:read", "sign-on:change", "findings:read", "sites:read", "organisation:read"]);
    const { browser, id } = await somebody();
    await assign(id, [{ role: delegate }]);
    const small = await somebody(["uploader"]);
    const reader = await role(["findings:read"]);
    await assign(small.id, [{ role: reader }]);
    const code = async (answer: Promise<Answer>): Promise<string> => (await answer).body?.code ?? String((await answer).status);
    // What they hold, also narrower.
    expect(await code(assign(small.id, [{ role: reader, siteId: sites[1] as string, companyCodes: ["1"] }], browser))).toBe("204");
    for (const wanted of [[{ role: "administrator" }], [{ role: "analyst" }], [{ role: "administrator", siteId: sites[0] as string }], [{ role: reader }, { role: "uploader", siteId: sites[0] as string }]]) expect(await code(assign(small.id, wanted, browser)), JSON.stringify(wanted)).toBe("more-than-you-hold");
    expect(await code(browser.post(`/api/people/${small.id}/roles`, { roles: ["administrator"] }))).toBe("more-than-you-hold");
    expect(await code(browser.post("/api/invitations", { email: "new@northwind.example", roles: ["administrator"] }))).toBe("more-than-you-hold");
    expect(await code(browser.post("/api/roles", { name: "More", description: "", permissions: ["keys:destroy"] }))).toBe("more-than-you-hold");
    expect(await code(put(browser, "/api/provisioning/roles", { mapping: [{ value: "All", role: "administrator" }], otherwise: null }))).toBe("more-than-you-hold");
    expect(await code(put(browser, "/api/provisioning/roles", { mapping: [], otherwise: "administrator" }))).toBe("more-than-you-hold");
    // Somebody who holds more.
    const manager = await somebody(["ap_manager"]);
    expect(await code(assign(manager.id, [{ role: reader }], browser))).toBe("more-than-you-hold");
    expect(await code(browser.send({ method: "DELETE", path: `/api/people/${manager.id}` }))).toBe("more-than-you-hold");
    expect(await code(browser.post(`/api/people/${manager.id}/sign-in-reset`))).toBe("more-than-you-hold");
    // Themselves, and a role they have.
    expect(await code(assign(id, [{ role: reader }], browser))).toBe("yourself");
    const { revision } = (await browser.get("/api/roles")).body.items.find((one: { id: string }) => one.id === delegate);
    expect(await code(put(browser, `/api/roles/${delegate}`, { name: "Mine", description: "", permissions: ["findings:read"], revision }))).toBe("your-own-role");
    const strong = await role(["keys:destroy"]);
    expect(await code(put(browser, `/api/roles/${strong}`, { name: "Less", description: "", permissions: ["findings:read"], revision: 1 }))).toBe("more-than-you-hold");
    expect(await code(browser.send({ method: "DELETE", path: `/api/roles/${strong}` }))).toBe("more-than-you-hold");
  });

  it("another organisation's person, site and role are not there, and neither are unknown ones and nonsense", async () => {
    const { id } = await somebody();
    const theirs = await role(["findings:read"], rival);
    const stranger = await idOf(rival);
    for (const answer of [
      assign(id, [{ role: theirs }]), assign(id, [{ role: newId("rol") }]), assign(id, [{ role: "emperor" }]), assign(id, [{ role: "analyst", siteId: rivalSite }]), assign(id, [{ role: "analyst", siteId: newId("sit") }]), assign(id, [{ role: "analyst", siteId: "nonsense" }]),
      assign(stranger, [{ role: "analyst" }], administrator, "x"), assign(newId("per"), [{ role: "analyst" }], administrator, "x"), administrator.get(`/api/people/${stranger}/assignments`), administrator.post(`/api/sites/${rivalSite}/viewers-statement`),
      put(administrator, `/api/roles/${theirs}`, { name: "x", description: "", permissions: ["findings:read"], revision: 1 }), administrator.send({ method: "DELETE", path: `/api/roles/${theirs}` }),
    ]) expect([(await answer).status, (await answer).body.code]).toEqual([404, "not-found"]);
  });

  it("the last administrator stays one, also when two are taken away at once", async () => {
    const alone = await addOrganisation(scene, "Small Foods");
    const first = await addPerson(scene, alone, "one@small.example", ["administrator"]);
    const second = await addPerson(scene, alone, "two@small.example", ["administrator"]);
    const ids = [await idOf(first), await idOf(second)];
    const site = (await first.post("/api/sites", { name: "Only", region: "uk" })).body.id;
    const revision = (await access(ids[0] ?? "", first)).revision;
    const answers = await Promise.all([assign(ids[0] ?? "", [{ role: "administrator", siteId: site }], first, revision), assign(ids[1] ?? "", [{ role: "analyst" }], first, revision)]);
    // Whichever is second finds the last administrator, or, if it was asked by whoever is none any more, is refused for that.
    const [done, refused] = answers.toSorted((a, b) => a.status - b.status);
    expect(done?.status).toBe(204);
    expect(refused).toMatchObject(refused?.status === 403 ? { status: 403 } : { status: 409, body: { code: "last-administrator" } });
    expect(await asSuperuser(scene, "select 1 from membership where organisation_id = $1 and 'administrator' = any(roles)", [alone])).toHaveLength(1);
  });
});

describe("bad input", () => {
  it("of two administrators who edit at once the second is told, for people and for roles", async () => {
    const { id } = await somebody();
    const { revision } = await access(id);
    const both = await Promise.all([assign(id, [{ role: "auditor" }], administrator, revision), assign(id, [{ role: "uploader" }], administrator, revision)]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    const own = await role(["findings:read"]);
    const change = (name: string): Promise<Answer> => put(administrator, `/api/roles/${own}`, { name, description: "", permissions: ["findings:read"], revision: 1 });
    expect((await Promise.all([change(`A ${own}`.slice(0, 60)), change(`B ${own}`.slice(0, 60))])).map(({ status }) => status).sort()).toEqual([204, 409]);
    expect((await assign(id, [{ role: own }])).status).toBe(204);
    expect((await administrator.send({ method: "DELETE", path: `/api/roles/${own}` })).body.code).toBe("role-in-use");
  });

  it.each([
    ["an unknown permission", { permissions: ["findings:read", "findings:destroy"] }], ["none", { permissions: [] }], ["one twice", { permissions: ["keys:read", "keys:read"] }], ["a name of spaces", { name: "   " }],
    ["a name that turns the line", { name: "Role \u202Eeht" }], ["a long name", { name: "x".repeat(101) }], ["a long description", { description: "x".repeat(501) }], ["a field that is not there", { sites: "all" }],
  ])("an own role with %s is refused", async (_, change) => {
    expect((await administrator.post("/api/roles", { name: "Role", description: "", permissions: ["keys:read"], ...change })).status).toBe(422);
  });

  it("names of roles are told apart by letters, not by their case", async () => {
    expect((await administrator.post("/api/roles", { name: "Straße reader", description: "", permissions: ["keys:read"] })).status).toBe(201);
    expect((await administrator.post("/api/roles", { name: "STRAßE READER", description: "", permissions: ["keys:read"] })).body.code).toBe("role-name-taken");
    expect((await rival.post("/api/roles", { name: "Straße reader", description: "", permissions: ["keys:read"] })).status).toBe(201);
  });

  it("a thousand codes are carried, odd ones to the character; more, none, and those that nobody can see are refused", async () => {
    const { browser, id } = await somebody();
    const codes = [...Array.from({ length: 996 }, (_, n) => String(n).padStart(4, "0")), " ", "0100 ", '"},{"role":"administrator', "零一"];
    expect((await assign(id, [{ role: "analyst", companyCodes: codes }])).status).toBe(204);
    expect(((await tokenAt(browser, sites[0])) as { scp: { codes: string[] }[] }).scp[0]?.codes).toEqual(codes);
    for (const bad of [[], [""], ["a", "a"], ["x".repeat(61)], ["a\u0000b"], ["\ud800"], [...codes, "1001"]]) expect((await assign(id, [{ role: "analyst", companyCodes: bad }])).status, JSON.stringify(bad).slice(0, 40)).toBe(422);
    const long = Array.from({ length: 400 }, (_, n) => String(n).padStart(41, "x"));
    expect((await assign(id, [{ role: "analyst", companyCodes: long }])).body.code).toBe("too-many-company-codes");
    expect((await assign(id, [{ role: "uploader", companyCodes: ["1"] }])).body.code).toBe("role-gives-nothing");
    expect((await assign(id, [{ role: await role(["people:read"]), siteId: sites[0] as string }])).body.code).toBe("role-gives-nothing");
    expect((await assign(id, [{ role: "analyst" }, { role: "analyst" }])).body.code).toBe("assignment-repeated");
    expect((await assign(id, [])).status).toBe(422);
    expect((await assign(id, Array.from({ length: 51 }, (_, n) => ({ role: "analyst", companyCodes: [String(n)] })))).status).toBe(422);
  });

  it("10,000 people: the statement of who reads findings names some of each assignment, counts all, and fits a region", async () => {
    await inTrail(scene.world.db, other, async (tx) => {
      const people = Array.from({ length: 10_000 }, (_, n) => ({ id: newId("per") as PersonId, name: `Reader ${n}`, email: `reader${n}@rival.example`, email_verified: true, kind: "person" as const, created_at: new Date(), updated_at: new Date() }));
      for (let at = 0; at < people.length; at += 2_000) {
        await tx.insertInto("person").values(people.slice(at, at + 2_000)).execute();
        await tx.insertInto("membership").values(people.slice(at, at + 2_000).map(({ id }) => ({ organisation_id: other, person_id: id, roles: ["analyst" as const], created_at: new Date() }))).execute();
      }
    });
    const answer = await rival.post(`/api/sites/${rivalSite}/viewers-statement`);
    expect(answer.status).toBe(200);
    const { said } = decodeJwt<{ said: { role: string; count: number; names: string[] }[] }>(answer.body.statement);
    expect(said.find((one) => one.role === "analyst")).toMatchObject({ count: 10_000, names: expect.toSatisfy((names: string[]) => names.length === 50) });
    expect(answer.body.statement.length).toBeLessThan(100_000);
  });
});
