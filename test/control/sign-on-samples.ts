/** For endpoints.test.ts: one request to each endpoint of single sign-on and provisioning that succeeds for whoever has the right. */
import type { Answer, Browser } from "./scene.ts";

type Sample = (browser: Browser, context: { readonly n: number }) => Promise<Answer>;

export const SIGN_ON_SAMPLES: Readonly<Record<string, Sample>> = {
  "get /api/domains": (browser) => browser.get("/api/domains"),
  "post /api/domains": (browser, { n }) => browser.post("/api/domains", { name: `n${n}.example` }),
  "post /api/domains/{name}/check": (browser) => browser.post("/api/domains/northwind.example/check"),
  "delete /api/domains/{name}": async (browser, { n }) => {
    await browser.post("/api/domains", { name: `gone${n}.example` });
    return browser.send({ method: "DELETE", path: `/api/domains/gone${n}.example` });
  },
  "get /api/sign-on-policy": (browser) => browser.get("/api/sign-on-policy"),
  "put /api/sign-on-policy": (browser) => browser.send({ method: "PUT", path: "/api/sign-on-policy", body: JSON.stringify({ ssoOnly: false, sessionMostMinutes: 600, allowedNetworks: [], emergencyAdministrators: [] }) }),
};
