/** Access of the operator's people to a customer's data: what it takes, who may stop it, and that nothing is left when it is over. */
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { strikeGrants } from "../../src/control/grants/grants.ts";
import { ALL_PERMISSIONS, isGrantable } from "../../src/platform/access/access.ts";
import { addOrganisation, asSuperuser, entries, signInWhole, type Answer, type Browser } from "./scene.ts";
import { openGrantScene, type GrantScene } from "./grants-scene.ts";
import { signInAs, type StaffPerson } from "./staff-scene.ts";

let world: GrantScene;
let [support, peer, security, other, engineer]: StaffPerson[] = [];
beforeAll(async () => {
  world = await openGrantScene();
  support = await world.staff("support");
  peer = await world.staff("support");
  security = await world.staff("security");
  other = await world.staff("security");
  engineer = await world.staff("engineer");
  await giveOwnDevices();
});
afterAll(async () => { await world.scene.close(); });

/** Each has their own key: the passkey's id stands for the device where no certificate does. */
async function giveOwnDevices(): Promise<void> {
  expect(new Set(await asSuperuser<{ passkey_id: string }>(world.scene, "select passkey_id from staff_session")).size).toBeGreaterThanOrEqual(5);
}

const code = (answer: Answer): string => answer.body?.code ?? String(answer.status);
const step = (by: StaffPerson | undefined, id: string, what: "review" | "authorise", allow = true) => (by as StaffPerson).browser.post(`/api/staff/grants/${id}/${what}`, { allow });
const answer = (by: Browser, id: string, allow = true) => by.post(`/api/staff-access/${id}/answer`, { allow });
const token = (by: StaffPerson | undefined, id: string) => (by as StaffPerson).browser.post(`/api/staff/grants/${id}/token`);
const end = (by: StaffPerson | undefined, id: string) => (by as StaffPerson).browser.post(`/api/staff/grants/${id}/end`);
const read = async (id: string) => (await world.administrator.get(`/api/staff-access/${id}`)).body;
const asked = async (more = {}, ticket?: string): Promise<string> => {
  const made = await world.ask(support as StaffPerson, ticket ?? (await world.raise()), more);
  expect(made.status, made.text).toBe(201);
  return made.body.id;
};
async function live(ticket?: string): Promise<string> {
  const id = await asked({}, ticket);
  for (const answered of [await step(peer, id, "review"), await step(security, id, "authorise"), await answer(world.administrator, id)]) expect(answered.status, answered.text).toBe(204);
  return id;
}
const revoked = async (id: string): Promise<number> => (await asSuperuser(world.scene, "select 1 from revocation where subject = $1", [id])).length;
/** Everybody's sessions are of the clock's time again. */
async function later(ms: number): Promise<void> {
  world.scene.clock.advance(ms);
  for (const person of [support, peer, security, other, engineer]) expect((await signInAs((person as StaffPerson).browser, (person as StaffPerson).passkey)).status).toBe(204);
  for (const [browser, email] of [[world.administrator, "admin@northwind.example"], [world.analyst, "analyst@northwind.example"], [world.rival, "rival@rival.example"]] as const) {
    expect((await signInWhole(world.scene, browser, email)).status).toBe(204);
  }
  // Sessions of customers are dated by the machine's clock.
  await asSuperuser(world.scene, "update session set created_at = $1, updated_at = $1, expires_at = $1::timestamptz + interval '1 hour'", [world.scene.clock.now()]);
}

it("opens one site for one person when three of them and the customer have said so, and says so in the customer's trail", async () => {
  const id = await asked({ permissions: ["findings:read", "runs:read"], minutes: 240 });
  expect(code(await token(support, id))).toBe("grant-state");
  expect((await step(peer, id, "review")).status).toBe(204);
  expect((await step(security, id, "authorise")).status).toBe(204);
  expect(code(await token(support, id))).toBe("grant-state");
  expect(await read(id)).toMatchObject({ state: "customer", reason: expect.stringContaining("Canary-reason"), may: { answer: true, end: true }, customerPerson: null });
  expect((await answer(world.administrator, id)).status).toBe(204);
  const issued = await token(support, id);
  expect(issued.body).toMatchObject({ site: world.site, origin: "https://localhost:8444" });
  const claims = decodeJwt(issued.body.token);
  expect(claims).toMatchObject({ sub: support?.id, site: world.site, org: world.organisation, aud: "region:uk", perm: ["findings:read", "runs:read"], grant: { id } });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(60);
  for (const stranger of [peer, security, engineer]) expect((await token(stranger, id)).status).toBe(403);
  const acts = (await entries(world.scene)).filter((entry) => entry.object_id === id && entry.trail === world.organisation);
  expect(acts.map(({ act, actor_kind }) => `${act} ${actor_kind}`)).toEqual(["grants.ask operator", "grants.review operator", "grants.authorise operator", "grants.answer person", "grants.use operator"]);
  expect(await read(id)).toMatchObject({ state: "live", trailActor: `${support?.id} under ${id}` });
  expect((await end(support, id)).status).toBe(204);
});

describe("three different people", () => {
  it("nobody approves their own, nor twice, nor without the duty", async () => {
    const id = await asked();
    expect(code(await step(support, id, "review"))).toBe("own-grant");
    expect(code(await step(engineer, id, "review"))).toBe("duty-not-the-requesters");
    expect(code(await step(security, id, "review"))).toBe("duty-missing");
    expect(code(await step(security, id, "authorise"))).toBe("grant-state");
    expect((await step(peer, id, "review")).status).toBe(204);
    expect(code(await step(peer, id, "review"))).toBe("grant-state");
    expect(code(await step(peer, id, "authorise"))).toBe("duty-missing");
    expect(code(await answer(world.administrator, id))).toBe("grant-state");
    expect((await step(security, id, "authorise", false)).status).toBe(204);
    expect(code(await step(other, id, "authorise"))).toBe("grant-over");
    expect(await read(id)).toMatchObject({ state: "over", outcome: "declined", startsAt: null });
  });

  it("a second account of the same person, by name or by device, is the same person", async () => {
    const id = await asked();
    const [one] = await asSuperuser<{ name: string }>(world.scene, "select name from staff where id = $1", [support?.id]);
    const double = await world.staff("support");
    await asSuperuser(world.scene, "update staff set name = $2 where id = $1", [double.id, `  ${one?.name.toUpperCase()}`]);
    expect(code(await step(double, id, "review"))).toBe("same-person");
    await asSuperuser(world.scene, "update staff set name = 'Somebody Else' where id = $1", [double.id]);
    const [device] = await asSuperuser<{ requester_device: string }>(world.scene, "select requester_device from access_grant where id = $1", [id]);
    await asSuperuser(world.scene, "update staff_session set certificate = $2 where staff_id = $1", [double.id, device?.requester_device]);
    await asSuperuser(world.scene, "update staff_passkey set attested_as = 'Company key' where staff_id = $1", [double.id]);
    expect(code(await step(double, id, "review"))).toBe("same-device");
    await end(support, id);
  });

  it("the database says so too, and what was asked for cannot be changed", async () => {
    const id = await asked();
    const change = (set: string) => asSuperuser(world.scene, `update access_grant set ${set} where id = $1`, [id]);
    await expect(change("reviewer = requester")).rejects.toThrow(/reviewer_is_another/);
    await expect(change("authoriser = requester")).rejects.toThrow(/authoriser_is_another/);
    await expect(change(`reviewer = '${peer?.id}', authoriser = '${peer?.id}'`)).rejects.toThrow(/authoriser_is_another/);
    await expect(change("state = 'live', starts_at = now(), ends_at = now() + interval '10 minutes'")).rejects.toThrow(/begun_is_allowed/);
    await expect(change(`state = 'live', reviewer = '${peer?.id}', authoriser = '${security?.id}', starts_at = now(), ends_at = now() + interval '5 hours'`)).rejects.toThrow(/ends_in_time/);
    await expect(world.scene.world.db.kysely.updateTable("access_grant").set({ minutes: 240 }).where("id", "=", id as never).execute()).rejects.toThrow(/permission denied/);
    await expect(world.scene.world.db.kysely.deleteFrom("access_grant").execute()).rejects.toThrow(/permission denied/);
    await end(support, id);
  });

  it("whoever works for the operator cannot answer for the customer", async () => {
    const id = await asked();
    await step(peer, id, "review");
    await step(security, id, "authorise");
    await asSuperuser(world.scene, "update staff set email = 'admin@northwind.example' where id = $1", [engineer?.id]);
    expect(code(await answer(world.administrator, id))).toBe("answer-by-staff");
    await asSuperuser(world.scene, "update staff set email = 'engineer@spendward.example' where id = $1", [engineer?.id]);
    expect((await answer(world.administrator, id, false)).status).toBe(204);
    expect(await read(id)).toMatchObject({ state: "over", outcome: "customer", startsAt: null });
    expect(code(await token(support, id))).toBe("grant-over");
  });
});

it("can ever give the committed permissions and no others: to look, and to have the ledger analysed again", async () => {
  await expect(`${ALL_PERMISSIONS.map((one) => `${one.padEnd(24)}${isGrantable(one) ? "yes" : "-"}`).join("\n")}\n`).toMatchFileSnapshot("../golden/grantable.txt");
  expect(ALL_PERMISSIONS.filter((one) => isGrantable(one) && !one.endsWith(":read"))).toEqual(["runs:start"]);
  for (const permission of ALL_PERMISSIONS.filter((one) => !isGrantable(one))) expect((await world.ask(support as StaffPerson, "tck_00000000-0000-4000-8000-000000000000", { permissions: [permission] })).status, permission).toBe(422);
});

describe("a ticket", () => {
  it("must exist, be open, and name a site", async () => {
    const [closed, placeless, woken] = [await world.raise(), await world.raise({ site: undefined }), await world.raise()];
    await asSuperuser(world.scene, "update ticket set state = 'reopened', woken_by_mail = true where id = $1", [woken]);
    await world.analyst.post(`/api/tickets/${closed}/state`, { state: "solved" });
    for (const [ticket, expected] of [[closed, "ticket-not-open"], [placeless, "ticket-without-site"], [woken, "ticket-woken-by-mail"], ["tck_00000000-0000-4000-8000-000000000000", "not-found"], ["nonsense", "not-found"]] as const) {
      expect(code(await world.ask(support as StaffPerson, ticket))).toBe(expected);
    }
    for (const more of [{ minutes: 241 }, { minutes: 5 }, { permissions: [] }, { reason: "short" }, { extra: 1 }]) {
      expect((await world.ask(support as StaffPerson, await world.raise(), more)).status).toBe(422);
    }
    expect(code(await world.ask(support as StaffPerson, await world.raise(), { duty: "engineer" }))).toBe("duty-not-yours");
  });

  it("ends what rests on it, live or asked for, in the transaction in which it ends", async () => {
    const ticket = await world.raise();
    const [one, two] = [await live(ticket), await asked({}, ticket)];
    await world.analyst.post(`/api/tickets/${ticket}/state`, { state: "closed" });
    expect([await read(one), await read(two)]).toMatchObject([{ state: "over", outcome: "ticket" }, { state: "over", outcome: "ticket" }]);
    expect(await revoked(one)).toBe(1);
    expect(code(await token(support, one))).toBe("grant-over");
    // Reopened, it gives nothing back.
    await world.analyst.post(`/api/tickets/${ticket}/state`, { state: "reopened" });
    expect(code(await token(support, one))).toBe("grant-over");
  });
});

describe("an end", () => {
  it("comes at its minute, before any round has come by; a request lapses after a day", async () => {
    const [id, waiting] = [await live(), await asked()];
    await later(60 * 60_000);
    expect(code(await token(support, id))).toBe("grant-over");
    expect(await read(id)).toMatchObject({ state: "over", outcome: "time" });
    expect(await strikeGrants(world.scene.control.plane)).toBe(1);
    expect(await strikeGrants(world.scene.control.plane)).toBe(0);
    await later(23 * 60 * 60_000);
    expect(code(await step(peer, waiting, "review"))).toBe("grant-over");
    await strikeGrants(world.scene.control.plane);
    expect(await read(waiting)).toMatchObject({ state: "over", outcome: "lapsed" });
  });

  it("comes from the customer at any time, one or all; another customer finds nothing to end", async () => {
    const [one, two, three] = [await live(), await live(), await asked()];
    const missing = (await world.rival.get("/api/staff-access/grt_00000000-0000-4000-8000-000000000000")).text;
    for (const path of ["", "/end", "/answer"]) {
      const tried = path === "" ? await world.rival.get(`/api/staff-access/${one}`) : await world.rival.post(`/api/staff-access/${one}${path}`, path === "/answer" ? { allow: true } : undefined);
      expect(tried.text).toBe(missing);
    }
    expect((await world.rival.get("/api/staff-access")).body).toMatchObject({ items: [], total: 0 });
    expect((await world.rival.post("/api/staff-access/end-all")).body).toEqual({ ended: 0 });
    expect((await world.analyst.post(`/api/staff-access/${one}/end`)).status).toBe(403);
    expect((await world.administrator.post(`/api/staff-access/${one}/end`)).status).toBe(204);
    expect(code(await world.administrator.post(`/api/staff-access/${one}/end`))).toBe("grant-over");
    expect((await world.administrator.post("/api/staff-access/end-all")).body).toEqual({ ended: 2 });
    for (const id of [one, two, three]) expect(await read(id)).toMatchObject({ state: "over", outcome: "customer" });
    expect([await revoked(one), await revoked(two), await revoked(three)]).toEqual([1, 1, 0]);
  });

  it("comes from those involved and from security, and from nobody else", async () => {
    const [one, two] = [await live(), await live()];
    expect(code(await end(engineer, one))).toBe("not-involved");
    expect((await end(peer, one)).status).toBe(204);
    expect((await end(other, two)).status).toBe(204);
    expect([await read(one), await read(two)]).toMatchObject([{ outcome: "revoked" }, { outcome: "revoked" }]);
  });

  it("comes with the loss of standing of anybody it rests on, before it began and after", async () => {
    const [one, two] = [await live(), await asked()];
    await step(peer, two, "review");
    await asSuperuser(world.scene, "update staff_background_check set passed = false where staff_id = $1", [peer?.id]);
    expect(code(await step(security, two, "authorise"))).toBe("grant-standing");
    await strikeGrants(world.scene.control.plane);
    expect([await read(one), await read(two)]).toMatchObject([{ state: "over", outcome: "standing" }, { state: "over", outcome: "standing" }]);
    expect(await revoked(one)).toBe(1);
    await asSuperuser(world.scene, "update staff_background_check set passed = true where staff_id = $1", [peer?.id]);
  });
});

it("need not be asked each time if the customer says so, and is asked by default", async () => {
  expect((await world.analyst.post("/api/staff-access/policy", { askedEachTime: false })).status).toBe(403);
  expect((await world.administrator.post("/api/staff-access/policy", { askedEachTime: false })).status).toBe(204);
  const id = await asked();
  await step(peer, id, "review");
  await step(security, id, "authorise");
  expect(await read(id)).toMatchObject({ state: "live", customerPerson: null });
  await world.administrator.post("/api/staff-access/policy", { askedEachTime: true });
  expect((await world.administrator.get("/api/staff-access")).body).toMatchObject({ askedEachTime: true, mayAllow: true });
  await end(support, id);
});

it("reminds the customer once", async () => {
  const id = await asked();
  await step(peer, id, "review");
  await step(security, id, "authorise");
  await later(61 * 60_000);
  await strikeGrants(world.scene.control.plane);
  await strikeGrants(world.scene.control.plane);
  expect((await asSuperuser<{ n: number }>(world.scene, "select count(*)::int as n from mail where template = 'access-reminder'"))[0]?.n).toBe(2); // the administrator and whoever raised it
  await end(support, id);
});

it("an emergency takes two people, half an hour and an account afterwards; until then there is no other, and the customer hears at once", async () => {
  const emergency = (by: StaffPerson | undefined, duty = "support") =>
    (by as StaffPerson).browser.post("/api/staff/break-glass", { organisation: world.organisation, site: world.site, duty, permissions: ["runs:read"], reason: "Every run fails since noon." });
  const elsewhere = await addOrganisation(world.scene, "Another Customer");
  const misnamed = { organisation: elsewhere, site: world.site, duty: "support", permissions: ["runs:read"], reason: "A site under another customer's name." };
  expect(code(await (support as StaffPerson).browser.post("/api/staff/break-glass", misnamed)), "another customer's site").toBe("not-found");
  const opened = await emergency(support);
  expect(opened.status, opened.text).toBe(201);
  const { id } = opened.body;
  expect(code(await emergency(engineer, "engineer"))).toBe("break-glass-not-accounted");
  expect(code(await token(support, id))).toBe("grant-state");
  expect(code(await step(peer, id, "review"))).toBe("grant-state");
  expect((await step(security, id, "authorise")).status).toBe(204);
  expect((await token(support, id)).status).toBe(200);
  expect(await read(id)).toMatchObject({ kind: "break_glass", state: "live", ticket: null, minutes: 30 });
  expect((await asSuperuser<{ n: number }>(world.scene, "select count(*)::int as n from mail where template = 'access-emergency'"))[0]?.n).toBe(1);
  await later(30 * 60_000);
  expect(code(await token(support, id))).toBe("grant-over");
  await strikeGrants(world.scene.control.plane);
  const account = (by: StaffPerson | undefined) => (by as StaffPerson).browser.post(`/api/staff/grants/${id}/account`, { account: "Looked at two runs; nothing was changed." });
  expect(code(await account(security))).toBe("own-grant");
  expect(code(await account(engineer))).toBe("duty-missing");
  expect(code(await emergency(engineer, "engineer"))).toBe("break-glass-not-accounted");
  expect((await account(other)).status).toBe(204);
  expect(code(await account(other))).toBe("grant-state");
  expect(await read(id)).toMatchObject({ account: "Looked at two runs; nothing was changed." });
  const next = await emergency(engineer, "engineer");
  expect(next.status, next.text).toBe(201);
  await end(engineer, next.body.id);
});

it("keeps why it was asked for sealed, and out of logs and mails", async () => {
  for (const table of ["access_grant", "grant_queue", "audit_entry", "mail"]) {
    const [row] = await asSuperuser<{ all: string }>(world.scene, `select query_to_xml('select * from ${table}', true, false, '')::text as all`);
    expect(row?.all.length).toBeGreaterThan(100);
    expect(row?.all).not.toMatch(/Canary-(reason|ticket)/);
  }
  expect(world.scene.logLines.join("\n")).not.toMatch(/Canary-/);
});
