/** Tickets as the customer's people use them: whose they see, what is stored of them, how they live and end. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId, type OrganisationId, type PersonId, type TicketId } from "../../src/base/ids.ts";
import { closeQuietTickets, openTicket, type TicketEnd } from "../../src/control/tickets/tickets.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { addOrganisation, addPerson, asSuperuser, entries, type Browser } from "./scene.ts";
import { openStaffScene, staffPerson, type StaffPerson, type StaffScene } from "./staff-scene.ts";

let scene: StaffScene;
let support: StaffPerson;
let organisation: OrganisationId;
let [administrator, analyst, colleague, auditor, rival]: Browser[] = [];
let site: string;
const ends: TicketEnd[] = [];
beforeAll(async () => {
  scene = await openStaffScene();
  support = await staffPerson(scene, ["support"]);
  (scene.control.plane.tickets.onEnd as unknown[]).push(async (_plane: unknown, _tx: unknown, end: TicketEnd) => void ends.push(end));
  organisation = await addOrganisation(scene, "Northwind Foods");
  administrator = await addPerson(scene, organisation, "admin@northwind.example", ["administrator"]);
  analyst = await addPerson(scene, organisation, "analyst@northwind.example", ["analyst"]);
  colleague = await addPerson(scene, organisation, "colleague@northwind.example", ["analyst"]);
  auditor = await addPerson(scene, organisation, "auditor@northwind.example", ["auditor"]);
  rival = await addPerson(scene, await addOrganisation(scene, "Rival Foods"), "rival@rival.example", ["administrator"]);
  site = (await administrator.post("/api/sites", { name: "Head office", region: "uk" })).body.id;
});
afterAll(async () => { await scene.close(); });

const TEXT = { subject: "Canary-subject: a finding", message: "Canary-message\nwith two lines" };
const raised = async (by = analyst as Browser, more = {}): Promise<TicketId> => (await by.post("/api/tickets", { ...TEXT, ...more })).body.id;
const state = async (id: TicketId): Promise<string> => (await (administrator as Browser).get(`/api/tickets/${id}`)).body.state;
const asGrant = (id: TicketId, of = organisation) => inTrail(scene.world.db, of, (tx) => openTicket(tx, of, id));

it("is seen by who raised it and by who answers for the organisation, and by nobody else", async () => {
  const id = await raised(analyst, { site, priority: "high", related: { kind: "finding", id: newId("fnd") } });
  const read = await analyst?.get(`/api/tickets/${id}`);
  expect(read?.body).toMatchObject({ subject: TEXT.subject, state: "open", open: true, priority: "high", site: { id: site, name: "Head office" }, yours: true, overdue: false, may: { write: true, next: ["solved", "closed"] } });
  expect(read?.body.messages).toMatchObject([{ from: "customer", text: TEXT.message, byMail: false, internal: false }]);
  expect((await administrator?.get(`/api/tickets/${id}`))?.body).toMatchObject({ yours: false, may: { write: true } });
  expect((await auditor?.get(`/api/tickets/${id}`))?.body).toMatchObject({ yours: false, may: { write: false, next: [] } });
  const missing = (await analyst?.get(`/api/tickets/${newId("tck")}`))?.text;
  for (const stranger of [colleague, rival]) {
    for (const path of ["", "/messages", "/state"]) {
      const body = path === "/messages" ? { message: "Hello" } : path === "/state" ? { state: "closed" } : { priority: "low" };
      expect((await stranger?.post(`/api/tickets/${id}${path}`, body))?.text).toBe(missing);
    }
    expect((await stranger?.get(`/api/tickets/${id}`))?.text).toBe(missing);
    expect((await stranger?.get("/api/tickets"))?.body).toMatchObject({ items: [], total: 0, all: stranger === rival });
  }
  expect((await auditor?.post(`/api/tickets/${id}/messages`, { message: "Hello" }))?.status).toBe(403);
  expect((await rival?.post("/api/tickets", { ...TEXT, site }))?.status).toBe(404);
});

it("is stored sealed and told to no log", async () => {
  await raised();
  for (const table of ["ticket", "ticket_message", "ticket_queue", "audit_entry", "mail"]) {
    const [row] = await asSuperuser<{ all: string }>(scene, `select query_to_xml('select * from ${table}', true, false, '')::text as all`);
    expect(row?.all).not.toMatch(/Canary/);
    expect(row?.all).not.toContain(Buffer.from("Canary-message").toString("base64").slice(0, 16));
  }
  expect(scene.logLines.join("\n")).not.toMatch(/Canary/);
});

it("lives as the table says: solved, reopened by writing, closed; and what rests on it is told when it ends", async () => {
  const id = await raised();
  ends.length = 0;
  expect(await asGrant(id)).toMatchObject({ open: true, site: null, raisedBy: { name: expect.stringContaining("Person"), member: true } });
  expect((await analyst?.post(`/api/tickets/${id}/state`, { state: "waiting" }))?.body).toMatchObject({ code: "ticket-state" });
  expect((await analyst?.post(`/api/tickets/${id}/state`, { state: "solved" }))?.status).toBe(204);
  expect(await asGrant(id)).toMatchObject({ open: false, state: "solved" });
  await analyst?.post(`/api/tickets/${id}/messages`, { message: "Not quite." });
  expect(await state(id)).toBe("reopened");
  expect((await administrator?.post(`/api/tickets/${id}/state`, { state: "closed" }))?.status).toBe(204);
  expect(ends).toMatchObject([{ ticket: id, organisation, state: "solved" }, { ticket: id, state: "closed" }]);
  expect(await asSuperuser(scene, "select state from ticket_queue where ticket = $1", [id])).toEqual([{ state: "closed" }]);
  await asSuperuser(scene, "update ticket set closed_at = closed_at - interval '31 days' where id = $1", [id]);
  expect((await administrator?.post(`/api/tickets/${id}/messages`, { message: "Still." }))?.body).toMatchObject({ code: "ticket-long-closed" });
});

it("closes by itself two weeks after it was solved, once, and is in no trail but its own", async () => {
  const id = await raised();
  await analyst?.post(`/api/tickets/${id}/state`, { state: "solved" });
  await closeQuietTickets(scene.control.plane);
  expect(await state(id)).toBe("solved");
  await asSuperuser(scene, "update ticket set touched_at = touched_at - interval '14 days' where id = $1", [id]);
  await closeQuietTickets(scene.control.plane);
  await closeQuietTickets(scene.control.plane);
  const acts = (await entries(scene)).filter((entry) => entry.object_id === id);
  expect(acts.map(({ act, actor_kind }) => `${act} ${actor_kind}`)).toEqual(["tickets.raise person", "tickets.move person", "tickets.read person", "tickets.move system"]);
  expect(new Set(acts.map(({ trail }) => trail))).toEqual(new Set([organisation]));
});

it("refuses what is no ticket, and says where", async () => {
  const who = await addPerson(scene, organisation, "hostile@northwind.example", ["administrator"]);
  const bad = [
    [{ ...TEXT, subject: " " }, "/subject"], [{ ...TEXT, subject: "x".repeat(201) }, "/subject"], [{ ...TEXT, subject: "a\u202Eb" }, "/subject"], [{ ...TEXT, subject: "two\nlines" }, "/subject"],
    [{ ...TEXT, message: "\u0000" }, "/message"], [{ ...TEXT, message: "x".repeat(20_001) }, "/message"], [{ ...TEXT, priority: "now" }, "/priority"], [{ ...TEXT, site: "sit_1" }, "/site"],
    [{ ...TEXT, related: { kind: "finding", id: newId("fnd") } }, "/site"], [{ ...TEXT, site, related: { kind: "finding", id: newId("imp") } }, "/related/id"], [{ ...TEXT, state: "solved" }, ""],
  ] as const;
  for (const [body, at] of bad) {
    const answer = await who.post("/api/tickets", body);
    expect(answer.status, JSON.stringify(body).slice(0, 80)).toBe(422);
    if (at !== "") expect(JSON.stringify(answer.body.details)).toContain(at);
  }
});

it("says of somebody who has left that they are no member: no grant rests on such a ticket", async () => {
  const leaver = await addPerson(scene, organisation, "leaver@northwind.example", ["analyst"]);
  const id = await raised(leaver);
  const [{ raised_by: person } = { raised_by: "" as PersonId }] = await asSuperuser<{ raised_by: PersonId }>(scene, "select raised_by from ticket where id = $1", [id]);
  await (await addPerson(scene, organisation, "boss@northwind.example", ["administrator"])).send({ method: "DELETE", path: `/api/people/${person}` });
  expect(await asGrant(id)).toMatchObject({ open: true, raisedBy: { id: person, member: false } });
  await expect(asGrant(id, newId("org"))).rejects.toMatchObject({ kind: "not_found" });
});

const asSupport = (id: string, path: string, body: unknown) => support.browser.post(`/api/staff/tickets/${id}${path}`, body);

it("is answered by staff: the customer is told by mail that there is something and not what, and sees who it was", async () => {
  const who = await addPerson(scene, organisation, "asker@northwind.example", ["analyst"]);
  const id = await raised(who, { priority: "urgent" });
  await asSuperuser(scene, "update ticket set answer_due_at = answer_due_at - interval '2 hours' where id = $1", [id]);
  const queue = (await support.browser.get("/api/staff/tickets")).body;
  expect(queue.items[0]).toMatchObject({ id, subject: TEXT.subject, organisation: { id: organisation, name: "Northwind Foods" }, overdue: true, assignee: null });
  expect(queue.overdue).toBe(1);
  expect((await asSupport(id, "/messages", { message: "Canary-note", internal: true })).status).toBe(201);
  expect((await asSupport(id, "/messages", { message: "Canary-answer", then: "waiting" })).status).toBe(201);
  const read = (await who.get(`/api/tickets/${id}`)).body;
  expect(read).toMatchObject({ state: "waiting", answerDueAt: null, overdue: false });
  expect(read.messages).toMatchObject([{ from: "customer" }, { from: "helpdesk", name: "Staff 1", text: "Canary-answer" }]);
  expect(JSON.stringify(read)).not.toContain("Canary-note");
  expect((await support.browser.get(`/api/staff/tickets/${id}`)).body).toMatchObject({ assignee: { id: support.id }, messages: [{}, { internal: true, text: "Canary-note" }, { internal: false }] });
  const boss = await addPerson(scene, organisation, "reader@northwind.example", ["administrator"]);
  const mail = (await boss.get("/api/mail")).body.items.find((one: { to: string }) => one.to === "asker@northwind.example");
  const { subject, text } = (await boss.get(`/api/mail/${mail.id}`)).body;
  expect(`${subject} ${text}`).toContain(`https://localhost:8443/help/${id}`);
  expect(`${subject} ${text}`).not.toMatch(/Canary/);
  const seen = (await boss.get("/api/activity?staff=yes")).body.items;
  expect(seen.map(({ act, who: { kind, name } }: { act: string; who: { kind: string; name: string } }) => `${act} ${kind} ${name}`)).toEqual(["tickets.read operator Staff 1", "tickets.answer operator Staff 1", "tickets.note operator Staff 1"]);
  expect((await boss.get("/api/activity?staff=no&act=tickets")).body.items.some(({ who: { kind } }: { who: { kind: string } }) => kind === "operator")).toBe(false);
});

it("is made open by nobody of the staff: they neither raise, confirm nor reopen, and a note changes nothing", async () => {
  const id = await raised();
  expect((await asSupport(id, "", { state: "solved" })).status).toBe(204);
  for (const body of [{ state: "reopened" }, { state: "open" }]) expect((await asSupport(id, "", body)).status).toBe(422);
  expect((await asSupport(id, "", { state: "waiting" })).body).toMatchObject({ code: "ticket-state" });
  expect((await asSupport(id, "/messages", { message: "One more thing" })).body).toMatchObject({ code: "ticket-state" });
  expect((await asSupport(id, "/messages", { message: "For us", internal: true })).status).toBe(201);
  expect(await state(id)).toBe("solved");
  expect((await support.browser.post("/api/tickets", TEXT)).status).toBe(401);
  await asSuperuser(scene, "update ticket set state = 'unconfirmed', raised_by_mail = true where id = $1", [id]);
  await asSuperuser(scene, "delete from ticket_queue where ticket = $1", [id]);
  const missing = (await support.browser.get(`/api/staff/tickets/${newId("tck")}`)).text;
  expect((await support.browser.get(`/api/staff/tickets/${id}`)).text).toBe(missing);
  expect((await asSupport(id, "", { state: "closed" })).text).toBe(missing);
});

it("is taken by somebody who answers tickets, and not by an engineer, who may leave a note", async () => {
  const engineer = await staffPerson(scene, ["engineer"]);
  const id = await raised();
  expect((await asSupport(id, "", { assignee: engineer.id })).body).toMatchObject({ code: "no-such-colleague" });
  expect((await asSupport(id, "", { assignee: support.id })).status).toBe(204);
  expect((await support.browser.get("/api/staff/tickets?show=mine")).body.items.map((one: { id: string }) => one.id)).toContain(id);
  expect((await asSupport(id, "", { assignee: null })).status).toBe(204);
  expect((await support.browser.get(`/api/staff/tickets/${id}`)).body.assignee).toBeNull();
  expect((await engineer.browser.post(`/api/staff/tickets/${id}/messages`, { message: "x" })).body).toMatchObject({ code: "duty-missing" });
  expect((await engineer.browser.post(`/api/staff/tickets/${id}/messages`, { message: "Seen in the log", internal: true })).status).toBe(201);
});
