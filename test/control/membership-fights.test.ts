/** Invitations, single sign-on and provisioning speaking about the same person, also at the same moment: one reconciler, one defined end. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { asSuperuser, entries, type Answer, type Browser } from "./scene.ts";
import { comeBack, connectOidc, openSignOnScene, put, whereTo, type Customer, type SignOnScene } from "./sign-on-scene.ts";

let world: SignOnScene;
let ours: Customer;
let connection: string;
let scim: (method: string, path: string, body?: object) => Promise<Answer>;
beforeAll(async () => {
  world = await openSignOnScene();
  ours = await world.customer("northwind");
  connection = await connectOidc(world, ours);
});
afterAll(async () => { await world.close(); });

const setUpProvisioning = async (): Promise<void> => {
  const { token } = (await ours.mara.post("/api/provisioning/tokens")).body;
  await put(ours.mara, "/api/provisioning/roles", { mapping: [], otherwise: "analyst" });
  let n = 0;
  scim = (method, path, body) => world.scene.browser(`10.5.${n >> 8}.${n++ & 255}`).send({ method, path: `/scim/v2${path}`, ...(body && { body: JSON.stringify(body) }), headers: { origin: undefined, "content-type": body && "application/scim+json", authorization: `Bearer ${token}` } });
};
const user = (email: string, active = true) => ({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: email, active });
const setActive = (id: string, active: boolean) => scim("PATCH", `/Users/${id}`, { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [{ op: "replace", path: "active", value: active }] });
const answerFor = async (browser: Browser, email: string): Promise<string> => {
  world.idp.accounts.set(email, { sub: email, email, name: email, groups: [] });
  return world.idp.signIn((await browser.post("/api/sign-in/connection", { connectionId: connection })).body.url, email);
};
const signIn = async (browser: Browser, email: string): Promise<string> => whereTo(await comeBack(browser, await answerFor(browser, email)));
const standing = async (email: string) =>
  (await asSuperuser(world.scene, "select m.roles, s.source, (select count(*)::int from session where person_id = p.id) as sessions from person p left join membership m on m.person_id = p.id left join membership_source s on s.person_id = p.id where p.email = $1", [email]))[0];
async function invitationFor(email: string): Promise<string> {
  await ours.mara.post("/api/invitations", { email, roles: ["auditor"] });
  const [newest] = (await ours.mara.get("/api/mail")).body.items;
  return /#(\S+)/.exec((await ours.mara.get(`/api/mail/${newest.id}`)).body.text)?.[1] ?? "";
}
const accept = (link: string, browser = world.scene.browser()) => browser.post("/api/invitation/accept", { link, name: "Somebody", password: "nine pale herons at dusk" });

it("an invitation and a sign-in by the connection make one member, whichever is first, with the invited roles and no second use", async () => {
  const link = await invitationFor("ada@northwind.example");
  expect(await signIn(world.scene.browser(), "ada@northwind.example")).toBe("303 /");
  expect(await standing("ada@northwind.example")).toMatchObject({ roles: ["auditor"], source: "invitation" });
  expect(await accept(link)).toMatchObject({ status: 404, body: { code: "invitation-over" } });
  expect((await ours.mara.get("/api/invitations")).body.items).toEqual([]);
  const other = await invitationFor("bo@northwind.example");
  expect((await accept(other)).status).toBe(204);
  expect(await signIn(world.scene.browser(), "bo@northwind.example")).toBe("303 /");
  expect(await standing("bo@northwind.example")).toMatchObject({ roles: ["auditor"], source: "invitation" });
  // Both at once.
  for (let n = 0; n < 4; n++) {
    const email = `both${n}@northwind.example`;
    const secret = await invitationFor(email);
    const browser = world.scene.browser();
    const answer = await answerFor(browser, email);
    const [accepted, signedOn] = await Promise.all([accept(secret), comeBack(browser, answer)]);
    expect([[204, 303], [404, 303], [409, 303]]).toContainEqual([accepted.status, signedOn.status]);
    expect(await asSuperuser(world.scene, "select 1 from membership join person on person.id = person_id where email = $1", [email])).toHaveLength(1);
    expect(await standing(email)).toMatchObject({ roles: ["auditor"], source: "invitation" });
  }
});

it("where single sign-on is for everybody an invitation brings no password, and is accepted by signing in", async () => {
  const maraId = (await ours.mara.get("/api/session")).body.person.id;
  const policy = { sessionMostMinutes: null, sessionIdleMinutes: null, ownFactor: false, allowedNetworks: [], emergencyAdministrators: [maraId] };
  expect((await put(ours.mara, "/api/sign-on-policy", { ...policy, ssoOnly: true })).status).toBe(200);
  const link = await invitationFor("cleo@northwind.example");
  expect(await accept(link)).toMatchObject({ status: 409, body: { code: "single-sign-on-only" } });
  expect(await signIn(world.scene.browser(), "cleo@northwind.example")).toBe("303 /");
  expect(await standing("cleo@northwind.example")).toMatchObject({ roles: ["auditor"], source: "invitation" });
  expect((await put(ours.mara, "/api/sign-on-policy", { ...policy, ssoOnly: false })).status).toBe(200);
});

it("provisioning and single sign-on fighting over a person end with provisioning's word, at whatever moment each spoke", async () => {
  await setUpProvisioning();
  expect(await signIn(world.scene.browser(), "nobody@northwind.example")).toBe("303 /sign-in?problem=sso-not-provisioned");
  const { id } = (await scim("POST", "/Users", user("dana@northwind.example"))).body;
  for (let round = 0; round < 6; round++) {
    const browser = world.scene.browser();
    const answer = await answerFor(browser, "dana@northwind.example");
    const [left, came] = await Promise.all([setActive(id, false), comeBack(browser, answer)]);
    expect([left.status, came.status]).toEqual([200, 303]);
    // Whoever was first: nobody is a member, no session is left, and none comes alive again later.
    expect(await standing("dana@northwind.example")).toEqual({ roles: null, source: null, sessions: 0 });
    expect((await browser.get("/api/session")).status).toBe(401);
    expect(await signIn(world.scene.browser(), "dana@northwind.example")).toBe("303 /sign-in?problem=sso-deactivated");
    expect((await setActive(id, true)).status).toBe(200);
    expect((await browser.get("/api/session")).status).toBe(401);
    expect(await standing("dana@northwind.example")).toMatchObject({ roles: ["analyst"], source: "scim" });
  }
  // An invitation does not bring back whom provisioning has deactivated either.
  await setActive(id, false);
  expect(await accept(await invitationFor("dana@northwind.example"))).toMatchObject({ status: 409, body: { code: "deactivated" } });
  expect(await standing("dana@northwind.example")).toMatchObject({ roles: null });
  const acts = (await entries(world.scene)).filter(({ object_kind: kind }) => kind === "person").map(({ act }) => act);
  expect(acts.filter((act) => act === "memberships.leave").length).toBeGreaterThanOrEqual(7);
});
