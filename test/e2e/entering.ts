/** The second factor as a person would use it in a browser: an authenticator app whose key is read off the page. */
import type { Page } from "playwright-core";
import { appCode } from "../world/authenticator-app.ts";

/** On the page that sets up the second factor: with an app, keeping the recovery codes. Answers the app's key. */
export async function setUpApp(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  const key = (await page.getByLabel("Key of the authenticator app").innerText()).replace(/\s/g, "");
  await page.getByLabel("Code that the app shows").fill(appCode(key, Date.now()));
  await page.getByRole("button", { name: "Confirm the app" }).click();
  await page.getByRole("heading", { level: 1, name: "Save your recovery codes" }).waitFor();
  await page.getByLabel("I have saved these codes").check();
  await page.getByRole("button", { name: "Go on" }).click();
  return key;
}

/** Each code works once: one half-minute further on than the one that may have been used just now. */
export async function giveCode(page: Page, key: string, stepsAhead = 1): Promise<void> {
  await page.getByLabel("Code of your authenticator app").fill(appCode(key, Date.now(), stepsAhead));
  await page.getByRole("button", { name: "Check the code" }).click();
}
