/** The first customer of an installation that `startUp` started: an administrator, a site, and a program that speaks for them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SiteId } from "../../src/base/ids.ts";
import { regionClient, type RegionClient, type RegionClientOptions } from "../../src/main/demo/region-client.ts";
import { trustAlso } from "../../src/main/trust.ts";
import type { Started } from "../up/running.ts";
import { appCode } from "../world/authenticator-app.ts";

export type Customer = {
  readonly newSite: (name: string) => Promise<SiteId>;
  readonly clientOf: (siteId: SiteId, more?: Pick<RegionClientOptions, "fetch">) => RegionClient;
  /** The status and the code, for what a client would throw. */
  readonly ask: (siteId: SiteId, path: string, method?: string, body?: unknown) => Promise<{ readonly status: number; readonly body: any }>;
};

type Person = { readonly organisation: string; readonly name: string; readonly email: string; readonly password: string };

export const originOf = (up: Started): string => `https://localhost:${up.port}`;

const cookieOf = (answer: Response): string => answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");

/** Once more when the connection was closed at the moment it was used again: idle ones are ended, and processes are killed here. */
export const callAgain = (url: string, init: RequestInit): Promise<Response> =>
  fetch(url, init).catch((error: unknown) => {
    if (error instanceof TypeError) return fetch(url, init);
    throw error;
  });

/** Uses up the link of the installation's first administrator, who has an authenticator app. */
export async function firstCustomer(up: Started, person: Person): Promise<Customer> {
  trustAlso(await readFile(join(up.data, "ca.pem"), "utf8"));
  const origin = originOf(up);
  const control = async (path: string, body: unknown, cookie = ""): Promise<Response> => {
    const answer = await callAgain(`${origin}${path}`, { method: "POST", headers: { origin, "content-type": "application/json", cookie }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const token = /\/welcome#([\w-]{43})/.exec(up.output())?.[1];
  const answer = await control("/api/first-administrator", { token, ...person });
  const arriving = cookieOf(answer);
  const { secret } = (await (await control("/api/authenticator", {}, arriving)).json()) as { secret: string };
  const cookie = cookieOf(await control("/api/authenticator/confirm", { code: appCode(secret, Date.now()) }, arriving));
  return {
    newSite: async (name) => ((await (await control("/api/sites", { name, region: "uk" }, cookie)).json()) as { id: SiteId }).id,
    clientOf: (siteId, more = {}) => regionClient({ controlOrigin: origin, siteId, cookie, fetch: callAgain, ...more }),
    ask: async (siteId, path, method = "GET", body = undefined) => {
      const access = (await (await control(`/api/sites/${siteId}/token`, {}, cookie)).json()) as { token: string; origin: string };
      const headers = { authorization: `Bearer ${access.token}`, "content-type": "application/json" };
      const answered = await callAgain(`${access.origin}/api/sites/${siteId}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
      return { status: answered.status, body: await answered.json().catch(() => undefined) };
    },
  };
}
