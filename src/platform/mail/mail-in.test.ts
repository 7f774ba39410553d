/** Mail taken in: over TLS from real clients, and messages that were made to be misread. */
import { createConnection, type Socket } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { createTransport } from "nodemailer";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Authority, openAuthority, type ServerTls } from "../../main/certificates.ts";
import { type Envelope, type Judgement, type MailListener, openMailListener, openMessage } from "./mail.ts";
import { parseMessage } from "./parse-message.ts";
import { withoutHistory } from "./message-text.ts";

let folder: string;
let authority: Authority;
let tls: ServerTls;
let listener: MailListener | undefined;
let taken: { message: string; envelope: Envelope }[] = [];
let judge: () => Judgement = () => ({ outcome: "taken" });
const errors: unknown[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spendward-mail-in-"));
  authority = await openAuthority(folder);
  tls = await authority.issue(["localhost"]);
});
afterEach(async () => {
  await listener?.stop();
  listener = undefined;
  taken = [];
  judge = () => ({ outcome: "taken" });
});
afterAll(() => rm(folder, { recursive: true }));

const listen = async (kind: "implicit" | "starttls", mostBytes = 100_000): Promise<number> => {
  listener = await openMailListener({ host: "127.0.0.1", port: 0, tls: kind, ...tls, name: "localhost", mostBytes }, {
    onRecipient: async (to) => (to === "helpdesk@localhost" ? { outcome: "taken" } : { outcome: "refused", status: "5.1.1", words: "Nobody takes mail here." }),
    onMail: async (message, envelope) => (taken.push({ message: message.toString(), envelope }), judge()),
    onError: (error) => errors.push(error),
  });
  return listener.port;
};
const send = (port: number, secure: boolean, to = "helpdesk@localhost", text = "Hello") =>
  createTransport({ host: "localhost", port, secure, requireTLS: !secure, tls: { ca: authority.ca } }).sendMail({ from: "mara@northwind.example", to, subject: "Help", text });

test.each([["starttls", false], ["implicit", true]] as const)("takes mail over verified TLS: %s", async (kind, secure) => {
  const port = await listen(kind);
  expect((await send(port, secure)).response).toMatch(/^250/);
  expect(taken).toMatchObject([{ envelope: { from: "mara@northwind.example", to: ["helpdesk@localhost"], address: "127.0.0.1" }, message: expect.stringContaining("Subject: Help") }]);
});

/** Says these lines one after the other and answers what was heard. */
async function talk(socket: Socket, lines: readonly string[]): Promise<string> {
  let heard = "";
  const waiting = [...lines];
  await new Promise<void>((resolve) => {
    socket.setEncoding("utf8").on("data", (text: string) => {
      heard += text;
      if (!/^\d{3} .*\r\n$/m.test(text)) return;
      const next = waiting.shift();
      if (next === undefined) socket.destroy();
      else socket.write(`${next}\r\n`);
    }).on("close", () => resolve()).on("error", () => resolve());
  });
  return heard;
}

test("nothing is said without TLS, no sign-in is offered, and nothing is passed on", async () => {
  const port = await listen("starttls");
  const plain = await talk(createConnection(port, "127.0.0.1"), ["EHLO x", "MAIL FROM:<mara@northwind.example>", "QUIT"]);
  expect(plain).toMatch(/530 5\.7\.0/);
  await expect(send(port, false, "somebody@elsewhere.example")).rejects.toMatchObject({ responseCode: 550 });
  await listener?.stop();
  const secure = await listen("implicit");
  const heard = await talk(connectTls({ port: secure, host: "localhost", ca: authority.ca }), ["EHLO x", "AUTH PLAIN AAAA", "VRFY root", "QUIT"]);
  expect(heard).not.toMatch(/250[ -]AUTH/);
  expect(heard).toMatch(/^(500|502|503)/m);
  expect(taken).toEqual([]);
});

test("whoever tries many addresses on one connection is sent away", async () => {
  const port = await listen("implicit");
  const tries = Array.from({ length: 8 }, (_, n) => `RCPT TO:<ticket+${"a".repeat(31)}${n}@localhost>`);
  const heard = await talk(connectTls({ port, host: "localhost", ca: authority.ca }), ["EHLO x", "MAIL FROM:<a@b.example>", ...tries, "QUIT"]);
  expect(heard.match(/^550/gm)).toHaveLength(5);
  expect(heard).toMatch(/^421 4\.7\.0/m);
});

test("what its owner says is what the sender hears; too large is refused; a fault of ours is for later", async () => {
  const port = await listen("implicit", 20_000);
  judge = () => ({ outcome: "later", status: "4.3.2", words: "Not now." });
  await expect(send(port, true)).rejects.toMatchObject({ responseCode: 451 });
  judge = () => ({ outcome: "refused", status: "5.7.1", words: "No." });
  await expect(send(port, true)).rejects.toMatchObject({ responseCode: 550 });
  judge = () => { throw new Error("broken"); };
  await expect(send(port, true)).rejects.toMatchObject({ responseCode: 451 });
  expect(errors).toHaveLength(1);
  const before = taken.length;
  await expect(send(port, true, "helpdesk@localhost", "x".repeat(30_000))).rejects.toMatchObject({ responseCode: 552 });
  expect(taken).toHaveLength(before);
});

const raw = (...lines: string[]): Buffer => Buffer.from(lines.join("\r\n"), "latin1");
const HEAD = ["From: Mara <mara@northwind.example>", "To: helpdesk@localhost", "Message-ID: <1@northwind.example>"];

describe("a message", () => {
  test("that is HTML alone becomes text: nothing in it is run, fetched or shown as markup", async () => {
    const found = await parseMessage(raw(...HEAD, "Content-Type: text/html", "", "<p>Hello&nbsp;there</p><script>alert(1)</script><img src='https://evil.example/x.png'><a href='https://evil.example'>click</a>"));
    expect(found.text).toContain("Hello");
    expect(found.text).not.toMatch(/<|alert\(1\)/);
  });
  test("in a character set that is a lie is read as far as it can be", async () => {
    const found = await parseMessage(raw(...HEAD, "Subject: =?x-klingon?B?AAAA?= =?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Content-Type: text/plain; charset=utf-7-or-so", "", "Gr\xfc\xdfe \x00\x1b[31m"));
    expect(found.subject).toContain("Grüße");
    expect(found.text).toContain("Gr");
    expect(found.text).not.toMatch(/[\u0000\u001b]/);
  });
  test.each([["From: a@one.example, b@two.example"], ["From: undisclosed-recipients:;"], ["From: \"mara@northwind.example\" <evil@evil.example>"], ["X-No-From: 1"]])("with the sender %s is from nobody that it only claims to be", async (from) => {
    const found = await parseMessage(raw(from, "Subject: x", "", "text"));
    expect(found.from).not.toBe("mara@northwind.example");
  });
  test.each([
    ["Auto-Submitted: auto-replied"], ["Precedence: bulk"], ["List-Id: <all.example>"], ["X-Autoreply: yes"],
  ])("with %s was sent by a program", async (line) => expect((await parseMessage(raw(...HEAD, line, "", "away"))).automatic).toBe(true));
  test("of a person was not", async () => expect((await parseMessage(raw(...HEAD, "Auto-Submitted: no", "", "here"))).automatic).toBe(false));
  test("with files gives them by name, without paths and without its own text", async () => {
    const found = await parseMessage(raw(...HEAD, 'Content-Type: multipart/mixed; boundary="b"', "", "--b", "Content-Type: text/plain", "", "See the file", "--b", 'Content-Type: application/pdf; name="../../in voice.pdf"', "Content-Transfer-Encoding: base64", "Content-Disposition: attachment", "", "JVBERi0=", "--b--"));
    expect(found).toMatchObject({ text: "See the file", filesLeft: 0, files: [{ name: "in voice.pdf" }] });
    expect(Buffer.from(found.files[0]?.bytes ?? []).toString()).toBe("%PDF-");
  });
  test("that reports a mailbox that does not exist says so", async () => {
    const found = await parseMessage(raw("From: MAILER-DAEMON@mx.example", 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "", "--b", "Content-Type: text/plain", "", "Sorry", "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example", "", "Final-Recipient: rfc822; gone@northwind.example", "Action: failed", "Status: 5.1.1", "", "--b--"));
    expect(found.report).toEqual({ kind: "failed", status: "5.1.1" });
  });
  test("made of thousands of parts, of endless headers, or of nothing but depth, is refused or read within bounds", async () => {
    const parts = Array.from({ length: 400 }, () => ["--b", "Content-Type: text/plain", "", "x"]).flat();
    expect(await openMessage(raw(...HEAD, 'Content-Type: multipart/mixed; boundary="b"', "", ...parts, "--b--"))).toBeUndefined();
    expect(await openMessage(raw(...HEAD, `X-Long: ${"a".repeat(300_000)}`, "", "x"))).toBeUndefined();
    const deep = Array.from({ length: 250 }, (_, n) => [`Content-Type: multipart/mixed; boundary="b${n}"`, "", `--b${n}`]).flat();
    const found = await openMessage(raw(...HEAD, ...deep, "Content-Type: text/plain", "", "at the bottom"));
    expect(found === undefined || typeof found.text === "string").toBe(true);
    expect(await openMessage(raw(...HEAD, "Content-Type: text/html", "", "<div>".repeat(150_000)), undefined, 5_000)).toSatisfy((answer) => answer === undefined || typeof (answer as { text: string }).text === "string");
  });
});

test.each([
  ["Yes.\n\nOn Mon, 23 Nov 2026 at 10:00, Spendward <x@y> wrote:\n> old", "Yes.", "On Mon, 23 Nov 2026 at 10:00, Spendward <x@y> wrote:\n> old"],
  ["Ja.\n\nAm 23.11.2026 um 10:00 schrieb Spendward:\n> alt", "Ja.", "Am 23.11.2026 um 10:00 schrieb Spendward:\n> alt"],
  ["Yes.\n\n-----Original Message-----\nold", "Yes.", "-----Original Message-----\nold"],
  ["Yes.\n\nFrom: Spendward\nSent: Monday\nTo: Mara\nold", "Yes.", "From: Spendward\nSent: Monday\nTo: Mara\nold"],
  ["On Tuesday the scan failed.\nFrom: our ERP it came twice.\nBye", "On Tuesday the scan failed.\nFrom: our ERP it came twice.\nBye", ""],
  ["Fine\n> quoted\n> again", "Fine", "> quoted\n> again"],
  ["> only what was there", "> only what was there", ""],
])("history is apart from what was written: %j", (whole, text, quoted) => expect(withoutHistory(whole)).toEqual({ text, quoted }));
