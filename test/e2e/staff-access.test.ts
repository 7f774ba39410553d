/**
 * The whole story of one access, in a real browser against the real service: a ticket, a request, a peer's review, an authorisation by
 * somebody else, the customer's word, a look at a finding, the end, and the customer's list of what was looked at.
 */
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import pg from "pg";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../../src/base/ids.ts";
import { AGREEMENTS } from "../../src/control/agreements/agreements.ts";
import { coursesFor } from "../../src/control/training/training.ts";
import type { Duty } from "../../src/platform/access/access.ts";
import { connectionOf } from "../../src/platform/postgres/postgres.ts";
import { setUpApp } from "./entering.ts";
import { openContext, startBrowser, startService, type Service } from "./running.ts";

const SLOW_MS = 240_000;
const REASON = "To see why both invoices are called copies.";
let service: Service;
let browser: Browser;
let customer: Page;
let asker: Page;
let peer: Page;
let authoriser: Page;
let site: string;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService({ demo: true }), startBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await service?.stop();
}, 60_000);

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });

/** In the register with all that standing asks for: how one gets there is tried in people.test.ts. Answers the token of the link. */
async function register(name: string, duty: Duty): Promise<string> {
  const superuser = (await readFile(join(service.data, "postgres/superuser-password"), "utf8")).trim();
  const port = Number((await readFile(join(service.data, "postgres/cluster/postmaster.pid"), "utf8")).split("\n")[3]);
  const ca = await readFile(join(service.data, "ca.pem"), "utf8");
  const client = new pg.Client(connectionOf(`postgres://postgres:${superuser}@127.0.0.1:${port}/control`, { ca }));
  await client.connect();
  const [id, token] = [newId("stf"), randomBytes(32).toString("base64url")];
  try {
    const run = (text: string, values: unknown[]) => client.query(text, values);
    await run("insert into staff (id, name, email, team, employment, place, hired_on, created_at) values ($1, $2, $3, 'Team', 'permanent', 'Reading', current_date, now())", [id, name, `${id}@spendward.example`]);
    await run("insert into staff_duty (staff_id, duty, given_by, given_at) values ($1, $2, 'test', now())", [id, duty]);
    for (const kind of ["identity", "criminal-record"]) await run("insert into staff_background_check (id, staff_id, kind, passed, done_on, reference, recorded_by, recorded_at) values ($1, $2, $3, true, current_date, 'HR', 'test', now())", [newId("bgc"), id, kind]);
    for (const { id: agreement, version, sha256 } of AGREEMENTS) await run("insert into staff_signature (staff_id, agreement, version, sha256, answer, passkey_id, public_key, signed_at) values ($1, $2, $3, $4, '{}', 'test', '\\x00', now())", [id, agreement, version, sha256]);
    for (const { id: course, version } of coursesFor([duty])) await run("insert into staff_training (id, staff_id, course, version, questions, begun_at, answered_at, score, passed) values ($1, $2, $3, $4, '{}', now(), now(), 1, true)", [newId("trn"), id, course, version]);
    await run("insert into staff_enrolment (staff_id, token_sha256, expires_at, created_at) values ($1, $2, now() + interval '1 hour', now())", [id, createHash("sha256").update(token).digest()]);
  } finally {
    await client.end();
  }
  return token;
}

/** A browser of their own with a passkey inside. */
async function comesIn(name: string, duty: Duty): Promise<Page> {
  const context = await openContext(browser);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  await page.goto(`${service.origin}/staff/welcome#${await register(name, duty)}`);
  await page.getByRole("button", { name: "Make the passkey and go on" }).click();
  await heading(page, `Hello, ${name}`).waitFor();
  return page;
}

async function expectGoodPage(page: Page): Promise<void> {
  const { violations, passes } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual([]);
  expect(passes.length).toBeGreaterThan(10);
  await page.setViewportSize({ width: 390, height: 844 });
  const [wide, room] = await page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]") as [number, number];
  expect(wide, page.url()).toBeLessThanOrEqual(room);
  if (process.env["PICTURES"]) await page.screenshot({ path: join(process.env["PICTURES"], `${new URL(page.url()).pathname.replace(/\W+/g, "-")}-390.png`), fullPage: true });
  await page.setViewportSize({ width: 1440, height: 900 });
  if (process.env["PICTURES"]) await page.screenshot({ path: join(process.env["PICTURES"], `${new URL(page.url()).pathname.replace(/\W+/g, "-")}-1440.png`), fullPage: true });
}

test("a ticket, three of the operator's people and the customer's word open one site, the customer sees each look, and the end is the end", async () => {
  customer = await (await openContext(browser)).newPage();
  await customer.goto(service.link);
  await customer.getByLabel("Organisation").fill("Harrowgate Foods plc");
  await customer.getByLabel("Your name").fill("Agnes Whitfield");
  await customer.getByLabel("E-mail address").fill("agnes@example.com");
  await customer.getByLabel("Password", { exact: true }).fill("quiet lantern over 7 harbours");
  await customer.getByRole("button", { name: "Create administrator and go on" }).click();
  await setUpApp(customer);
  await heading(customer, "Overview").waitFor();
  site = new URL(customer.url()).pathname.split("/")[2] ?? "";
  await customer.goto(`${service.origin}/staff-access`);
  await customer.getByText("Nobody at Spendward can see your data now").waitFor();
  await expectGoodPage(customer);
  const ticket = await customer.evaluate(async (where) => {
    const answer = await fetch("/api/tickets", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ subject: "Two copies?", message: "They are not the same invoice.", site: where }) });
    return ((await answer.json()) as { id: string }).id;
  }, site);

  [asker, peer, authoriser] = [await comesIn("Sam Okoro", "support"), await comesIn("Pia Lund", "support"), await comesIn("Noor Haddad", "security")];
  await asker.goto(`${service.origin}/staff/tickets`);
  await asker.getByRole("link", { name: "Two copies?" }).click();
  await asker.getByText("They are not the same invoice.").waitFor();
  await asker.getByRole("button", { name: "Ask for access" }).click();
  await asker.getByLabel("Why").waitFor();
  expect(new URLSearchParams(new URL(asker.url()).hash.slice(1)).get("ticket")).toBe(ticket);
  await asker.getByLabel("Why").fill(REASON);
  for (const more of [/^See payment runs/, /^See which tests/]) await asker.getByLabel(more).check();
  await expectGoodPage(asker);
  await asker.getByRole("button", { name: "Ask for access" }).last().click();
  await asker.getByText("Waits for review").waitFor();
  const grant = asker.url().split("/").at(-1) ?? "";
  expect(await asker.getByRole("button", { name: /^Review/ }).count()).toBe(0);

  await peer.goto(asker.url());
  await peer.getByText(REASON).waitFor();
  await peer.getByRole("button", { name: "Review: it is needed" }).click();
  await peer.getByText("Waits for authorisation").waitFor();
  await authoriser.goto(asker.url());
  await authoriser.getByRole("button", { name: "Authorise" }).click();
  await authoriser.getByText("Waits for the customer").waitFor();
  await expectGoodPage(authoriser);

  await customer.goto(`${service.origin}/staff-access/${grant}`);
  await customer.getByText(REASON).waitFor();
  await customer.getByRole("button", { name: "Allow it" }).click();
  await customer.getByText("Live").waitFor();

  await asker.getByRole("button", { name: "Look" }).click();
  await asker.getByRole("region", { name: "Findings" }).getByRole("link").first().click();
  await asker.getByRole("heading", { name: "Why" }).waitFor();
  expect(await asker.locator("[data-text^='Sam Okoro ·']").count(), "a watermark").toBeGreaterThan(0);
  await expectGoodPage(asker);
  await asker.getByRole("link", { name: "Payment runs" }).click();
  await asker.getByRole("table", { name: "Payment runs" }).getByRole("link").first().click();
  await asker.getByRole("table", { name: "Payments, held ones first" }).getByText("Hold").first().waitFor();
  await expectGoodPage(asker);
  await asker.getByRole("link", { name: "Tests", exact: true }).click();
  await asker.getByRole("link", { name: "FRD-08" }).waitFor();
  await expectGoodPage(asker);

  await customer.getByRole("region", { name: "Every record that was looked at" }).getByText("Opened a finding").first().waitFor({ timeout: 30_000 });
    await expectGoodPage(customer);
  await customer.getByRole("button", { name: "End it now" }).click();
  await customer.getByText("Over: ended or refused by the customer").waitFor();
  await asker.getByText("There is nothing to see any more").waitFor({ timeout: 30_000 });
  await customer.getByRole("link", { name: "In the activity, with proofs" }).click();
  await heading(customer, "Activity").waitFor();
  await customer.getByRole("table").getByText("Opened a finding").first().waitFor();
}, SLOW_MS);

test("security tests everybody, somebody reports the mail, and security sees who did what while colleagues see no more than that it was", async () => {
  await authoriser.goto(`${service.origin}/staff/phishing`);
  await authoriser.getByText("No results yet").waitFor();
  await expectGoodPage(authoriser);
  await authoriser.getByRole("button", { name: "New campaign" }).click();
  await authoriser.getByRole("article", { name: /The mail/ }).getByText("#leads-nowhere").waitFor();
  await authoriser.getByLabel("Template").selectOption({ label: "Salary paid to the wrong account" });
  await expectGoodPage(authoriser);
  await authoriser.getByRole("button", { name: /^Send it to \d people now$/ }).click();
  await authoriser.getByText("Arrived").first().waitFor({ timeout: 30_000 }).catch(() => authoriser.reload());
  await asker.goto(`${service.origin}/staff/report`);
  await asker.getByLabel("What it says").fill("Fwd: Your salary of this month came back");
  await asker.getByRole("button", { name: "Report it" }).click();
  await asker.getByText("Well spotted: this was a test of ours").waitFor();
  await expectGoodPage(asker);
  await authoriser.reload();
  await authoriser.getByRole("region", { name: "What each person did" }).getByRole("row", { name: /Sam Okoro/ }).getByText("just now").waitFor();
  await expectGoodPage(authoriser);
  await asker.goto(`${service.origin}/staff/phishing`);
  await asker.getByText("No results yet").waitFor();
  expect(await asker.getByRole("link", { name: "Templates" }).count()).toBe(0);
}, SLOW_MS);
