/** The demo's own loader, through the same requests as a customer's program; control is played by the test. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { demoLedger, loadDemo } from "../../src/main/demo/demo.ts";
import { permissionsOf } from "../../src/platform/access/access.ts";
import { newId } from "../../src/base/ids.ts";
import { issueAccessToken } from "../../src/platform/tokens/tokens.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";
import { openTestRegion, type TestRegion, type TestSite } from "./region-world.ts";

let region: TestRegion;
let worker: RegionWorker;
let site: TestSite;
beforeAll(async () => {
  region = await openTestRegion();
  worker = await createRegionWorker(region.deps);
  site = await region.newSite();
});
afterAll(async () => {
  worker.stop();
  await region.close();
});

it("loads the ledger once, waits for the site, and finds it there the next time", async () => {
  let refusals = 2;
  const requests: string[] = [];
  const call = async (url: string, init: RequestInit): Promise<Response> => {
    requests.push(`${init.method} ${new URL(url).pathname.replace(/[a-z]{3}_[0-9a-f-]+/g, "ID")}`);
    if (!url.startsWith("https://control.test")) return region.app.request(url, init);
    expect((init.headers as Record<string, string>)["cookie"]).toBe("session=loader");
    if (refusals-- > 0) return Response.json({ code: "site-preparing" }, { status: 409 });
    const issued = await issueAccessToken(region.signer, {
      person: site.person, organisation: site.organisationId, site: site.siteId, region: "uk", permissions: [...permissionsOf("analyst")], session: newId("ses"), generation: 0, strength: [],
    });
    return Response.json({ ...issued, origin: "https://region.test" });
  };
  const options = { controlOrigin: "https://control.test", siteId: site.siteId, cookie: "session=loader", fetch: call, files: demoLedger({ supplierCount: 12 }) };
  const first = await loadDemo(options);
  expect(first.loadedNow).toBe(true);
  expect(first.findings).toBeGreaterThan(5);
  requests.length = 0;
  expect(await loadDemo(options)).toEqual({ loadedNow: false, findings: first.findings });
  expect(requests.filter((request) => request.startsWith("POST /api/sites/ID/uploads") || request.startsWith("POST /api/sites/ID/imports"))).toEqual([]);
});
