/**
 * Takes pictures of pages with made-up data: node test/e2e/look/look.ts FOLDER [name-part]
 * Prints what the browser's console and axe complain about.
 */
import { mkdirSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium, type Page } from "playwright-core";
import { CHROMIUM_FLAGS, chromiumPath, programEnvironment } from "../../../tools/test-programs.ts";
import { startFixture, type Scene } from "./serve.ts";

const [folder = "look", part = ""] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const site = "/sites/sit_01980000-0000-7000-8000-000000000001";
type Shot = { name: string; path: string; scene?: Scene; act?: (page: Page) => Promise<void>; widths?: number[]; schemes?: ("light" | "dark")[] };
const one: Pick<Shot, "widths" | "schemes"> = { widths: [1440], schemes: ["light"] };
const SHOTS: Shot[] = [
  { name: "sign-in", path: "/sign-in", act: async (page) => { await page.getByLabel("E-mail").fill("a@example.com"); await page.getByLabel("Password", { exact: true }).fill("x"); await page.getByRole("button", { name: "Sign in", exact: true }).click(); await page.getByRole("alert").waitFor(); } },
  { name: "welcome", path: "/welcome#token", act: async (page) => { await page.getByLabel("Password", { exact: true }).fill("Correct horse 9"); } },
  { name: "overview", path: site },
  { name: "findings", path: `${site}/findings`, act: async (page) => { await page.keyboard.press("j"); await page.keyboard.press("j"); await page.keyboard.press("j"); } },
  { name: "finding", path: `${site}/findings/f_00000003` },
  { name: "finding-reopened", path: `${site}/findings/f_00000005`, ...one },
  { name: "finding-waiting", path: `${site}/findings/f_00000002` },
  { name: "finding-dismiss", path: `${site}/findings/f_00000004`, act: async (page) => { await page.keyboard.press("d"); await page.getByLabel(/Ostrander|by DUP/).last().check(); } },
  { name: "finding-confirm", path: `${site}/findings/f_00000003`, act: async (page) => { await page.keyboard.press("c"); await page.getByRole("dialog").waitFor(); }, ...one },
  { name: "decisions", path: `${site}/decisions` },
  { name: "decisions-empty", path: `${site}/decisions`, scene: "empty", ...one },
  { name: "decisions-learning", path: `${site}/decisions/learning` },
  { name: "decisions-learning-empty", path: `${site}/decisions/learning`, scene: "empty", ...one },
  { name: "decisions-failing", path: `${site}/decisions`, scene: "failing", ...one },
  { name: "uploads", path: `${site}/uploads` },
  { name: "mapping", path: `${site}/imports/new?uploads=upl_1` },
  { name: "import", path: `${site}/imports/imp_1` },
  { name: "import-going", path: `${site}/imports/imp_2` },
  { name: "import-refused", path: `${site}/imports/imp_3`, ...one },
  { name: "run", path: `${site}/runs/run_1` },
  { name: "population", path: `${site}/population?digits=50` },
  { name: "payment-runs", path: `${site}/payment-runs` },
  { name: "payment-one", path: `${site}/payment-runs`, act: async (page) => {
    await page.getByRole("button", { name: "Check one payment" }).click();
    await page.getByLabel("Payee").fill("Rookwood Pallets");
    await page.getByLabel("Account", { exact: true }).fill("12345678");
    await page.getByLabel("Sort code or routing number").fill("30-99-50");
    await page.getByLabel("Amount").fill("188.12");
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await page.getByRole("button", { name: "Another one" }).waitFor();
  } },
  { name: "payment-one-empty", path: `${site}/payment-runs`, act: async (page) => { await page.getByRole("button", { name: "Check one payment" }).click(); await page.getByRole("dialog").waitFor(); }, ...one },
  { name: "payment-runs-empty", path: `${site}/payment-runs`, scene: "empty" },
  { name: "payment-runs-failing", path: `${site}/payment-runs`, scene: "failing", ...one },
  { name: "payment-run", path: `${site}/payment-runs/prn_1`, act: async (page) => { await page.keyboard.press("j"); await page.keyboard.press("j"); } },
  { name: "payment-run-going", path: `${site}/payment-runs/prn_3`, ...one },
  { name: "payment-run-refused", path: `${site}/payment-runs/prn_2`, ...one },
  { name: "payment-run-to-nothing", path: `${site}/payment-runs/prn_1?q=zzzz`, ...one },
  { name: "payment-decide", path: `${site}/payment-runs/prn_1`, act: async (page) => { await page.keyboard.press("j"); await page.keyboard.press("r"); await page.getByRole("dialog").waitFor(); } },
  { name: "sanctions-lists", path: `${site}/sanctions-lists` },
  { name: "sanctions-lists-empty", path: `${site}/sanctions-lists`, scene: "empty" },
  { name: "sanctions-lists-failing", path: `${site}/sanctions-lists`, scene: "failing", ...one },
  { name: "sanctions-remove", path: `${site}/sanctions-lists`, act: async (page) => { await page.getByRole("button", { name: /^Remove/ }).last().click(); await page.getByRole("dialog").waitFor(); }, ...one },
  { name: "tests", path: `${site}/tests` },
  { name: "tests-empty", path: `${site}/tests`, scene: "empty", ...one },
  { name: "tests-failing", path: `${site}/tests`, scene: "failing", ...one },
  { name: "test-page", path: `${site}/tests/FRD-08` },
  { name: "tests-change", path: `${site}/tests/change`, act: async (page) => { await page.getByLabel(/^Invoices below this gross amount/).fill("70"); await page.getByLabel("Why").fill("To see"); } },
  { name: "tests-change-one", path: `${site}/tests/change?test=FRD-08`, ...one },
  { name: "tests-version", path: `${site}/tests/versions/3` },
  { name: "tests-version-gained", path: `${site}/tests/versions/3?side=gained`, act: async (page) => page.getByText("Why, and which documents").first().click() },
  { name: "tests-version-moving", path: `${site}/tests/versions/4` },
  { name: "activity", path: `${site}/activity` },
  { name: "activity-log", path: `${site}/activity`, act: async (page) => page.getByRole("button", { name: /^Checkpoint of/ }).last().scrollIntoViewIfNeeded() },
  { name: "activity-filtered", path: `${site}/activity?act=findings.read&object=f_00000012`, ...one },
  { name: "activity-details", path: "/activity", act: async (page) => page.getByText("Details").first().click() },
  { name: "activity-filtered-to-nothing", path: `${site}/activity?act=keys.destroy` },
  { name: "activity-empty", path: `${site}/activity`, scene: "empty" },
  { name: "feeds", path: `${site}/feeds` },
  { name: "feeds-empty", path: `${site}/feeds`, scene: "empty", ...one },
  { name: "feeds-failing", path: `${site}/feeds`, scene: "failing", ...one },
  { name: "feeds-new", path: `${site}/feeds`, act: async (page) => { await page.getByRole("button", { name: "Add a feed" }).click(); await page.getByLabel("Our certificate").fill("x"); } },
  { name: "feeds-secret", path: `${site}/feeds`, act: async (page) => { await page.getByRole("button", { name: "Add a feed" }).click(); await page.getByRole("textbox", { name: "Name" }).fill("Hook"); await page.getByLabel("Server").fill("siem.example"); await page.getByRole("button", { name: "Add the feed" }).click(); await page.getByRole("alert").waitFor(); } },
  { name: "alerts", path: `${site}/alerts` },
  { name: "alerts-empty", path: `${site}/alerts`, scene: "empty", ...one },
  { name: "organisation-alerts", path: "/alerts" },
  { name: "organisation-feeds", path: "/feeds", act: async (page) => { await page.getByRole("button", { name: "Change", exact: true }).first().click(); await page.getByRole("form").scrollIntoViewIfNeeded(); } },
  { name: "retention", path: "/settings/retention" },
  { name: "retention-shorter", path: "/settings/retention", act: async (page) => page.getByLabel("Site Main ledger").fill("365"), ...one },
  { name: "alert-mails", path: "/settings/alert-mails" },
  { name: "organisation-feeds-empty", path: "/feeds", scene: "empty", ...one },
  { name: "keys", path: `${site}/keys` },
  { name: "keys-paused", path: `${site}/keys`, scene: "paused" },
  { name: "keys-closed", path: `${site}/keys`, scene: "closed", ...one },
  { name: "settings", path: "/settings" },
  { name: "api-clients", path: "/settings/api-clients" },
  { name: "api-clients-empty", path: "/settings/api-clients", scene: "empty" },
  { name: "api-client", path: "/settings/api-clients/cli_01980000-0000-7000-8000-000000000001" },
  { name: "api-client-new", path: "/settings/api-clients/new", act: async (page) => { await page.getByLabel("Name").fill("ERP"); await page.getByRole("button", { name: "Make it" }).scrollIntoViewIfNeeded(); } },
  { name: "api-client-made", path: "/settings/api-clients/new", act: async (page) => { await page.getByLabel("Name").fill("ERP"); await page.getByLabel("Send files").check(); await page.getByRole("checkbox").first().check(); await page.getByRole("button", { name: "Make it" }).click(); await page.getByRole("alert").waitFor(); } },
  { name: "people", path: "/people", act: async (page) => { await page.getByRole("button", { name: "Change Tom Beckett" }).scrollIntoViewIfNeeded(); } },
  { name: "people-change", path: "/people", act: async (page) => { await page.getByRole("button", { name: "Change Tom Beckett" }).click(); await page.getByRole("heading", { name: "Tom Beckett" }).scrollIntoViewIfNeeded(); }, ...one },
  { name: "mail", path: "/people/mail", act: async (page) => { await page.getByRole("button", { name: /^Read Invitation/ }).click(); await page.getByRole("article").waitFor(); } },
  { name: "invitation", path: "/invitation#org_1.token" },
  { name: "forgotten", path: "/forgotten", ...one },
  { name: "new-password", path: "/new-password#token", ...one },
  { name: "security", path: "/settings/security" },
  { name: "recovery-codes", path: "/settings/security", act: async (page) => { await page.getByRole("button", { name: "Make new recovery codes" }).click(); await page.getByLabel("I have saved these codes").scrollIntoViewIfNeeded(); } },
  { name: "second-factor", path: "/second-factor", scene: "arriving" },
  { name: "enrol", path: "/second-factor", scene: "enrolling" },
  { name: "enrol-app", path: "/second-factor", scene: "enrolling", act: async (page) => { await page.getByRole("button", { name: "Set up an authenticator app" }).click(); await page.getByLabel("Code that the app shows").waitFor(); } },
  { name: "new-site", path: "/sites/new", ...one },
  { name: "not-found", path: "/nothing/here", ...one },
  { name: "help", path: `${site}/findings`, act: async (page) => { await page.keyboard.press("?"); await page.getByRole("dialog").waitFor(); }, ...one },
  { name: "palette", path: `${site}/findings`, act: async (page) => { await page.keyboard.press("Control+k"); await page.keyboard.type("pop"); }, ...one },
  { name: "person-menu", path: site, act: async (page) => page.getByRole("button", { name: /settings and sign out/ }).click(), schemes: ["dark"] },
  { name: "phone-menu", path: site, act: async (page) => page.getByRole("button", { name: /Open the list/ }).click(), widths: [390], schemes: ["light"] },
  { name: "empty-overview", path: site, scene: "empty", ...one },
  { name: "empty-findings", path: `${site}/findings`, scene: "empty", ...one },
  { name: "empty-uploads", path: `${site}/uploads`, scene: "empty", ...one },
  { name: "empty-population", path: `${site}/population`, scene: "empty", ...one },
  { name: "filtered-to-nothing", path: `${site}/findings?q=zzzz`, ...one },
  { name: "failing", path: `${site}/findings`, scene: "failing", ...one },
  { name: "loading", path: `${site}/findings`, scene: "slow", ...one },
  { name: "region-away", path: `${site}/findings`, scene: "region-away", ...one },
];

const fixture = await startFixture();
const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_FLAGS, env: { ...process.env, ...programEnvironment() } });
for (const shot of SHOTS.filter((each) => each.name.includes(part)))
  for (const width of shot.widths ?? [1440, 390])
    for (const scheme of shot.schemes ?? ["light", "dark"]) {
      fixture.setScene(shot.scene ?? "full");
      const context = await browser.newContext({ reducedMotion: "reduce", viewport: { width, height: width < 768 ? 844 : 900 }, colorScheme: scheme });
      const page = await context.newPage();
      page.on("console", (message) => message.type() === "error" && console.log(`${shot.name} ${width}: ${message.text()}`));
      page.on("pageerror", (error) => console.log(`${shot.name} ${width}: ${error.message}`));
      await page.goto(fixture.origin + shot.path, { waitUntil: shot.scene === "slow" ? "load" : "networkidle" });
      if (shot.scene === "slow") await page.getByRole("status").first().waitFor();
      await shot.act?.(page);
      const wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
      if (wide) console.log(`${shot.name} ${width}: wider than the window`);
      await page.screenshot({ path: `${folder}/${shot.name}-${width}-${scheme}.png` });
      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
      for (const { id, nodes } of violations) console.log(`${shot.name} ${width} ${scheme}: ${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`).join("; ")}`);
      await context.close();
    }
await browser.close();
fixture.close();
