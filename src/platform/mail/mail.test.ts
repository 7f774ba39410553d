/** Against a real SMTP server: what leaves, over what, and what each answer is taken for. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Authority, openAuthority, type ServerTls } from "../../main/certificates.ts";
import { refuse, startMailServer, type TestMailServer } from "../../../test/world/mail-server.ts";
import { openMailServer, type MailServerSettings } from "./mail.ts";

let folder: string;
let authority: Authority;
let tls: ServerTls;
let server: TestMailServer | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spendward-mail-"));
  authority = await openAuthority(folder);
  tls = await authority.issue(["localhost"]);
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(() => rm(folder, { recursive: true }));

const mail = { id: "mai_0198f6f0-0000-7000-8000-000000000001", to: "mara@northwind.example", subject: "Grüße", text: "One line\n.\nFrom the third\n" };
const sendTo = (port: number, more: Partial<MailServerSettings> = {}, waits = {}) =>
  openMailServer({ host: "localhost", port, tls: "starttls", from: "no-reply@spendward.example", ca: authority.ca, ...more }, waits)(mail);

test.each(["starttls", "implicit"] as const)("leaves over verified TLS: %s", async (kind) => {
  server = await startMailServer({ ...tls, secure: kind === "implicit" });
  expect(await sendTo(server.port, { tls: kind })).toMatchObject({ outcome: "delivered", reply: expect.stringMatching(/^250/) });
  expect(server.received).toHaveLength(1);
  expect(server.received[0]).toMatchObject({ from: "no-reply@spendward.example", to: [mail.to], tls: expect.stringMatching(/^TLSv1\.[23]$/) });
  expect(server.received[0]?.text).toContain(`Message-ID: <${mail.id}@spendward.example>`);
  expect(server.received[0]?.text).toContain("Auto-Submitted: auto-generated");
});

test.each([
  ["does not offer TLS", { hideSTARTTLS: true, disabledCommands: ["STARTTLS"] }, "ETLS"],
  ["speaks only TLS 1.1", { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" }, /^E/],
] as const)("nothing leaves to a server that %s", async (_, options, reply) => {
  server = await startMailServer({ ...tls, ...(options as object) });
  expect(await sendTo(server.port)).toEqual({ outcome: "later", reply: typeof reply === "string" ? reply : expect.stringMatching(reply) });
  expect(server.received).toEqual([]);
  expect(server.connections()).toBe(1);
});

test("nothing leaves to a server whose certificate nobody vouches for, or that is for another name", async () => {
  const stranger = await mkdtemp(join(folder, "stranger-"));
  server = await startMailServer(await (await openAuthority(stranger)).issue(["localhost"]));
  expect(await sendTo(server.port)).toMatchObject({ outcome: "later" });
  const other = await startMailServer(await authority.issue(["mail.example"]));
  expect(await sendTo(other.port)).toMatchObject({ outcome: "later" });
  expect([...server.received, ...other.received]).toEqual([]);
  await other.close();
});

test("a mailbox that does not exist is refused for good, and known to be dead", async () => {
  server = await startMailServer({ ...tls, onRcptTo: (_address, _session, done) => done(refuse(550, "5.1.1 <mara@northwind.example> has no mailbox")) });
  expect(await sendTo(server.port)).toEqual({ outcome: "refused", reply: "550 5.1.1", deadAddress: true });
});

test.each([
  ["policy, not the mailbox", refuse(550, "5.7.1 Not from here"), { outcome: "refused", reply: "550 5.7.1", deadAddress: false }],
  ["a full mailbox", refuse(552, "5.2.2 Full"), { outcome: "refused", reply: "552 5.2.2", deadAddress: false }],
  ["greylisting", refuse(451, "4.7.1 Come back"), { outcome: "later", reply: "451 4.7.1" }],
] as const)("an answer to the recipient: %s", async (_, answer, expected) => {
  server = await startMailServer({ ...tls, onRcptTo: (_address, _session, done) => done(answer) });
  expect(await sendTo(server.port)).toEqual(expected);
});

test("a refusal of the text says nothing of the mailbox", async () => {
  server = await startMailServer({ ...tls, onData: (stream, _session, done) => void stream.resume().on("end", () => done(refuse(554, "5.6.0 No"))) });
  expect(await sendTo(server.port)).toEqual({ outcome: "refused", reply: "554 5.6.0", deadAddress: false });
});

test("a wrong password of ours is no fault of the mail", async () => {
  server = await startMailServer({ ...tls, authOptional: false, onAuth: (_auth, _session, done) => done(refuse(535, "5.7.8 Wrong")) });
  expect(await sendTo(server.port, { user: "us", password: "Canary-word" })).toEqual({ outcome: "later", reply: "535 5.7.8" });
});

test("a server that says nothing, and none at all, are given up for now", async () => {
  server = await startMailServer({ ...tls, onRcptTo: () => undefined });
  expect(await sendTo(server.port, {}, { silenceMs: 300 })).toMatchObject({ outcome: "later" });
  expect(await sendTo(1, {}, { connectMs: 300 })).toMatchObject({ outcome: "later" });
});

test("an address is one address, whatever is in it", async () => {
  server = await startMailServer(tls);
  const send = openMailServer({ host: "localhost", port: server.port, tls: "starttls", from: "no-reply@spendward.example", ca: authority.ca });
  await send({ ...mail, to: "a@one.example, b@two.example" });
  await send({ ...mail, to: "a@one.example\r\nRCPT TO:<b@two.example>" });
  for (const { to, text } of server.received) {
    expect(to).toHaveLength(1);
    expect(text.split("\r\n\r\n")[0]).not.toMatch(/^RCPT/m);
  }
});
