/** A person's change of their own address: both mailboxes have a part in it, and nobody else has (promises A2, A5). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OrganisationId } from "../../src/base/ids.ts";
import { addOrganisation, addPerson, asSuperuser, detailsOf, entries, openScene, PASSWORD, signInWhole, type Answer, type Browser, type Scene } from "./scene.ts";

let scene: Scene;
let ours: OrganisationId;
let mara: Browser;
let ines: Browser;
let n = 0;
beforeAll(async () => { scene = await openScene(); });
beforeEach(async () => {
  scene.clock.advance(Date.now() - scene.clock.now().getTime());
  await asSuperuser(scene, "delete from sign_in_attempt; delete from mail_recipient");
  ours = await addOrganisation(scene, `Northwind ${++n}`);
  mara = await addPerson(scene, ours, `mara${n}@northwind.example`, ["administrator"]);
  ines = await addPerson(scene, ours, `ines${n}@northwind.example`, ["analyst"]);
});
afterAll(async () => { await scene.close(); });

const before = () => `ines${n}@northwind.example`;
const after = () => `ines.okafor${n}@northwind.example`;
const ask = (email = after(), browser = ines): Promise<Answer> => browser.post("/api/address-change", { email });
async function linkIn(template: string, to: string): Promise<string> {
  const mail = (await mara.get("/api/mail")).body.items.find((one: { template: string; to: string }) => one.template === template && one.to === to);
  return /#(\S+)/.exec((await mara.get(`/api/mail/${mail?.id}`)).body?.text ?? "")?.[1] ?? "none";
}
const confirm = async (link?: string) => scene.browser().post("/api/address-change/confirm", { link: link ?? (await linkIn("confirm-address", after())) });
const stop = async (link: string) => scene.browser().post("/api/address-change/stop", { link });
const signIn = (email: string) => scene.browser("198.51.100.9").post("/api/sign-in", { email, password: PASSWORD });

describe("a new address", () => {
  it("is confirmed from its own mailbox; every session ends, the old address signs nobody in any more, and roles stay", async () => {
    expect((await ask(` ${after().toUpperCase()} `)).status).toBe(204);
    expect((await ines.get("/api/address-change")).body).toMatchObject({ email: before(), givenBy: null, asked: { email: after() }, undoableUntil: null });
    expect((await signIn(after())).status).toBe(401); // not before it is confirmed
    expect(await confirm()).toMatchObject({ status: 200, body: { email: after() } });
    expect((await ines.get("/api/session")).status).toBe(401);
    expect((await signIn(before())).status).toBe(401);
    const again = scene.browser();
    expect((await signInWhole(scene, again, after())).status).toBe(204);
    expect((await again.get("/api/session")).body).toMatchObject({ person: { email: after() }, organisation: { id: ours } });
    expect((await again.get("/api/address-change")).body).toMatchObject({ email: after(), asked: null, undoableUntil: expect.any(String) });
    const said = (await entries(scene)).filter(({ trail, act }) => trail === ours && act.startsWith("address-changes."));
    expect(said.map(({ act }) => act)).toEqual(["address-changes.ask", "address-changes.confirm"]);
    expect(detailsOf(said[1] as never)).toMatchObject({ before: { email: before() }, after: { email: after() } });
  });

  it("needs a fresh second factor, and an address that is another", async () => {
    expect(await ask(before())).toMatchObject({ status: 409, body: { code: "address-unchanged" } });
    expect((await ask("no address")).status).toBe(422);
    scene.clock.advance(16 * 60_000);
    expect(await ask()).toMatchObject({ status: 403, body: { code: "step-up-needed" } });
  });

  it("is confirmed once, also by two at once, within a day, and by the newest link; its secrets are stored as hashes", async () => {
    await ask(`first${n}@northwind.example`);
    const first = await linkIn("confirm-address", `first${n}@northwind.example`);
    await ask();
    const link = await linkIn("confirm-address", after());
    expect(await confirm(first)).toMatchObject({ status: 404, body: { code: "address-link-over" } });
    expect(await confirm(link.replace(ours, await addOrganisation(scene, "Rival")))).toMatchObject({ status: 404 });
    for (const made of ["", "x", `${ours}.`, `${ours}.${"A".repeat(43)}`, `${link}.x`]) expect([404, 422]).toContain((await confirm(made)).status);
    scene.clock.advance(24 * 3_600_000 + 1);
    expect(await confirm(link)).toMatchObject({ status: 404, body: { code: "address-link-over" } });
    scene.clock.advance(-24 * 3_600_000 - 1);
    const stored = JSON.stringify(await asSuperuser(scene, "select encode(confirm_sha256, 'escape') || encode(stop_sha256, 'escape') as all from address_change"));
    expect(stored).not.toContain(link.split(".")[1]);
    const uses = await Promise.all([confirm(link), confirm(link), confirm(link)]);
    expect(uses.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  });

  it("that somebody has, here or elsewhere, is asked for like any; only its mailbox learns", async () => {
    await addPerson(scene, await addOrganisation(scene, "Rival Foods"), `rival${n}@rival.example`, ["analyst"]);
    const taken = await ask(`rival${n}@rival.example`);
    const link = await linkIn("confirm-address", `rival${n}@rival.example`);
    const free = await ask(`free${n}@rival.example`);
    expect([taken.status, taken.text]).toEqual([free.status, free.text]);
    expect(await confirm(link)).toMatchObject({ status: 404 }); // replaced by the later one
    await ask(`rival${n}@rival.example`);
    expect(await confirm(await linkIn("confirm-address", `rival${n}@rival.example`))).toMatchObject({ status: 409, body: { code: "address-has-account" } });
    expect((await ines.get("/api/session")).status).toBe(200);
  });

  it("is taken back by its person", async () => {
    await ask();
    const link = await linkIn("confirm-address", after());
    expect((await ines.send({ method: "DELETE", path: "/api/address-change" })).status).toBe(204);
    expect((await ines.send({ method: "DELETE", path: "/api/address-change" })).status).toBe(404);
    expect((await confirm(link)).status).toBe(404);
  });

  it("ends a link to a new password that was under way", async () => {
    await asSuperuser(scene, "insert into password_reset (person_id, token_sha256, expires_at, created_at) select id, sha256('x'), now() + interval '1 hour', now() from person where email = $1", [before()]);
    await ask();
    expect((await confirm()).status).toBe(200);
    expect(await asSuperuser(scene, "select 1 from password_reset r join person p on p.id = r.person_id where p.email = $1", [after()])).toEqual([]);
  });
});

describe("the old mailbox", () => {
  it("stops a change before it is made", async () => {
    await ask();
    const link = await linkIn("confirm-address", after());
    expect(await stop(await linkIn("address-change-asked", before()))).toMatchObject({ status: 200, body: { undone: false, email: before() } });
    expect((await confirm(link)).status).toBe(404);
    expect((await ines.get("/api/session")).status).toBe(200);
  });

  it("undoes one that was made, with either of its mails, for a week; sessions end, and no second change covers it up meanwhile", async () => {
    await ask();
    const early = await linkIn("address-change-asked", before());
    await confirm();
    const thief = scene.browser();
    await signInWhole(scene, thief, after());
    expect(await ask(`third${n}@evil.example`, thief)).toMatchObject({ status: 409, body: { code: "address-changed-lately" } });
    const late = await linkIn("address-changed", before());
    expect(late).not.toBe(early);
    scene.clock.advance(7 * 86_400_000 + 1);
    expect((await stop(late)).status).toBe(404);
    scene.clock.advance(-7 * 86_400_000 - 1);
    expect(await stop(n % 2 === 0 ? early : late)).toMatchObject({ status: 200, body: { undone: true, email: before() } });
    expect((await thief.get("/api/session")).status).toBe(401);
    expect((await signIn(before())).status).toBe(204);
    expect((await signIn(after())).status).toBe(401);
    expect((await stop(early)).status).toBe(404);
  });

  it("hears of it although it was sent many mails just now", async () => {
    await ask();
    await asSuperuser(scene, "update mail_recipient set sent = 100");
    expect((await confirm()).status).toBe(200);
    expect(await linkIn("address-changed", before())).not.toBe("none");
    // Without the mail to the old one nothing is begun.
    const noor = await addPerson(scene, ours, `noor${n}@northwind.example`, ["analyst"]);
    await ask(`noor.h${n}@northwind.example`, noor);
    await asSuperuser(scene, "update mail_recipient set sent = 100");
    expect(await ask(`noor.haddad${n}@northwind.example`, noor)).toMatchObject({ status: 429, body: { code: "mail-too-many" } });
  });
});

describe("an address that is not the person's to change", () => {
  it("is one that provisioning or single sign-on gives", async () => {
    const of = (table: string) => asSuperuser(scene, `insert into ${table} select $1, id, 'scim', null, now() from person where email = $2`, [ours, before()]);
    await of("membership_source");
    expect(await ask()).toMatchObject({ status: 409, body: { code: "address-given" } });
    expect((await ines.get("/api/address-change")).body.givenBy).toBe("provisioning");
    await asSuperuser(scene, "update membership_source set source = 'sso' where organisation_id = $1", [ours]);
    expect((await ines.get("/api/address-change")).body.givenBy).toBe("connection");
    expect((await ask()).status).toBe(409);
    await asSuperuser(scene, "update membership_source set source = 'invitation' where organisation_id = $1", [ours]);
    expect((await ask()).status).toBe(204);
    await asSuperuser(scene, "update membership_source set source = 'scim' where organisation_id = $1", [ours]);
    expect(await confirm()).toMatchObject({ status: 409, body: { code: "address-given" } });
  });

  it("stays within the organisation's verified domains", async () => {
    await asSuperuser(scene, "insert into domain (organisation_id, name, proof, verified_at, created_at) values ($1, $2, 'x', now(), now())", [ours, `n${n}.example`]);
    expect((await ask(`ines${n}@n${n}.example`)).status).toBe(204);
    expect((await confirm(await linkIn("confirm-address", `ines${n}@n${n}.example`))).status).toBe(200);
    const again = scene.browser();
    await signInWhole(scene, again, `ines${n}@n${n}.example`);
    await asSuperuser(scene, "delete from address_change");
    expect(await ask("ines@elsewhere.example", again)).toMatchObject({ status: 422, body: { code: "address-not-yours" } });
  });
});
