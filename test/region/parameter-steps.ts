/** Steps with parameters that several tests take: a draft of nothing in particular, and its trial. */
import { expect, vi } from "vitest";
import { withSite } from "../../src/platform/postgres/postgres.ts";
import type { BackTest } from "../../src/region/back-tests/back-tests.schema.ts";
import { currentVersion } from "../../src/region/parameters/parameters.ts";
import type { Caller, TestRegion, TestSite } from "./region-world.ts";

export const currentOf = (region: TestRegion, { siteId }: TestSite): Promise<number> => withSite(region.world.db, siteId, (tx) => currentVersion(tx));

let drafted = 0;
/** Otherwise than any before it. */
export const draftAs = (call: Caller, basedOn: number): Promise<Response> =>
  call("POST", "/parameters", { basedOn, why: "A sample", off: [], values: { "OVR-11.leastAmount": 10_001 + drafted++ }, showFrom: {} });

/** Waits until the version was tried, having asked for it if `start`. */
export async function tried(call: Caller, version: number, start = false): Promise<BackTest> {
  if (start) expect((await call("POST", `/parameters/${version}/back-test`)).status).toBe(202);
  return vi.waitFor(async () => {
    const { backTest } = (await (await call("GET", `/parameters/${version}/back-test`)).json()) as { backTest: BackTest | null };
    if (backTest?.state !== "done") throw new Error(JSON.stringify(backTest));
    return backTest;
  }, { timeout: 60_000, interval: 50 });
}
