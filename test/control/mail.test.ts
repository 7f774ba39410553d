/** The queue: nothing lost, nothing sent for an act that did not happen, nothing kept longer than needed, bounded. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { OrganisationId } from "../../src/base/ids.ts";
import { deliverMail, enqueueMail, forgetMail, reviveAddress, type MailOut } from "../../src/control/mail/mail.ts";
import { MAILS_PER_ADDRESS_AND_HOUR } from "../../src/control/mail/enqueue-mail.ts";
import type { Delivery, OutgoingMail } from "../../src/platform/mail/mail.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { addOrganisation, addPerson, asSuperuser, entries, openScene, type Scene } from "./scene.ts";

let scene: Scene;
let organisation: OrganisationId;
let sent: OutgoingMail[];
let answer: (mail: OutgoingMail) => Promise<Delivery>;
const out: MailOut = { kind: "smtp", send: async (mail) => (sent.push(mail), answer(mail)) };
beforeEach(async () => {
  sent = [];
  answer = async () => ({ outcome: "delivered", reply: "250" });
  scene = await openScene({ mail: out });
  organisation = await addOrganisation(scene, "Northwind Foods");
});
afterEach(async () => { await scene.close(); });

const TO = "mara@northwind.example";
const LINK = "https://localhost:8443/reset-password#canary-token";
const enqueue = (to = TO, usefulUntil?: Date) =>
  inTrail(scene.world.db, organisation, (tx) => enqueueMail(scene.control.plane, tx, to, { kind: "password-reset", name: "Mara", link: LINK, minutes: 30 }, usefulUntil));
const round = () => deliverMail(scene.control.plane, () => undefined);
const stored = () => asSuperuser<{ state: string; reply: string | null; attempts: number; text: boolean }>(scene, "select state, reply, attempts, sealed_text is not null as text from mail order by created_at, id");

it("sends once what an act caused, and nothing for an act that was undone", async () => {
  await enqueue();
  await expect(inTrail(scene.world.db, organisation, async (tx) => {
    await enqueueMail(scene.control.plane, tx, TO, { kind: "password-changed", name: "Mara" });
    throw new Error("undone");
  })).rejects.toThrow("undone");
  expect(await round()).toBe(1);
  expect(await round()).toBe(0);
  expect(sent).toMatchObject([{ to: TO, subject: "Choose a new password for Spendward", text: expect.stringContaining(LINK) }]);
  expect(await stored()).toEqual([{ state: "sent", reply: "250", attempts: 1, text: true }]);
  expect((await entries(scene)).map((entry) => entry.act).filter((act) => act.startsWith("mail."))).toEqual(["mail.sent"]);
});

it("stores recipient and text sealed, and puts neither in a log", async () => {
  answer = async () => ({ outcome: "later", reply: "451" });
  await enqueue();
  await round();
  const [row] = await asSuperuser<{ all: string }>(scene, "select query_to_xml('select * from mail', true, false, '')::text || query_to_xml('select * from mail_recipient', true, false, '')::text || query_to_xml('select * from audit_entry', true, false, '')::text as all");
  for (const secret of ["canary-token", TO, "Choose a new password"]) {
    expect(row?.all).not.toContain(secret);
    expect(row?.all).not.toContain(Buffer.from(secret).toString("base64"));
  }
  expect(scene.logLines.join("\n")).not.toMatch(/canary|mara@/);
});

it("tries again with growing waits until it is taken, and gives up when its link has ended", async () => {
  answer = async () => ({ outcome: "later", reply: "ETLS" });
  await enqueue(TO, new Date(scene.clock.now().getTime() + 10 * 60_000));
  const waitsS: number[] = [];
  for (let tries = 0; tries < 5; tries++) {
    await round();
    const [due] = await asSuperuser<{ due_at: Date }>(scene, "select due_at from mail_due");
    const waitMs = (due?.due_at.getTime() ?? 0) - scene.clock.now().getTime();
    waitsS.push(Math.round(waitMs / 1000));
    scene.clock.advance(waitMs - 1_000);
    expect(await round()).toBe(0);
    expect(sent).toHaveLength(tries + 1);
    scene.clock.advance(1_001);
  }
  expect(waitsS).toEqual([15, 30, 60, 120, 240]);
  await round();
  scene.clock.advance(600_000);
  await round();
  expect((await stored())[0]).toMatchObject({ state: "given-up", reply: "ETLS" });
  expect((await entries(scene)).map((entry) => entry.act).filter((act) => act.startsWith("mail."))).toEqual(["mail.given-up"]);
});

it("survives a process that dies while sending: the mail goes out again later, under the same id", async () => {
  answer = async () => { throw new Error("killed"); };
  await enqueue();
  await expect(round()).rejects.toThrow("killed");
  expect((await stored())[0]?.state).toBe("waiting");
  answer = async () => ({ outcome: "delivered", reply: "250" });
  expect(await round()).toBe(0);
  scene.clock.advance(31 * 60_000);
  expect(await round()).toBe(1);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
});

it("is sent by one of two senders", async () => {
  for (let n = 0; n < 6; n++) await enqueue(`person${n}@northwind.example`);
  await Promise.all([round(), round(), round()]);
  expect(sent.map(({ to }) => to).sort()).toEqual([0, 1, 2, 3, 4, 5].map((n) => `person${n}@northwind.example`));
});

it("sends nothing more to a dead address of this organisation until somebody wants it", async () => {
  answer = async () => ({ outcome: "refused", reply: "550 5.1.1", deadAddress: true });
  await enqueue();
  await round();
  await enqueue();
  await round();
  expect((await stored()).map(({ state }) => state)).toEqual(["refused", "suppressed"]);
  expect(sent).toHaveLength(1);
  const other = await addOrganisation(scene, "Rival Foods");
  await inTrail(scene.world.db, other, (tx) => enqueueMail(scene.control.plane, tx, TO, { kind: "password-changed", name: "M" }));
  await inTrail(scene.world.db, organisation, (tx) => reviveAddress(scene.control.plane, tx, TO));
  await enqueue();
  await round();
  expect(sent).toHaveLength(3);
});

it("is bounded per address and hour; the refusal undoes the act", async () => {
  for (let n = 0; n < MAILS_PER_ADDRESS_AND_HOUR; n++) await enqueue();
  await expect(enqueue()).rejects.toMatchObject({ kind: "too_many", code: "mail-too-many" });
  await expect(enqueue(TO.toUpperCase())).rejects.toMatchObject({ code: "mail-too-many" });
  await enqueue("other@northwind.example");
  scene.clock.advance(3_600_001);
  await enqueue();
});

it("forgets the text an hour after it left, and everything after 90 days", async () => {
  await enqueue();
  await round();
  scene.clock.advance(3_599_000);
  await forgetMail(scene.control.plane);
  expect((await stored())[0]?.text).toBe(true);
  scene.clock.advance(2_000);
  await forgetMail(scene.control.plane);
  expect((await stored())[0]).toMatchObject({ state: "sent", text: false });
  scene.clock.advance(91 * 86_400_000);
  await forgetMail(scene.control.plane);
  expect(await stored()).toEqual([]);
  expect(await asSuperuser(scene, "select 1 from mail_due union all select 1 from mail_recipient")).toEqual([]);
});

it("is listed for who looks after people, without its text; another organisation's is none", async () => {
  await enqueue();
  const administrator = await addPerson(scene, organisation, "admin@northwind.example", ["administrator"]);
  const analyst = await addPerson(scene, organisation, "analyst@northwind.example", ["analyst"]);
  const rival = await addPerson(scene, await addOrganisation(scene, "Rival Foods"), "rival@rival.example", ["administrator"]);
  const listed = await administrator.get("/api/mail");
  expect(listed.body).toMatchObject({ leaves: "smtp", items: [{ to: TO, template: "password-reset", state: "waiting", readable: false }] });
  expect(listed.text).not.toContain("canary-token");
  expect((await analyst.get("/api/mail")).status).toBe(403);
  expect((await rival.get("/api/mail")).body.items).toEqual([]);
  const id = listed.body.items[0].id;
  expect(await administrator.get(`/api/mail/${id}`)).toMatchObject({ status: 409, body: { code: "mail-not-kept" } });
  expect((await rival.get(`/api/mail/${id}`)).text).toBe((await rival.get("/api/mail/nonsense")).text);
});
