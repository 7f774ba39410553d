/** A service without a demo: the first administrator chooses a region, and the site is ready to take files. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setUpApp } from "./entering.ts";
import { complaintsOf, openContext, startBrowser, startService, type Service } from "./running.ts";

let service: Service;
let browser: Browser;

beforeAll(async () => {
  [service, browser] = await Promise.all([startService({ demo: false }), startBrowser()]);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await service?.stop();
}, 60_000);

test("from the link to an empty site in the chosen region, which teaches what to do", async () => {
  const page = await (await openContext(browser)).newPage();
  const complaints = complaintsOf(page);
  await page.goto(service.link);
  await page.getByLabel("Organisation").fill("Larkspur Ltd");
  await page.getByLabel("Your name").fill("Ines Okafor");
  await page.getByLabel("E-mail address").fill("ines@example.com");
  const password = page.getByLabel("Password", { exact: true });
  await password.fill("Password1234");
  await page.getByRole("button", { name: "Create administrator and go on" }).click();
  // What the server alone knows is said at the field, and the link still works.
  await page.getByText("Choose something that is not a common word").waitFor();
  expect(await password.getAttribute("aria-invalid")).toBe("true");
  complaints.length = 0;
  await password.fill("nine pale herons at dusk");
  await page.getByRole("button", { name: "Create administrator and go on" }).click();
  await page.getByRole("heading", { level: 1, name: "Set up your second factor" }).waitFor();
  await setUpApp(page);
  await page.getByRole("heading", { level: 1, name: "New site" }).waitFor();
  await page.getByLabel("Europe").check();
  await page.getByRole("button", { name: "Create site" }).click();
  await page.getByText("Drop the exports of your accounting system here").waitFor();
  await page.getByText("Data held in Europe").waitFor();
  await page.getByRole("link", { name: "Overview", exact: true }).click();
  await page.getByRole("heading", { name: "No ledger yet" }).waitFor();
  await page.getByRole("link", { name: "Findings" }).click();
  await page.getByRole("heading", { name: "No findings yet" }).waitFor();
  await page.getByRole("link", { name: "Population" }).click();
  await page.getByRole("heading", { name: "No ledger to look at yet" }).waitFor();
  expect(complaints).toEqual([]);
}, 180_000);

test("the link works once", async () => {
  const page = await (await openContext(browser)).newPage();
  await page.goto(service.link);
  await page.getByLabel("Organisation").fill("Someone Else");
  await page.getByLabel("Your name").fill("M");
  await page.getByLabel("E-mail address").fill("m@example.com");
  await page.getByLabel("Password", { exact: true }).fill("seven tall ladders outside");
  await page.getByRole("button", { name: "Create administrator and go on" }).click();
  await page.getByRole("alert").waitFor();
  expect(page.url()).toBe(`${service.origin}/welcome`);
}, 180_000);
