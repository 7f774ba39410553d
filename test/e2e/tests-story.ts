/** A test is switched off as its people would do it: drafted, tried on the history, looked at, switched on, told by the run. */
import type { Page } from "playwright-core";
import { expect } from "vitest";

type Story = { readonly page: Page; readonly tests: string; readonly expectGoodPage: () => Promise<void>; readonly slowMs: number };

export async function switchATestOff({ page, tests, expectGoodPage, slowMs }: Story): Promise<void> {
  await page.goto(tests);
  await page.getByRole("link", { name: "MAS-02", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: /^MAS-02/ }).waitFor();
  await expectGoodPage();
  await page.getByRole("button", { name: "Draft a change" }).click();
  await page.getByRole("switch", { name: /^MAS-02/ }).uncheck();
  await page.getByLabel("Why").fill("The records are cleaned elsewhere");
  await expectGoodPage();
  await page.getByRole("button", { name: "Draft 1 change" }).click();
  await page.getByRole("heading", { level: 1, name: "Version 1 of the parameters" }).waitFor();
  await page.getByRole("button", { name: "Try it on the history" }).click();
  const lost = page.getByRole("region", { name: "Findings lost" });
  await lost.waitFor({ timeout: slowMs });
  expect(await lost.getByRole("link").count()).toBeGreaterThan(0);
  await expectGoodPage();
  await page.getByRole("button", { name: /^Switch on version 1/ }).click();
  await page.getByRole("heading", { level: 1, name: "Run" }).waitFor();
  await page.getByRole("row", { name: /MAS-02.*Switched off/ }).waitFor({ timeout: slowMs });
}
