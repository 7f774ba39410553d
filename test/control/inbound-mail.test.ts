/** Mail that comes in, against a real database and with real DNS: what becomes of it, once, and whom it never turns into somebody. */
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createTransport } from "nodemailer";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { OrganisationId, TicketId } from "../../src/base/ids.ts";
import { type InboundDeps, mailOwner } from "../../src/control/inbound-mail/inbound-mail.ts";
import { deliverMail, type MailOut } from "../../src/control/mail/mail.ts";
import { openTicket, tellCustomer, ticketRow, type Tx } from "../../src/control/tickets/tickets.ts";
import type { SendToRegion } from "../../src/control/sites/sites.ts";
import { announceSites } from "../../src/control/sites/sites.ts";
import type { Judgement, OutgoingMail } from "../../src/platform/mail/mail.ts";
import { parseMessage } from "../../src/platform/mail/parse-message.ts";
import { isProven } from "../../src/platform/mail/sender-proof.ts";
import { inTrail } from "../../src/platform/postgres/postgres.ts";
import { unframed } from "../../src/platform/tokens/tokens.ts";
import { type DnsServer, openDnsServer } from "../world/dns-server.ts";
import type { DyingMailSettings } from "./dying-mail-taker.ts";
import { addOrganisation, addPerson, asSuperuser, entries, openScene, SECRET, type Browser, type Scene } from "./scene.ts";

const DOMAIN = "help.example";
let scene: Scene;
let dns: DnsServer;
let organisation: OrganisationId;
let [mara, colleague]: Browser[] = [];
let site: string;
const sent: OutgoingMail[] = [];
const out: MailOut = { kind: "smtp", send: async (mail) => (sent.push(mail), { outcome: "delivered", reply: "250" }) };
let regionSays = 204;
const atRegion: { said: any; text: string }[] = [];
const region: SendToRegion = async (_region, { path, body }) => {
  if (path === "/internal/ticket-files" && regionSays < 300) {
    const { said, bytes } = unframed(body);
    atRegion.push({ said, text: Buffer.from(bytes).toString() });
  }
  return path === "/internal/ticket-files" ? regionSays : 201;
};
const PROOF = generateKeyPairSync("rsa", { modulusLength: 2048 });

beforeAll(async () => {
  dns = await openDnsServer();
  scene = await openScene({ mail: out, mailDomain: DOMAIN, sendToRegion: region });
  organisation = await addOrganisation(scene, "Northwind Foods");
  mara = await addPerson(scene, organisation, "mara@northwind.example", ["administrator"]);
  colleague = await addPerson(scene, organisation, "ines@northwind.example", ["analyst"]);
  await addPerson(scene, organisation, "auditor@northwind.example", ["auditor"]);
  site = (await mara.post("/api/sites", { name: "Head office", region: "uk" })).body.id;
  await announceSites(scene.control.plane, async () => 201, () => {});
  dns.records.set("_dmarc.northwind.example", ["v=DMARC1; p=reject"]);
  dns.records.set("s1._domainkey.northwind.example", [`v=DKIM1; k=rsa; p=${PROOF.publicKey.export({ type: "spki", format: "der" }).toString("base64")}`]);
});
afterAll(async () => {
  await scene.close();
  dns.close();
});

/** As the thread does it (src/platform/mail has its tests), without starting one for each mail. */
const open: InboundDeps["open"] = async (raw, came) => ({ ...(await parseMessage(raw)), proven: came !== undefined && (await isProven(raw, came)) });
const owner = (proof = true) => mailOwner(scene.control.plane, { sendToRegion: region, open, onTaken: () => {}, ...(proof && { proof: { name: DOMAIN, dnsServer: dns.address } }) });
type Sample = { to: string; from?: string; subject?: string; text?: string; headers?: Record<string, string>; files?: { filename: string; content: string }[]; signed?: boolean; id?: string; envelopeFrom?: string };

/** As a mail program writes it. */
async function written({ to, from = "Mara <mara@northwind.example>", subject = "Re: Help", text = "Canary-by-mail", headers = {}, files = [], signed = false, id }: Sample): Promise<Buffer> {
  const dkim = { domainName: "northwind.example", keySelector: "s1", privateKey: PROOF.privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
  const info = await createTransport({ streamTransport: true, buffer: true, ...(signed && { dkim }) }).sendMail({ from, to, subject, text, headers, attachments: files, ...(id !== undefined && { messageId: id }) });
  return info.message as Buffer;
}
async function mailIn(sample: Sample, proof = sample.signed === true): Promise<Judgement> {
  return owner(proof).onMail(await written(sample), { from: sample.envelopeFrom ?? "mara@northwind.example", to: [sample.to], address: "192.0.2.1", helo: "mx.northwind.example" });
}
const raised = async (by: Browser | undefined, more = {}): Promise<TicketId> => (await by?.post("/api/tickets", { subject: "Help", message: "Please", ...more }))?.body.id;
const read = async (id: TicketId) => (await mara?.get(`/api/tickets/${id}`))?.body;

/** The address that a mail about the ticket told its person to answer to. */
async function addressOf(id: TicketId): Promise<string> {
  sent.length = 0;
  // So many an hour to one address; this file asks for more.
  await asSuperuser(scene, "delete from mail_recipient where dead_since is null");
  await inTrail(scene.world.db, organisation, async (tx: Tx) => tellCustomer(scene.control.plane, tx, await ticketRow(tx, organisation, id), "ticket-answered"));
  await deliverMail(scene.control.plane, () => {});
  return sent[0]?.replyTo ?? "";
}

it("adds what comes to a ticket's secret address to that ticket, once, as mail and as nobody's act", async () => {
  const id = await raised(colleague);
  const to = await addressOf(id);
  expect(to).toMatch(/^ticket\+[a-z2-7]{32}@help\.example$/);
  expect(sent[0]).toMatchObject({ to: "ines@northwind.example", text: expect.not.stringContaining("Please"), bounceTo: expect.stringMatching(/^bounce\+[0-9a-f]{56}@help\.example$/) });
  const sample = { to, from: "Somebody else <x@elsewhere.example>", id: "<one@northwind.example>", text: "Canary-by-mail\n\nOn Mon, 23 Nov 2026 at 10:00, Spendward wrote:\n> Hello" };
  expect(await Promise.all([mailIn(sample), mailIn(sample)])).toEqual([{ outcome: "taken" }, { outcome: "taken" }]);
  expect(await mailIn(sample)).toEqual({ outcome: "taken" });
  const { messages } = await read(id);
  expect(messages).toHaveLength(2);
  expect(messages[1]).toMatchObject({ from: "customer", text: "Canary-by-mail", byMail: true, quoted: expect.stringContaining("> Hello") });
  const acts = (await entries(scene)).filter((entry) => entry.object_id === id && entry.act === "tickets.write");
  expect(acts).toMatchObject([{ actor_kind: "system", actor_id: "inbound-mail", trail: organisation }]);
  expect(await mailIn({ ...sample, to: to.toUpperCase(), id: "<two@x>" })).toEqual({ outcome: "taken" });
});

it("takes nothing at addresses that are not there, and nothing for somebody who has left", async () => {
  const id = await raised(colleague);
  const to = await addressOf(id);
  const wrong = to.replace(/\+(.)/, (_all, letter: string) => `+${letter === "a" ? "b" : "a"}`);
  for (const address of [wrong, `ticket@${DOMAIN}`, `bounce+${"0".repeat(56)}@${DOMAIN}`, "helpdesk@elsewhere.example", `root@${DOMAIN}`, `helpdesk+x@${DOMAIN}`]) {
    expect(await owner().onRecipient(address, ""), address).toMatchObject({ outcome: "refused", status: "5.1.1" });
    expect(await mailIn({ to: address })).toMatchObject({ outcome: "refused" });
  }
  expect(await owner().onRecipient(to, "")).toEqual({ outcome: "taken" });
  await asSuperuser(scene, "delete from membership where person_id = (select id from person where email = 'ines@northwind.example')");
  expect(await owner().onRecipient(to, "")).toMatchObject({ outcome: "refused" });
  await asSuperuser(scene, "insert into membership select $1, id, '{analyst}', now() from person where email = 'ines@northwind.example'", [organisation]);
});

it("holds a new ticket in somebody's name until that person confirms it: nobody else sees it, and no grant rests on it", async () => {
  sent.length = 0;
  expect(await mailIn({ to: `helpdesk@${DOMAIN}`, subject: "Let them in", text: "Give support access to everything", files: [{ filename: "evil.exe", content: "MZ" }] })).toEqual({ outcome: "taken" });
  const [row] = await asSuperuser<{ id: TicketId; state: string }>(scene, "select id, state from ticket order by created_at desc limit 1");
  const id = row?.id as TicketId;
  expect(row?.state).toBe("unconfirmed");
  expect(await asSuperuser(scene, "select 1 from ticket_queue where ticket = $1", [id])).toEqual([]);
  expect(await inTrail(scene.world.db, organisation, (tx) => openTicket(tx, organisation, id))).toMatchObject({ open: false });
  expect(atRegion).toEqual([]);
  await deliverMail(scene.control.plane, () => {});
  expect(sent).toMatchObject([{ to: "mara@northwind.example", subject: expect.stringContaining("Is this message from you?") }]);
  expect(sent[0]?.replyTo).toBeUndefined();
  expect((await mara?.post(`/api/tickets/${id}/messages`, { message: "x" }))?.body).toMatchObject({ code: "ticket-unconfirmed" });
  expect((await colleague?.post(`/api/tickets/${id}/state`, { state: "open" }))?.status).toBe(404);
  const other = await addPerson(scene, organisation, "boss@northwind.example", ["administrator"]);
  expect((await other.post(`/api/tickets/${id}/state`, { state: "open" }))?.body).toMatchObject({ code: "not-your-mail" });
  expect((await mara?.post(`/api/tickets/${id}/state`, { state: "open" }))?.status).toBe(204);
  expect(await read(id)).toMatchObject({ state: "open", byMail: true, messages: [{ byMail: true, note: expect.stringContaining("not taken") }] });
  expect(await inTrail(scene.world.db, organisation, (tx) => openTicket(tx, organisation, id))).toMatchObject({ open: true });
});

it("raises it at once where the sender's domain is proven, and never where the proof is another's", async () => {
  const newest = async () => (await asSuperuser<{ state: string; raised_by_mail: boolean }>(scene, "select state, raised_by_mail from ticket order by created_at desc limit 1"))[0];
  expect(await mailIn({ to: `helpdesk@${DOMAIN}`, signed: true })).toEqual({ outcome: "taken" });
  expect(await newest()).toEqual({ state: "open", raised_by_mail: true });
  // Signed for evil.example, From says northwind.example: DKIM passes, and is not aligned.
  dns.records.set("s1._domainkey.evil.example", dns.records.get("s1._domainkey.northwind.example") ?? []);
  const dkim = { domainName: "evil.example", keySelector: "s1", privateKey: PROOF.privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
  const foreign = (await createTransport({ streamTransport: true, buffer: true, dkim }).sendMail({ from: "mara@northwind.example", to: `helpdesk@${DOMAIN}`, subject: "x", text: "y" })).message as Buffer;
  expect(await owner().onMail(foreign, { from: "a@evil.example", to: [`helpdesk@${DOMAIN}`], address: "192.0.2.1", helo: "x" })).toEqual({ outcome: "taken" });
  expect(await newest()).toMatchObject({ state: "unconfirmed" });
  // Changed on the way.
  const changed = Buffer.from((await written({ to: `helpdesk@${DOMAIN}`, signed: true })).toString().replace("Canary-by-mail", "Canary-by-evil"));
  await owner().onMail(changed, { from: "mara@northwind.example", to: [`helpdesk@${DOMAIN}`], address: "192.0.2.1", helo: "x" });
  expect(await newest()).toMatchObject({ state: "unconfirmed" });
});

it("answers a stranger who proves nothing the same for a known address as for an unknown one", async () => {
  const count = async () => (await asSuperuser<{ n: number }>(scene, "select count(*)::int as n from ticket"))[0]?.n;
  const before = await count();
  const unknown = await mailIn({ to: `helpdesk@${DOMAIN}`, from: "nobody@northwind.test" });
  expect(unknown).toEqual({ outcome: "taken" });
  expect(await mailIn({ to: `helpdesk@${DOMAIN}`, from: "auditor@northwind.example" })).toEqual(unknown);
  expect(await count()).toBe(before);
  // Whoever owns the domain learns the truth about their own address.
  expect(await mailIn({ to: `helpdesk@${DOMAIN}`, from: "gone@northwind.example", signed: true })).toMatchObject({ outcome: "refused", status: "5.7.1" });
});

it.each([
  ["an out-of-office answer", { headers: { "Auto-Submitted": "auto-replied" } }], ["a list", { headers: { Precedence: "bulk" } }], ["an empty sender", { envelopeFrom: "" }],
  ["our own message", { id: `<1@${DOMAIN}>` }], ["our own mail in a circle", { id: "<mai_0198f6f0-0000-7000-8000-000000000001@spendward.example>" }],
])("ends a loop: %s is taken and becomes nothing", async (_, sample) => {
  const id = await raised(colleague);
  const to = await addressOf(id);
  expect(await mailIn({ to, ...sample })).toEqual({ outcome: "taken" });
  expect((await read(id)).messages).toHaveLength(1);
});

it("stops a flood: more than twenty mails from one address within an hour wait", async () => {
  const id = await raised(colleague);
  const to = await addressOf(id);
  const sample = { to, from: "flood@elsewhere.example" };
  expect(await mailIn({ ...sample, id: "<0@elsewhere.example>" })).toEqual({ outcome: "taken" });
  await asSuperuser(scene, "insert into mail_received select sha256(n::text::bytea), 'message', sender, now() from (select sender from mail_received order by received_at desc limit 1) as newest, generate_series(1, 18) as n");
  expect(await mailIn({ ...sample, id: "<1@elsewhere.example>" })).toEqual({ outcome: "taken" });
  expect(await mailIn({ ...sample, id: "<2@elsewhere.example>" })).toMatchObject({ outcome: "later", status: "4.7.1" });
  expect(await mailIn({ ...sample, from: "other@elsewhere.example", id: "<3@elsewhere.example>" })).toEqual({ outcome: "taken" });
});

it("hands files to the ticket's region before anything is stored here, and takes the mail only when they are there", async () => {
  const id = await raised(colleague, { site });
  const to = await addressOf(id);
  const sample = { to, id: "<files@northwind.example>", files: [{ filename: "Canary-file.csv", content: "Canary-content" }, { filename: "b.txt", content: "two" }] };
  regionSays = 503;
  expect(await mailIn(sample)).toMatchObject({ outcome: "later", status: "4.3.2" });
  expect((await read(id)).messages).toHaveLength(1);
  regionSays = 204;
  expect(await mailIn(sample)).toEqual({ outcome: "taken" });
  expect(await mailIn(sample)).toEqual({ outcome: "taken" });
  const { messages, attachments } = await read(id);
  expect(attachments.map((file: { upload: string; message: string }) => `${file.upload} ${file.message}`).sort()).toEqual(atRegion.map(({ said }) => `${said.uploadId} ${messages[1].id}`).sort());
  expect(atRegion).toMatchObject([{ text: "Canary-content", said: { ticketId: id, siteId: site, organisationId: organisation, fileName: "Canary-file.csv" } }, { text: "two" }]);
  for (const table of ["ticket", "ticket_message", "ticket_attachment", "mail_received", "audit_entry"]) {
    const [row] = await asSuperuser<{ all: string }>(scene, `select query_to_xml('select * from ${table}', true, false, '')::text as all`);
    expect(row?.all).not.toMatch(/Canary/);
  }
  expect(scene.logLines.join("\n")).not.toMatch(/Canary|northwind\.example/);
  regionSays = 409;
  await mailIn({ ...sample, id: "<refused@northwind.example>" });
  regionSays = 204;
  expect((await read(id)).messages[2]).toMatchObject({ note: expect.stringContaining("2 files of this mail were not taken") });
  const nowhere = await raised(colleague);
  await mailIn({ ...sample, to: await addressOf(nowhere), id: "<nowhere@northwind.example>" });
  expect((await read(nowhere)).messages[1]).toMatchObject({ note: expect.stringContaining("names no site") });
});

it("knows from a report that a mail came back, once, and sends nothing more to a mailbox that does not exist", async () => {
  const id = await raised(colleague);
  await addressOf(id);
  const bounceTo = sent[0]?.bounceTo ?? "";
  const report = (status: string, action: string) => Buffer.from(["From: MAILER-DAEMON@mx.example", `Message-ID: <${status}@mx.example>`, 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "", "--b", "Content-Type: text/plain", "", "Sorry", "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example", "", `Action: ${action}`, `Status: ${status}`, "", "--b--", ""].join("\r\n"));
  const back = (to: string, raw: Buffer) => owner(false).onMail(raw, { from: "", to: [to], address: "192.0.2.9", helo: "mx.example" });
  const state = async () => (await asSuperuser<{ state: string; reply: string }>(scene, "select state, reply from mail where id = $1", [sent[0]?.id]))[0];
  expect(await back(bounceTo, report("4.4.7", "delayed"))).toEqual({ outcome: "taken" });
  expect(await state()).toMatchObject({ state: "sent" });
  expect(await back(bounceTo.replace(/[0-9a-f](?=@)/, (digit) => (digit === "0" ? "1" : "0")), report("5.1.1", "failed"))).toMatchObject({ outcome: "refused" });
  for (let n = 0; n < 2; n++) expect(await back(bounceTo, report("5.1.1", "failed"))).toEqual({ outcome: "taken" });
  expect(await state()).toEqual({ state: "bounced", reply: "5.1.1" });
  expect((await entries(scene)).filter((entry) => entry.act === "mail.bounced" && entry.object_id === sent[0]?.id)).toHaveLength(1);
  const listed = (await mara?.get("/api/mail"))?.body.items.find((mail: { id: string }) => mail.id === sent[0]?.id);
  expect(listed).toMatchObject({ state: "bounced" });
  await addressOf(id);
  expect(sent).toEqual([]);
});

it("reopens a ticket for nobody's access: a mail alone lets no grant rest on it until somebody of the customer has taken part signed in", async () => {
  const id = await raised(colleague, { site });
  await asSuperuser(scene, "delete from mail_recipient");
  const to = await addressOf(id);
  const open_ = async () => inTrail(scene.world.db, organisation, (tx) => openTicket(tx, organisation, id));
  await colleague?.post(`/api/tickets/${id}/state`, { state: "solved" });
  expect(await mailIn({ to, from: "Ines <ines@northwind.example>", id: "<wake@x>" })).toEqual({ outcome: "taken" });
  expect(await open_()).toMatchObject({ state: "reopened", open: false, wokenByMail: true });
  // Staff who answer, and a second mail, do not change that.
  await asSuperuser(scene, "update ticket set state = 'waiting', answer_due_at = null where id = $1", [id]);
  await mailIn({ to, from: "Ines <ines@northwind.example>", id: "<wake-2@x>" });
  expect(await open_()).toMatchObject({ state: "open", open: false, wokenByMail: true });
  expect((await read(id)).wokenByMail).toBe(true);
  await colleague?.post(`/api/tickets/${id}/messages`, { message: "It was me." });
  expect(await open_()).toMatchObject({ open: true, wokenByMail: false });
});

it.each(["written", "taken"] as const)("killed in the middle of a mail with a file (%s): what is sent again is there once, whole", async (dieAt) => {
  const id = await raised(colleague, { site });
  await asSuperuser(scene, "delete from mail_recipient");
  const to = await addressOf(id);
  const sample = { to, id: `<killed-${dieAt}@northwind.example>`, text: `Killed at ${dieAt}`, files: [{ filename: "scan.txt", content: "photo" }] };
  const raw = await written(sample);
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", fileURLToPath(new URL("./dying-mail-taker.ts", import.meta.url))], { stdio: ["pipe", "inherit", "inherit"] });
  const settings: DyingMailSettings = { url: scene.world.url, ca: scene.world.tls.ca, secret: SECRET.toString("base64"), domain: DOMAIN, raw: raw.toString("base64"), to, dieAt };
  child.stdin.end(JSON.stringify(settings));
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  expect((await read(id)).messages.length, "half of it is never shown").toBe(dieAt === "taken" ? 2 : 1);
  const again = () => owner(false).onMail(raw, { from: "mara@northwind.example", to: [to], address: "192.0.2.1", helo: "mx.northwind.example" });
  expect([await again(), await again()]).toEqual([{ outcome: "taken" }, { outcome: "taken" }]);
  const { messages, attachments } = await read(id);
  expect(messages.map(({ text }: { text: string }) => text)).toEqual(["Please", sample.text]);
  expect(attachments).toHaveLength(1);
  expect((await entries(scene)).filter((entry) => entry.object_id === id && entry.act === "tickets.write")).toHaveLength(1);
}, 60_000);
