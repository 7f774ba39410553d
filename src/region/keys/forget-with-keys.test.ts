import { expect, test } from "vitest";
import { newId, type SiteId } from "../../base/ids.ts";
import type { Workbench } from "../findings/findings.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import { forgetWithKeys } from "./forget-with-keys.ts";

test("what is held unsealed goes with the site's keys, and when nobody has asked for it for a quarter of an hour", async () => {
  const [used, idle, withheld] = [newId("sit"), newId("sit"), newId("sit")];
  const held = new Set<SiteId>();
  const away = new Set<SiteId>();
  const workbench: Workbench = {
    of: async (site) => void held.add(site.siteId) as undefined,
    heldBytes: () => held.size,
    drop: (siteId) => void held.delete(siteId),
  };
  let nowMs = 0;
  const state = async (siteId: SiteId) => (away.has(siteId) ? ({ ready: false, code: "customer-key-revoked", message: "" } as const) : ({ ready: true } as const));
  const deps = { clock: { now: () => new Date(nowMs) }, vault: { siteState: state }, log: {} } as unknown as RegionDeps;
  const bench = forgetWithKeys(deps, workbench);
  const use = (siteId: SiteId) => bench.of({ siteId } as BorrowedSite, {} as RegionTransaction);

  for (const siteId of [used, idle, withheld]) await use(siteId);
  await bench.look();
  expect(held).toEqual(new Set([used, idle, withheld]));
  away.add(withheld);
  nowMs = 10 * 60_000;
  await use(used);
  await bench.look();
  expect(held).toEqual(new Set([used, idle]));
  nowMs = 16 * 60_000;
  await bench.look();
  expect(held).toEqual(new Set([used]));
  bench.drop(used);
  expect(bench.heldBytes()).toBe(0);
});
