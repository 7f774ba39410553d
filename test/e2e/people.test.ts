/**
 * People, in a real browser against the real service: an administrator invites somebody, the link is found on the Mail page, the
 * invited person joins with a passkey (Chromium's virtual authenticator), signs in with it alone, and proves it again for a dangerous act.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setUpApp } from "./entering.ts";
import { openContext, startBrowser, startService, type Service } from "./running.ts";

const SLOW_MS = 180_000;
let service: Service;
let browser: Browser;
let administrator: Page;
let invited: Page;
let invitedContext: BrowserContext;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService({ demo: false }), startBrowser()]);
  administrator = await (await openContext(browser)).newPage();
  invitedContext = await openContext(browser);
  invited = await invitedContext.newPage();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await service?.stop();
}, 60_000);

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

/** A passkey holder inside the browser, with its person verified. */
async function withVirtualAuthenticator(page: Page): Promise<void> {
  const devtools = await invitedContext.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

test("an administrator invites somebody, and finds the link on the Mail page", async () => {
  await administrator.goto(service.link);
  await administrator.getByLabel("Organisation").fill("Larkspur Ltd");
  await administrator.getByLabel("Your name").fill("Ines Okafor");
  await administrator.getByLabel("E-mail address").fill("ines@example.com");
  await administrator.getByLabel("Password", { exact: true }).fill("nine pale herons at dusk");
  await administrator.getByRole("button", { name: "Create administrator and go on" }).click();
  await setUpApp(administrator);
  await administrator.getByRole("link", { name: "People" }).click();
  await heading(administrator, "People").waitFor();
  await administrator.getByLabel("E-mail address").fill("tom@example.com");
  await administrator.getByRole("button", { name: "Send the invitation" }).click();
  await administrator.getByText("Invited. The link in the mail works once").waitFor();
  await administrator.getByRole("link", { name: "Mail to people" }).click();
  await administrator.getByText("This installation has no mail server").waitFor();
  await administrator.getByRole("button", { name: "Read Invitation to tom@example.com" }).click();
  const link = await administrator.getByRole("article").getByRole("link").getAttribute("href");
  expect(link).toMatch(/\/invitation#org_[0-9a-f-]{36}\.[\w-]{43}$/);
  await withVirtualAuthenticator(invited);
  await invited.goto(link ?? "");
  await heading(invited, "Join Larkspur Ltd").waitFor();
  expect(invited.url()).toBe(`${service.origin}/invitation`);
}, SLOW_MS);

test("the invited person joins with a passkey and keeps the recovery codes", async () => {
  await invited.getByLabel("Your name").fill("Tom Beckett");
  await invited.getByLabel("Password", { exact: true }).fill("seven tall ladders outside");
  await invited.getByRole("button", { name: "Accept and go on" }).click();
  await heading(invited, "Set up your second factor").waitFor();
  await invited.getByRole("button", { name: "Add a passkey" }).click();
  await heading(invited, "Save your recovery codes").waitFor();
  expect(await invited.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").count()).toBe(10);
  await invited.getByLabel("I have saved these codes").check();
  await invited.getByRole("button", { name: "Go on" }).click();
  await heading(invited, "New site").waitFor();
}, SLOW_MS);

test("signs in with the passkey alone", async () => {
  await invited.getByRole("button", { name: /settings and sign out/ }).click();
  await invited.getByRole("menuitem", { name: "Sign out" }).click();
  await heading(invited, "Sign in").waitFor();
  await invited.getByRole("button", { name: "Sign in with a passkey" }).click();
  await heading(invited, "New site").waitFor();
}, SLOW_MS);

test("proves it again when the service asks, and the act goes on by itself", async () => {
  await invited.goto(`${service.origin}/settings/security`);
  await heading(invited, "Security").waitFor();
  // As a quarter of an hour later: the first answer is the service's refusal, everything after it is real.
  let asked = 0;
  await invited.route("**/api/recovery-codes", (route) =>
    asked++ === 0
      ? route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "This needs your second factor once more.", status: 403, code: "step-up-needed", details: [] }) })
      : route.continue());
  await invited.getByRole("button", { name: "Make new recovery codes" }).click();
  await invited.getByRole("dialog").getByRole("button", { name: "Use a passkey" }).click();
  await invited.getByRole("list", { name: "Recovery codes" }).waitFor();
  expect(asked).toBe(2);
}, SLOW_MS);

test("the administrator sees them with their second factor, and they leave at once when removed", async () => {
  await administrator.goto(`${service.origin}/people`);
  const row = administrator.getByRole("row", { name: /Tom Beckett/ });
  await row.getByText("1 passkey").waitFor();
  await row.getByRole("button", { name: "Change Tom Beckett" }).click();
  await administrator.getByRole("button", { name: /^Remove Tom Beckett/ }).click();
  await row.waitFor({ state: "detached" });
  await invited.goto(`${service.origin}/settings`);
  await heading(invited, "Sign in").waitFor();
}, SLOW_MS);

test("the operator's first member of staff, made on the command line, gets in with a passkey, signs, and is no customer", async () => {
  const made = await promisify(execFile)(join(import.meta.dirname, "../../spendward"), [
    "staff", "first", "--data", service.data, "--name", "Ada Reyes", "--email", "ada@example.com", "--place", "Reading", "--hired", "2026-01-05", "--check", "identity:2026-01-02:HR-1", "criminal-record:2026-01-02:HR-2",
  ]);
  const link = /https:\S+/.exec(made.stdout)?.[0] ?? "";
  await invited.goto(link);
  await heading(invited, "Welcome, Ada Reyes").waitFor();
  expect(invited.url(), "the token is out of the address").toBe(`${service.origin}/staff/welcome`);
  await invited.getByRole("button", { name: "Make the passkey and go on" }).click();
  await heading(invited, "Hello, Ada Reyes").waitFor();
  expect(await invited.getByRole("navigation").getByRole("link").allInnerTexts(), "nothing but what mends it").toEqual(["Home", "Training", "Report a mail"]);
  const { violations, passes } = await new AxeBuilder({ page: invited }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations).toEqual([]);
  expect(passes.length).toBeGreaterThan(10);
  await invited.getByRole("link", { name: "Read and sign" }).first().click();
  await invited.getByRole("button", { name: "Sign with your passkey" }).click();
  await invited.getByText("You have signed this.").waitFor();
  await invited.goto(`${service.origin}/staff/standing-access`);
  await invited.getByRole("heading", { level: 1, name: /^Something is missing before you may do this/ }).waitFor();
  await invited.goto(`${service.origin}/people`);
  await heading(invited, "Sign in").waitFor();
  await administrator.goto(`${service.origin}/staff`);
  await administrator.getByText("Staff area").waitFor();
  await administrator.getByRole("button", { name: "Sign in with your passkey" }).waitFor();
}, SLOW_MS);
