/**
 * The main job in a real browser against the real service: from the one-time link to findings in an own ledger.
 * The steps are one story and run in order; each page on the way is checked for accessibility in both schemes, for
 * a phone's width, and for silence of the browser's console (policy violations are written there).
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ledgerFile, pictureFile } from "./ledger.ts";
import { giveCode, setUpApp } from "./entering.ts";
import { switchATestOff } from "./tests-story.ts";
import { complaintsOf, openContext, startBrowser, startService, type Service } from "./running.ts";

const PERSON = { name: "Agnes Whitfield", email: "agnes@example.com", password: "quiet lantern over 7 harbours" };
/** Generous: these steps wait for real work, on machines that do other things too. */
const SLOW_MS = 180_000;
let service: Service;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];
/** `/sites/sit_…` */
let site: string;
/** Of the authenticator app. */
let key: string;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService({ demo: true }), startBrowser()]);
  context = await openContext(browser);
  page = await context.newPage();
  complaints = complaintsOf(page);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await service?.stop();
}, 60_000);

// One story: after a step that failed, the rest would only fail for its sake.
let broken = false;
beforeEach(({ skip }) => void (broken && skip("an earlier step failed")));
afterEach(({ task }) => void (broken ||= task.result?.state === "fail"));

const heading = (name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const go = async (path: string): Promise<void> => void (await page.goto(service.origin + path));

/** No finding of axe's WCAG 2.2 AA rules in light and in dark, and nothing to scroll sideways on a phone. */
async function expectGoodPage(): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: "attached" });
    // Only colours differ between the schemes.
    const axe = new AxeBuilder({ page });
    const { violations, passes } = await (colorScheme === "light" ? axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]) : axe.withRules(["color-contrast"])).analyze();
    expect(violations.map(({ id, nodes }) => `${id} (${colorScheme}, ${page.url()}): ${nodes.map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`).join(", ")}`)).toEqual([]);
    expect(passes.length).toBeGreaterThan(colorScheme === "light" ? 5 : 0);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 390, height: 844 });
  const [wide, room] = await page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]") as [number, number];
  expect(wide, page.url()).toBeLessThanOrEqual(room);
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("without a session, a page of a site asks to sign in and remembers where one was going", async () => {
  await go("/settings");
  await heading("Sign in").waitFor();
  expect(page.url()).toBe(`${service.origin}/sign-in#then=%2Fsettings`);
  await expectGoodPage();
  // The browser reports every answer of 401 as an error: here it is the right one.
  expect(complaints.splice(0).filter((text) => !text.includes("401"))).toEqual([]);
}, SLOW_MS);

test("the one-time link makes the first administrator, with the policy ticked off while typing", async () => {
  await page.goto(service.link);
  await heading("Welcome to Spendward").waitFor();
  expect(page.url()).toBe(`${service.origin}/welcome`);
  await page.getByLabel("Organisation").fill("Harrowgate Foods plc");
  await page.getByLabel("Your name").fill(PERSON.name);
  await page.getByLabel("E-mail address").fill(PERSON.email);
  const create = page.getByRole("button", { name: "Create administrator and go on" });
  await page.getByLabel("Password", { exact: true }).fill("whitfield");
  expect(await create.isDisabled()).toBe(true);
  await page.getByLabel("Password", { exact: true }).fill(PERSON.password);
  await expectGoodPage();
  await create.click();
  await heading("Set up your second factor").waitFor();
  await expectGoodPage();
  key = await setUpApp(page);
  await heading("Overview").waitFor();
  site = new URL(page.url()).pathname;
  expect(site).toMatch(/^\/sites\/sit_[0-9a-f-]{36}$/);
  await page.getByText("Data held in United Kingdom").waitFor();
  await expectGoodPage();
  expect(complaints).toEqual([]);
}, SLOW_MS);

test("the demo's findings are a queue for the keyboard", async () => {
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await heading("Findings").waitFor();
  await page.getByRole("row").nth(3).waitFor();
  expect(await page.getByRole("row").count()).toBeGreaterThan(10);
  await expectGoodPage();
  for (const key of ["j", "j", "k", "j", "Enter"]) await page.keyboard.press(key);
  await page.getByRole("heading", { name: "Why" }).waitFor();
  expect(page.url()).toContain(`${site}/findings/`);
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Next finding").waitFor();
  await page.keyboard.press("Escape");
  expect(complaints).toEqual([]);
}, SLOW_MS);

test("a duplicate shows what differs to the character, in both documents, and why", async () => {
  await go(`${site}/findings?kind=duplicate_invoice`);
  await page.locator("[data-index='0'] a").click();
  const documents = page.getByRole("region", { name: "Documents side by side" }).first();
  await documents.getByText("Original").waitFor();
  const differing = documents.locator("tr[data-differs]").first();
  await differing.waitFor();
  expect(await differing.locator("td:has(mark)").count()).toBeGreaterThanOrEqual(2);
  expect(await documents.locator("tbody tr:not([data-differs])").count()).toBeGreaterThan(0);
  await page.getByText(/× likelier/).first().waitFor();
  await page.getByRole("rowheader", { name: "The one that was right" }).waitFor();
  await expectGoodPage();
  const first = page.url();
  await page.getByRole("button", { name: "Next" }).click();
  await page.waitForURL((url) => url.href !== first);
  expect(complaints).toEqual([]);
}, SLOW_MS);

test("a finding is dismissed from the keyboard, is out of the list and shown among the dismissed, and the dismissal is undone", async () => {
  await page.keyboard.press("d");
  const dialog = page.getByRole("dialog");
  const title = await dialog.locator("form p").first().innerText();
  await dialog.getByLabel("Agreed with the supplier, or approved as an exception").check();
  await dialog.getByRole("textbox", { name: "Note" }).fill("Two deliveries");
  await dialog.getByRole("button", { name: "Dismiss", exact: true }).click();
  await page.getByText("Dismissed", { exact: true }).first().waitFor();
  await expectGoodPage();
  await go(`${site}/findings?decision=dismissed`);
  await page.getByRole("row").filter({ hasText: title }).first().waitFor();
  await go(`${site}/decisions/learning`);
  await page.getByText("1 decision teaches").waitFor();
  await expectGoodPage();
  await go(`${site}/decisions`);
  await page.getByRole("button", { name: `Undo: ${title}` }).click();
  await page.getByRole("heading", { name: "No decisions yet" }).waitFor();
  expect(complaints).toEqual([]);
}, SLOW_MS);

test("filters stand in the address, and an empty result says how to get out of it", async () => {
  await go(`${site}/findings`);
  await page.getByLabel("Search the findings").fill("zz no such thing");
  await page.getByRole("heading", { name: "No finding fits these filters" }).waitFor();
  // After the `#`: what is searched for is never sent to whoever serves these pages, nor when the page is loaded again.
  expect(new URL(page.url()).hash).toBe("#q=zz+no+such+thing");
  const asked: string[] = [];
  page.on("request", (request) => void (request.url().startsWith(`${service.origin}/`) && asked.push(request.url())));
  await page.reload();
  await page.getByRole("heading", { name: "No finding fits these filters" }).waitFor();
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((url) => /zz|such/.test(url))).toEqual([]);
  await page.getByRole("button", { name: "Show all findings" }).click();
  await page.getByRole("row").nth(3).waitFor();
  expect(new URL(page.url()).hash).toBe("");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  expect((await download).suggestedFilename()).toBe("findings.csv");
  expect(complaints).toEqual([]);
}, SLOW_MS);

test("the population opens into the documents behind a figure", async () => {
  await page.getByRole("link", { name: "Population" }).click();
  await heading("Population").waitFor();
  await expectGoodPage();
  const bars = page.getByRole("table", { name: "The first two digits that stand out most" });
  await bars.getByRole("link").first().click();
  await page.getByRole("heading", { name: /^Documents that begin with \d\d$/ }).waitFor();
  await page.getByRole("table", { name: /^Documents that begin with/ }).getByRole("row").nth(1).waitFor();
  expect(complaints).toEqual([]);
}, SLOW_MS);

test("a test is switched off: drafted, tried on the history, and then the ledger is examined without it", () =>
  switchATestOff({ page, tests: `${service.origin}${site}/tests`, expectGoodPage, slowMs: SLOW_MS }), SLOW_MS);

test("a picture is refused with the remedy; an own ledger is recognised though its sending is interrupted", async () => {
  await page.getByRole("link", { name: "Uploads" }).click();
  await heading("Uploads").waitFor();
  let cut = 0;
  // The first piece of the ledger is lost on the way, as on a bad connection.
  await page.route(`${service.regionOrigin}/**`, (route) => (route.request().method() === "PATCH" && cut++ === 0 ? route.abort("connectionreset") : route.continue()));
  await page.getByLabel("Files to upload").setInputFiles([ledgerFile()]);
  await page.getByText("Recognised", { exact: true }).waitFor({ timeout: SLOW_MS });
  expect(cut).toBeGreaterThan(1);
  await page.unroute(`${service.regionOrigin}/**`);
  await page.getByLabel("Files to upload").setInputFiles([pictureFile()]);
  await page.getByText("Not usable", { exact: true }).waitFor({ timeout: SLOW_MS });
  await expectGoodPage();
  expect(complaints.splice(0).filter((text) => !text.includes("ERR_CONNECTION_RESET"))).toEqual([]);
}, 2 * SLOW_MS);

test("what was recognised is checked, imported while one watches, and examined", async () => {
  await page.getByRole("button", { name: "Check and import 1 file" }).click();
  await heading("Check before importing").waitFor();
  expect(await page.getByLabel("Gross amount becomes").inputValue()).toBe("amount_gross");
  expect(await page.getByLabel("Decimal mark").inputValue()).toBe(",");
  await expectGoodPage();
  await page.getByLabel("Vendor name becomes").selectOption("invoice_no");
  await page.getByText("Two columns are chosen as Invoice number").first().waitFor();
  expect(await page.getByRole("button", { name: "Import 1 file" }).isDisabled()).toBe(true);
  await page.getByLabel("Vendor name becomes").selectOption("supplier_name");
  await page.getByLabel("Replace the ledger of this site").check();
  await page.getByRole("button", { name: "Import 1 file" }).click();
  await page.waitForURL(/\/imports\/imp_/);
  await page.getByRole("heading", { name: "Control totals" }).waitFor({ timeout: SLOW_MS });
  await page.getByRole("heading", { name: "1 row with a problem" }).waitFor();
  await page.getByRole("heading", { name: "Examination" }).waitFor();
  await page.getByRole("main").getByRole("button", { name: "See the findings" }).waitFor({ timeout: SLOW_MS });
  await expectGoodPage();
  await page.getByRole("button", { name: "See the run" }).click();
  await page.getByRole("table", { name: "Tests of this run" }).waitFor();
  await expectGoodPage();
  expect(complaints).toEqual([]);
}, 3 * SLOW_MS);

test("the invoice that was posted twice is found, and its swapped digits are marked", async () => {
  await go(`${site}/findings?q=48173`);
  await page.locator("[data-index='0'] a").click();
  const documents = page.getByRole("region", { name: "Documents side by side" }).first();
  const numbers = documents.getByRole("row", { name: /^Invoice number/ });
  await numbers.waitFor();
  expect(await numbers.locator("td").allInnerTexts()).toEqual(["6/2026-48173", "6/2026-48137"]);
  expect((await numbers.locator("mark").allInnerTexts()).join("").length).toBeGreaterThanOrEqual(2);
  expect(complaints).toEqual([]);
}, SLOW_MS);

test("the activity is filtered in the address, taken away, and checked without the server", async () => {
  await page.getByRole("link", { name: "Activity" }).click();
  await page.getByRole("cell", { name: "Opened a finding" }).first().waitFor();
  await expectGoodPage();
  await page.getByLabel("Act", { exact: true }).selectOption("findings.read");
  await page.waitForURL(/act=findings\.read/);
  await page.getByRole("button", { name: `Only entries of ${PERSON.name}` }).first().click();
  await page.waitForURL(/person=per_/);
  // The rows from before stay, dimmed, until the new ones are there.
  await page.getByRole("cell", { name: "Looked at the overview" }).first().waitFor({ state: "detached" });
  const pack = await saved(() => page.keyboard.press("e"));
  const proof = await saved(() => page.getByRole("button", { name: /^No\. / }).last().click());
  const key = await saved(() => page.getByRole("button", { name: "Save the key" }).click());
  expect(await verified(pack, "--key", key)).toMatch(/chosen by a filter[^]*Everything holds\./);
  expect(await verified(proof, "--key", key)).toContain("Everything holds.");
  await page.getByLabel("From day (UTC)").fill("2020-01-01");
  await page.getByLabel("To day (UTC)").fill("2020-01-02");
  await page.getByRole("heading", { name: "No entry fits these filters" }).waitFor();
  await page.getByRole("button", { name: "Show all entries" }).click();
  await page.waitForURL(`${service.origin}${site}/activity`);
  const kept = await saved(() => page.getByRole("button", { name: "Save the checkpoint" }).click());
  await page.locator("input[type=file]").setInputFiles(kept);
  await page.getByText("Downloads now also prove").waitFor();
  const whole = await saved(() => page.getByRole("button", { name: "Download with proofs" }).click());
  expect(await verified(whole, "--key", key, "--since", kept)).toMatch(/none missing between them[^]*Everything holds\./);
  expect(complaints).toEqual([]);
}, SLOW_MS);

test("the organisation's own activity shows the sign-ins, by name, and is checked alike", async () => {
  await page.getByRole("link", { name: "The organisation" }).click();
  await page.getByRole("cell", { name: "Signed in" }).first().waitFor();
  await page.getByRole("cell", { name: PERSON.name }).first().waitFor();
  await expectGoodPage();
  const pack = await saved(() => page.getByRole("button", { name: "Download with proofs" }).click());
  const key = await saved(() => page.getByRole("button", { name: "Save the key" }).click());
  expect(await verified(pack, "--key", key)).toContain("Everything holds.");
  expect(complaints).toEqual([]);
}, SLOW_MS);

test("the organisation's own alerts and feeds: a rule is set, a feed added, changed, tried and removed, entries are taken away as OCSF", async () => {
  const ocsf = await saved(() => page.getByRole("button", { name: "Download as OCSF" }).click());
  expect((await readFile(ocsf, "utf8")).trim().split("\n").map((line) => JSON.parse(line).metadata.event_code)).toContain("sessions.sign-in");
  await page.getByRole("link", { name: "Alerts" }).click();
  await heading("Alerts").waitFor(); // the page before has a link of that name too
  await page.getByRole("link", { name: "The organisation" }).click();
  const rule = page.getByRole("form", { name: "Burst of failures" });
  await rule.getByLabel("From how many failures").fill("5");
  await rule.getByRole("button", { name: "Save" }).click();
  await page.getByText("A place is a network").waitFor();
  await expectGoodPage();
  await page.getByRole("link", { name: "Feeds" }).click();
  await heading("Feeds").waitFor(); // the page before has a link of that name too
  await page.getByRole("link", { name: "The organisation" }).click();
  // The site's page has a button of that name too.
  await page.waitForURL(`${service.origin}/feeds`);
  await page.getByRole("button", { name: "Add a feed" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Collector");
  await page.getByLabel("Server").fill("siem.invalid");
  await page.getByRole("button", { name: "Add the feed" }).click();
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await page.getByRole("form", { name: "Change Collector" }).getByRole("textbox", { name: "Name" }).fill("Renamed");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Renamed" }).waitFor();
  await page.getByRole("button", { name: "Send one entry now" }).click();
  await page.getByRole("alert").or(page.getByRole("status")).first().waitFor();
  await expectGoodPage();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("button", { name: /^Remove this feed/ }).click();
  await page.getByRole("heading", { name: "No feeds yet" }).waitFor();
  await go("/alerts");
  expect(await rule.getByLabel("From how many failures").inputValue()).toBe("5");
  expect(complaints).toEqual([]);
}, SLOW_MS);

/** Where the browser put what was downloaded. */
async function saved(ask: () => Promise<unknown>): Promise<string> {
  const download = page.waitForEvent("download");
  await ask();
  return (await download).path();
}

async function verified(...given: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(join(import.meta.dirname, "../../spendward"), ["audit", "verify", ...given]);
  return stdout;
}

test("settings", async () => {
  await page.getByRole("link", { name: "Settings" }).click();
  await heading("Settings").waitFor();
  await expectGoodPage();
  await page.getByRole("link", { name: /recovery codes/ }).click();
  await heading("Security").waitFor();
  await page.getByText("This one").waitFor();
  await expectGoodPage();
  expect(complaints).toEqual([]);
}, SLOW_MS);

test("entries are kept longer when the organisation says so, never shorter than 90 days, and the activity of its site says how long", async () => {
  await page.getByRole("link", { name: "Settings" }).first().click();
  await page.getByRole("link", { name: "How long the entries" }).click();
  const days = page.getByLabel("The organisation: sign-ins, people, access");
  await days.fill("60");
  await page.getByRole("button", { name: "Keep shorter" }).click();
  await page.getByText("at least 90 days. Nobody can have them deleted earlier").waitFor();
  await expectGoodPage();
  await days.fill("400");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await go(`${site}/activity?act=retention`);
  await page.getByText("400 days, then deleted by schedule").waitFor();
  await go("/settings/alert-mails");
  await page.getByLabel("Feed stopped").uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved. It holds from the next alert on.").waitFor();
  await expectGoodPage();
  complaints.length = 0; // the refusal is one
}, SLOW_MS);

test("another site's address and none at all look the same", async () => {
  for (const path of ["/sites/sit_0198f6f0-0000-7000-8000-000000000000/findings", `${site}/findings/f_0000`, "/nowhere"]) {
    await go(path);
    await heading("There is nothing at this address").waitFor();
  }
  await expectGoodPage();
  complaints.length = 0;
}, SLOW_MS);

test("a region that does not answer is explained, with the way to accept its certificate", async () => {
  await page.route(`${service.regionOrigin}/**`, (route) => route.abort("connectionrefused"));
  await go(`${site}/population`);
  await heading("The region does not answer yet").waitFor();
  await page.getByRole("link", { name: `${service.regionOrigin}/healthz` }).waitFor();
  await expectGoodPage();
  await page.unroute(`${service.regionOrigin}/**`);
  await page.getByRole("button", { name: "Try again" }).click();
  await heading("Population").waitFor();
  complaints.length = 0;
}, SLOW_MS);

test("nothing of the customer's or of the session is kept in the browser's storage", async () => {
  expect(await page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })")).not.toMatch(/ey[A-Za-z0-9_-]{10,}\.|sit_|upl_|fnd_|48173|agnes/i);
});

test("signing out ends it; a wrong password says no more than that; the right one leads back", async () => {
  await page.getByRole("button", { name: /settings and sign out/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await heading("Sign in").waitFor();
  await go(`${site}/findings?sort=amount`);
  await page.getByLabel("E-mail address").fill(PERSON.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(PERSON.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await heading("One more step").waitFor();
  await giveCode(page, key, 0);
  await heading("Findings").waitFor();
  expect(page.url()).toBe(`${service.origin}${site}/findings#sort=amount`);
}, SLOW_MS);
