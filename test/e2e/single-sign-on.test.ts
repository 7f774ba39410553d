/** Single sign-on walked in a browser with a real provider, and its settings pages looked at: keyboard order, axe, a phone. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveFolder, serveHttps, type HttpsServer } from "../../src/platform/http/http.ts";
import { connectOidc, openSignOnScene, type Customer, type SignOnScene } from "../control/sign-on-scene.ts";
import { portsInARow } from "../up/running.ts";
import { complaintsOf, openContext, startBrowser } from "./running.ts";

const ROOT = join(import.meta.dirname, "../..");
let world: SignOnScene;
let ours: Customer;
let server: HttpsServer;
let browser: Browser;
let origin: string;
let web: string;
let connection: string;

beforeAll(async () => {
  web = await mkdtemp(join(tmpdir(), "sign on web "));
  const built = spawnSync(process.execPath, ["node_modules/vite/bin/vite.js", "build", "web", "--outDir", web, "--emptyOutDir", "--logLevel", "error"], { cwd: ROOT, encoding: "utf8" });
  expect(built.status, built.stderr).toBe(0);
  const port = await portsInARow();
  origin = `https://localhost:${port}`;
  world = await openSignOnScene(origin);
  serveFolder(world.scene.control.app, web);
  ours = await world.customer("northwind");
  connection = await connectOidc(world, ours);
  server = await serveHttps(world.scene.control.app, { host: "127.0.0.1", port, ...world.tls });
  browser = await startBrowser();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await world?.close();
  await rm(web, { recursive: true, force: true });
}, 60_000);

async function atProvider(page: Page, login: string): Promise<void> {
  await page.getByPlaceholder("Enter any login").fill(login);
  await page.getByPlaceholder("and password").fill("x");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

/** No finding of axe's WCAG 2.2 AA rules in light and dark, nothing to scroll sideways on a phone. SHOTS names a folder for pictures. */
async function look(page: Page, name: string): Promise<void> {
  for (const [colorScheme, width] of [["light", 1440], ["dark", 390]] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    const { violations, passes } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
    expect(passes.length).toBeGreaterThan(5);
    expect(violations.map((one) => `${name} ${width}: ${one.id}: ${one.nodes.map((node) => node.html).join(" ").slice(0, 300)}`)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth"), `${name} ${width}`).toBeLessThanOrEqual(0);
    if (process.env["SHOTS"] !== undefined) await page.screenshot({ path: join(process.env["SHOTS"], `${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("a newcomer signs in with the organisation's own provider", async () => {
  world.idp.accounts.set("ines", { sub: "ines", email: "ines@northwind.example", name: "Ines Ortega", groups: [] });
  const page = await (await openContext(browser)).newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${origin}/sign-in?problem=sso-no-role`);
  await page.getByRole("alert").getByText("None of your groups").waitFor();
  complaints.length = 0;
  await page.getByLabel("E-mail address").fill("ines@northwind.example");
  await page.getByRole("button", { name: "Continue with Company account" }).waitFor();
  await look(page, "sign-in");
  await page.getByRole("button", { name: "Continue with Company account" }).click();
  await atProvider(page, "ines");
  await page.getByRole("button", { name: /Ines Ortega/ }).waitFor({ timeout: 60_000 });
  expect(new URL(page.url()).origin).toBe(origin);
}, 180_000);

test("the administrator's pages show what there is, and the live test its result", async () => {
  const context = await openContext(browser);
  const [name, value] = [...ours.mara.cookies].find(([cookie]) => cookie === "__Host-spendward") ?? ["", ""];
  await context.addCookies([{ name, value, domain: "localhost", path: "/", secure: true, httpOnly: true, sameSite: "Strict" }]);
  const page = await context.newPage();
  await page.goto(`${origin}/settings/domains`);
  await page.getByRole("heading", { name: "northwind.example" }).waitFor();
  await page.getByLabel("Domain", { exact: true }).fill("northwind.test");
  await page.getByRole("button", { name: "Add domain" }).click();
  await page.getByRole("textbox", { name: "Text of the record" }).waitFor();
  await look(page, "domains");
  await page.goto(`${origin}/settings/provisioning`);
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.getByText("It is not shown again").waitFor();
  await look(page, "provisioning");
  await page.goto(`${origin}/settings/single-sign-on`);
  await page.getByRole("link", { name: "Company account" }).waitFor();
  await look(page, "single-sign-on");
  await page.getByRole("link", { name: "Company account" }).click();
  await page.getByRole("button", { name: "Attack my connection" }).click();
  await page.getByText("All 20 cases went as they must.").waitFor();
  await look(page, "connection");
  await page.getByRole("button", { name: "Run the live test" }).click();
  await atProvider(page, `tester-${connection}`);
  await page.getByText("It works.").waitFor({ timeout: 60_000 });
  await look(page, "live-test");
}, 240_000);
