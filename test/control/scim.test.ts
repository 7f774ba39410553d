/** Provisioning: what two large providers send, what comes of it here, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OrganisationId, PersonId } from "../../src/base/ids.ts";
import { startProvenSession } from "../../src/control/sessions/sessions.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { ENTRA, OKTA, type Step } from "./scim-transcripts.ts";
import { addOrganisation, addPerson, asSuperuser, entries, openScene, type Answer, type Browser, type Scene } from "./scene.ts";

let scene: Scene;
let n = 0;
beforeAll(async () => { scene = await openScene(); });
afterAll(async () => { await scene.close(); });

type Customer = { organisation: OrganisationId; mara: Browser; token: string; scim: (method: string, path: string, body?: object, headers?: Record<string, string>) => Promise<Answer> };

async function customer(domain = "northwind.example", mapping: object[] = [{ value: "AP managers", role: "ap_manager" }], otherwise: string | null = "analyst"): Promise<Customer> {
  await asSuperuser(scene, "update domain set name = 'old' || (select count(*) from domain) || '.' || name where name = $1", [domain]);
  await asSuperuser(scene, "update person set email = 'old' || (select count(*) from person) || '.' || id || email where email like '%' || $1", [domain]);
  const organisation = await addOrganisation(scene, `Customer ${++n}`);
  await asSuperuser(scene, "insert into domain (organisation_id, name, proof, verified_at, created_at) values ($1, $2, 'x', now(), now())", [organisation, domain]);
  const mara = await addPerson(scene, organisation, `mara${n}@${domain}`, ["administrator"]);
  const { token } = (await mara.post("/api/provisioning/tokens")).body;
  await mara.send({ method: "PUT", path: "/api/provisioning/roles", body: JSON.stringify({ mapping, otherwise }) });
  const scim: Customer["scim"] = (method, path, body, headers = {}) =>
    scene.browser(`10.7.${n}.1`).send({ method, path: `/scim/v2${path}`.replaceAll(" ", "%20").replaceAll('"', "%22"), ...(body && { body: JSON.stringify(body) }), headers: { origin: undefined, "content-type": body && "application/scim+json", authorization: `Bearer ${token}`, ...headers } });
  return { organisation, mara, token, scim };
}
const user = (email: string, change: object = {}) => ({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: email, active: true, ...change });
const rolesOf = async (email: string) => (await asSuperuser<{ roles: string[] }>(scene, "select roles from membership join person on person.id = person_id where email = $1", [email]))[0]?.roles ?? null;
const patch = (...Operations: object[]) => ({ schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations });

describe.each([["Entra", ENTRA], ["Okta", OKTA]] as const)("what %s sends", (_, steps) => {
  it("is understood step by step", async () => {
    const { scim } = await customer();
    const ids: Record<string, string> = {};
    const filled = <T>(value: T): T => JSON.parse(JSON.stringify(value).replace(/\{(user|group)\}/g, (__, which: string) => ids[which] ?? "?")) as T;
    for (const step of steps as readonly Step[]) {
      const answer = await scim(step.method, filled(step.path), step.body && filled(step.body));
      expect(answer.status, `${step.says}: ${answer.text}`).toBe(step.status);
      if (step.shows) expect(answer.body, step.says).toMatchObject(filled(step.shows));
      if (answer.status !== 204) expect(answer.headers.get("content-type")).toBe("application/scim+json");
      if (step.method === "POST" && answer.status === 201) ids[step.path === "/Users" ? "user" : "group"] = answer.body.id;
      expect(answer.text).not.toContain("1mz050nq");
    }
  });
});

describe("a provisioned person", () => {
  it("is a member with the roles of their groups, and of their groups' names", async () => {
    const { scim } = await customer();
    const { id } = (await scim("POST", "/Users", user("ines@northwind.example"))).body;
    expect(await rolesOf("ines@northwind.example")).toEqual(["analyst"]);
    const group = (await scim("POST", "/Groups", { displayName: "ap MANAGERS", members: [{ value: id }] })).body.id;
    expect(await rolesOf("ines@northwind.example")).toEqual(["ap_manager"]);
    await scim("PATCH", `/Groups/${group}`, patch({ op: "replace", path: "displayName", value: "Somebody else" }));
    expect(await rolesOf("ines@northwind.example")).toEqual(["analyst"]);
    await scim("DELETE", `/Groups/${group}`);
    expect(await rolesOf("ines@northwind.example")).toEqual(["analyst"]);
  });

  it("is locked out at once when they leave, which is measured and shown; and no sign-in brings them back", async () => {
    const { scim, mara, organisation } = await customer();
    const { id } = (await scim("POST", "/Users", user("ines@northwind.example", { displayName: "Ines Ortega" }))).body;
    const [person] = await asSuperuser<{ id: PersonId }>(scene, "select id from person where email = 'ines@northwind.example'");
    const open = () => inTrail(scene.world.db, organisation, (tx) => startProvenSession(scene.control.plane, tx, { person: person?.id as PersonId, organisation, connection: "con", amr: ["mfa"] }, { address: "192.0.2.1", userAgent: "", cookie: "" }));
    const cookies = [(await open()).setCookies[0]?.split(";")[0] ?? "", (await open()).setCookies[0]?.split(";")[0] ?? ""];
    const shown = async (cookie: string) => (await scene.browser().send({ method: "GET", path: "/api/session", headers: { cookie } })).status;
    expect([await shown(cookies[0] ?? ""), await shown(cookies[1] ?? "")]).toEqual([200, 200]);
    await scim("PATCH", `/Users/${id}`, patch({ op: "Replace", path: "active", value: "False" }));
    expect([await shown(cookies[0] ?? ""), await shown(cookies[1] ?? "")]).toEqual([401, 401]);
    await expect(open()).rejects.toMatchObject({ code: "sign-in-refused" });
    const { lockouts, users } = (await mara.get("/api/provisioning")).body;
    expect(users).toEqual({ active: 0, inactive: 1 });
    expect(lockouts).toEqual([{ person: "Ines Ortega", toldAt: expect.any(String), tookMs: expect.any(Number), sessionsEnded: 2, tokensEndAt: null }]);
    expect(lockouts[0].tookMs).toBeLessThan(10_000);
    await scim("PATCH", `/Users/${id}`, patch({ op: "replace", value: { active: true } }));
    expect(await rolesOf("ines@northwind.example")).toEqual(["analyst"]);
    expect((await entries(scene)).filter((entry) => entry.trail === organisation).map((entry) => entry.act)).toEqual(expect.arrayContaining(["memberships.join", "memberships.leave", "provisioning.change-user"]));
  });

  it("is never of another domain or another customer, and the last administrator stays", async () => {
    const { scim, organisation, mara } = await customer();
    expect(await scim("POST", "/Users", user("x@elsewhere.example"))).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
    const other = await addOrganisation(scene, "Rival");
    await addPerson(scene, other, "omar@northwind.example", ["analyst"]);
    expect(await scim("POST", "/Users", user("omar@northwind.example"))).toMatchObject({ status: 409 });
    const { email } = (await mara.get("/api/session")).body.person;
    const { id } = (await scim("POST", "/Users", user(email))).body;
    expect(await rolesOf(email)).toEqual(["administrator"]); // invited: kept until groups name roles
    expect(await scim("PATCH", `/Users/${id}`, patch({ op: "replace", path: "active", value: false }))).toMatchObject({ status: 409, body: { detail: expect.stringContaining("last administrator") } });
    expect(await scim("DELETE", `/Users/${id}`)).toMatchObject({ status: 409 });
    expect(await rolesOf(email)).toEqual(["administrator"]);
    expect((await asSuperuser(scene, "select 1 from person where email = 'x@elsewhere.example'"))).toEqual([]);
    expect((await asSuperuser<{ organisation_id: string }>(scene, "select organisation_id from membership join person on person.id = person_id where email = 'omar@northwind.example'"))[0]?.organisation_id).not.toBe(organisation);
  });
});

describe("the protocol", () => {
  it("has versions, pages, filters and a description of itself", async () => {
    const { scim } = await customer();
    const made = await scim("POST", "/Users", user("a1@northwind.example", { displayName: "Able" }));
    expect([made.headers.get("etag"), made.headers.get("location"), made.body.meta.version]).toEqual([`W/"1"`, made.body.meta.location, `W/"1"`]);
    const change = (etag: string) => scim("PATCH", `/Users/${made.body.id}`, patch({ op: "replace", path: "displayName", value: "Abel" }), { "if-match": etag });
    expect((await change(`W/"7"`)).status).toBe(412);
    expect((await change(`W/"1"`)).headers.get("etag")).toBe(`W/"2"`);
    expect((await change("*")).status).toBe(200);
    for (const name of ["a2", "a3", "b4"]) await scim("POST", "/Users", user(`${name}@northwind.example`, { active: name !== "b4" }));
    const list = async (query: string) => (await scim("GET", `/Users?${query}`)).body;
    expect(await list("startIndex=2&count=2")).toMatchObject({ totalResults: 4, startIndex: 2, itemsPerPage: 2, Resources: [{ userName: "a2@northwind.example" }, { userName: "a3@northwind.example" }] });
    expect(await list("count=0")).toMatchObject({ totalResults: 4, itemsPerPage: 0 });
    expect(await list("startIndex=-3&count=1000")).toMatchObject({ startIndex: 1, itemsPerPage: 4 });
    const names = async (filter: string) => (await list(`filter=${encodeURIComponent(filter)}`)).Resources.map((one: { userName: string }) => one.userName.split("@")[0]);
    expect(await names(`userName sw "A" and active eq true`)).toEqual(["a1", "a2", "a3"]);
    expect(await names(`USERNAME EQ "A2@NORTHWIND.EXAMPLE"`)).toEqual(["a2"]);
    expect(await names(`not (userName co "a") or active eq false`)).toEqual(["b4"]);
    expect(await names(`displayName pr`)).toEqual(["a1"]);
    for (const filter of ["userName", `userName eq`, "((((", `x eq "${"y".repeat(1_001)}"`]) expect(await scim("GET", `/Users?filter=${encodeURIComponent(filter)}`), filter.slice(0, 20)).toMatchObject({ status: 400, body: { scimType: "invalidFilter" } });
    expect((await scim("GET", "/Schemas")).body.Resources.map((one: { name: string }) => one.name)).toEqual(["User", "Group"]);
    expect((await scim("GET", "/ResourceTypes")).body.totalResults).toBe(2);
    expect((await scim("POST", "/Bulk", {})).status).toBe(501);
  });

  it("refuses what cannot be, in its own form, and changes nothing then", async () => {
    const { scim } = await customer();
    const { id } = (await scim("POST", "/Users", user("ines@northwind.example"))).body;
    const tries: readonly (readonly [string, string, object | undefined, number, string?])[] = [
      ["POST", "/Users", {}, 400, "invalidValue"], ["POST", "/Users", user("a\u0000@northwind.example"), 400, "invalidValue"], ["POST", "/Users", user("x@northwind.example", { active: "perhaps" }), 400, "invalidValue"],
      ["POST", "/Users", user("x@northwind.example", { note: "x".repeat(25_000) }), 413, "tooMany"], ["PATCH", `/Users/${id}`, { Operations: [] }, 400, "invalidSyntax"],
      ["PATCH", `/Users/${id}`, patch({ op: "move", path: "active", value: true }), 400, "invalidSyntax"], ["PATCH", `/Users/${id}`, patch({ op: "remove" }), 400, "noTarget"],
      ["PATCH", `/Users/${id}`, patch({ op: "replace", path: "__proto__.polluted", value: 1 }), 400, "invalidPath"], ["PATCH", `/Users/${id}`, patch({ op: "add", value: { constructor: { prototype: 1 } } }), 400, "invalidPath"],
      ["PATCH", `/Users/${id}`, patch({ op: "replace", path: "emails[type eq", value: 1 }), 400, "invalidPath"], ["PATCH", `/Users/${id}`, patch(...Array.from({ length: 101 }, () => ({ op: "replace", path: "active", value: true }))), 400, "invalidSyntax"],
      ["GET", "/Users/usr_x", undefined, 404], ["GET", "/Users/%00", undefined, 404], ["DELETE", "/Groups/grp_x", undefined, 404], ["GET", "/Users?startIndex=x", undefined, 400, "invalidValue"],
      ["POST", "/Groups", { displayName: "G", members: [{ value: "usr_01a21a5a-e8e6-7fb4-a4db-b2325d585ad8" }] }, 400, "invalidValue"], ["POST", "/Groups", {}, 400, "invalidValue"],
    ];
    for (const [method, path, body, status, scimType] of tries) {
      const answer = await scim(method, path, body);
      expect(answer, `${method} ${path} ${answer.text}`).toMatchObject({ status, body: { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: String(status), ...(scimType && { scimType }) } });
    }
    expect((await scim("GET", `/Users/${id}`)).headers.get("etag")).toBe(`W/"1"`);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect((await scim("POST", "/Users", user("x@northwind.example"), { "content-type": "text/plain" })).status).toBe(415);
    expect((await scim("POST", "/Users", user("x@northwind.example", { note: "x".repeat(1_100_000) }))).status).toBe(413);
  });

  it("speaks to whoever has the customer's token, and of that customer alone", async () => {
    const ours = await customer();
    const theirs = await customer("rival.example");
    const { id } = (await ours.scim("POST", "/Users", user("ines@northwind.example"))).body;
    expect((await theirs.scim("GET", `/Users/${id}`)).text).toBe((await theirs.scim("GET", "/Users/usr_01a21a5a-e8e6-7fb4-a4db-b2325d585ad8")).text);
    expect((await theirs.scim("DELETE", `/Users/${id}`)).status).toBe(404);
    expect((await theirs.scim("GET", "/Users")).body.totalResults).toBe(0);
    expect((await theirs.scim("POST", "/Users", user("omar@northwind.example"))).status).toBe(400);
    for (const authorization of ["", "Bearer", "Bearer scim_x", `Basic ${ours.token}`, `Bearer ${ours.token}x`, `Bearer ${ours.token.slice(0, -1)}-`]) {
      expect(await ours.scim("GET", "/Users", undefined, { authorization }), authorization.slice(0, 12)).toMatchObject({ status: 401, body: { status: "401" } });
    }
    expect((await scene.browser().send({ method: "GET", path: "/scim/v2/Users", headers: { cookie: ours.mara.cookieHeader() } })).status).toBe(401);
  });

  it("changes tokens with overlap; one is shown once, and ends when it is removed or runs out", async () => {
    const { mara, scim, token } = await customer();
    const second = (await mara.post("/api/provisioning/tokens")).body;
    expect(await mara.post("/api/provisioning/tokens")).toMatchObject({ status: 409, body: { code: "two-tokens-alive" } });
    const as = (by: string) => scim("GET", "/Users", undefined, { authorization: `Bearer ${by}` });
    expect([(await as(token)).status, (await as(second.token)).status]).toEqual([200, 200]);
    const { tokens } = (await mara.get("/api/provisioning")).body;
    expect(tokens).toMatchObject([{ hint: token.slice(0, 10), lastUsedAt: expect.any(String) }, { hint: second.token.slice(0, 10) }]);
    expect(JSON.stringify(tokens)).not.toContain(token);
    expect(JSON.stringify(await asSuperuser(scene, "select * from scim_token"))).not.toContain(token.slice(5));
    await mara.send({ method: "DELETE", path: `/api/provisioning/tokens/${tokens[0].id}` });
    expect([(await as(token)).status, (await as(second.token)).status]).toEqual([401, 200]);
    await asSuperuser(scene, "update scim_token set expires_at = now() - interval '1 second'");
    expect((await as(second.token)).status).toBe(401);
  });
});

it("bears ten thousand users: a page, a search by index and by reading, and a change", async () => {
  const { scim, organisation } = await customer();
  await asSuperuser(scene, "insert into person (id, name, email, email_verified, kind) select 'per_' || $1 || n, 'P', 'p' || n || '@northwind.example', false, 'person' from generate_series(1, 10000) n", [organisation.slice(-6)]);
  await asSuperuser(scene, `insert into scim_user (organisation_id, id, person_id, user_name, user_name_folded, email, active, resource, revision, created_at, changed_at)
    select $1, 'usr_' || $2 || n, 'per_' || $2 || n, 'p' || n, 'p' || n || '@northwind.example', 'p' || n || '@northwind.example', true, jsonb_build_object('userName', 'p' || n), 1, now(), now() from generate_series(1, 10000) n`, [organisation, organisation.slice(-6)]);
  expect((await scim("GET", "/Users?startIndex=9900&count=200")).body).toMatchObject({ totalResults: 10_000, itemsPerPage: 101 });
  expect((await scim("GET", `/Users?filter=userName eq "p77@northwind.example"`)).body.totalResults).toBe(1);
  expect((await scim("GET", `/Users?filter=userName ew "77"`)).body.totalResults).toBe(100);
  expect((await scim("POST", "/Users", user("one-more@northwind.example"))).status).toBe(201);
});
