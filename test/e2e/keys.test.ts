/** The Keys page as an administrator uses it: rotate, require a key of one's own, withhold it, give it back, end the site. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setUpApp } from "./entering.ts";
import { complaintsOf, openContext, startBrowser, startService, type Service } from "./running.ts";

let service: Service;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "customer's key "));
  [service, browser] = await Promise.all([startService({ demo: false }), startBrowser()]);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const A_MINUTE_MS = 60_000;

async function firstSite(page: Page): Promise<string> {
  await page.goto(service.link);
  await page.getByLabel("Organisation").fill("Larkspur Ltd");
  await page.getByLabel("Your name").fill("Ines Okafor");
  await page.getByLabel("E-mail address").fill("ines@example.com");
  await page.getByLabel("Password", { exact: true }).fill("nine pale herons at dusk");
  await page.getByRole("button", { name: "Create administrator and go on" }).click();
  await page.getByRole("heading", { level: 1, name: "Set up your second factor" }).waitFor();
  await setUpApp(page);
  await page.getByRole("heading", { level: 1, name: "New site" }).waitFor();
  await page.getByLabel("Europe").check();
  await page.getByRole("button", { name: "Create site" }).click();
  await page.getByText("Drop the exports of your accounting system here").waitFor();
  return /sit_[0-9a-f-]+/.exec(page.url())?.[0] ?? "";
}

/** As the operator does it: a key service that only the customer has a hand on. */
async function connectOwnKey(siteId: string): Promise<{ readonly withhold: () => Promise<void>; readonly giveBack: () => Promise<void> }> {
  const [own, file] = [join(folder, "own"), join(folder, "connection.json")];
  await writeFile(file, JSON.stringify({ kind: "local-file", folder: own }));
  const { stderr } = spawnSync(join(import.meta.dirname, "../../spendward"), ["keys", "connect", "--data", service.data, "--site", siteId, "--file", file], { encoding: "utf8" });
  expect(stderr).toBe("");
  return { withhold: () => rename(own, `${own} away`), giveBack: () => rename(`${own} away`, own) };
}

const row = (page: Page, version: number) => page.getByRole("region", { name: "Versions of the site's key, newest first" }).getByRole("row").filter({ has: page.getByRole("cell", { name: String(version), exact: true }).first() }).first();

async function clean(page: Page): Promise<void> {
  const { violations, passes } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual([]);
  expect(passes.length).toBeGreaterThan(10);
}

test("from the first version to the certificate of destruction", async () => {
  const page = await (await openContext(browser)).newPage();
  const complaints = complaintsOf(page);
  const siteId = await firstSite(page);
  await page.getByRole("link", { name: "Keys" }).click();
  await row(page, 1).getByText("In use").waitFor();
  await page.getByText("by itself, at the latest").waitFor();
  await clean(page);

  await page.getByRole("button", { name: "Rotate now" }).click();
  await row(page, 2).getByText("In use").waitFor();
  await row(page, 1).getByText("Destroyed").waitFor();

  const own = await connectOwnKey(siteId);
  await page.reload();
  await page.getByRole("button", { name: "Require your own key" }).click();
  await row(page, 3).getByText("Yes", { exact: true }).waitFor();
  await page.getByText("you can withhold it at any time").waitFor();
  expect(complaints).toEqual([]);

  await own.withhold();
  const withheld = page.getByText("is paused. Your organisation's own key is withheld in its key service.");
  await withheld.waitFor({ timeout: A_MINUTE_MS });
  await page.getByText("Nothing is lost. Imports and runs wait, and go on by themselves.").waitFor();
  await page.reload();
  expect(await page.getByRole("button", { name: "Rotate now" }).isDisabled()).toBe(true);
  expect(await page.getByRole("button", { name: "Go on without your own key" }).isDisabled()).toBe(true);
  await clean(page);
  await page.getByRole("link", { name: "Findings" }).click();
  await page.getByText("key is withheld at present").first().waitFor();

  await own.giveBack();
  await withheld.waitFor({ state: "hidden", timeout: A_MINUTE_MS });
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "No findings yet" }).waitFor();

  await page.getByRole("link", { name: "Keys" }).click();
  const end = page.getByRole("button", { name: "Make everything in this site unreadable for ever" });
  expect(await end.isDisabled()).toBe(true);
  const field = page.getByLabel("Type the name of the site");
  await field.fill((await page.getByText(/^Type the name of the site: /).innerText()).replace("Type the name of the site: ", ""));
  await end.click();
  await page.getByText("Nothing that was stored in it can be opened any more").waitFor();
  await clean(page);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download the certificate of destruction" }).click()]);
  const certificate = await readFile((await saved.path()) ?? "", "utf8");
  expect(certificate).toContain(siteId);
  expect(certificate).toMatch(/version 1, made .*, erased .*\n {2}version 2|version 3, made .*, erased /);
  expect(certificate).toMatch(/tried (\d+), opened before \1, refused after \1/);
}, 300_000);
