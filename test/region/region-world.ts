/** A region for tests: real PostgreSQL, real queue, real vault, a folder for blobs and keys. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SiteId } from "../../src/base/ids.ts";
import { advanceTrail, openTrailSigner } from "../../src/platform/audit/audit.ts";
import type { RegionDeps } from "../../src/region/region.deps.ts";
import type { RegionTables } from "../../src/region/region.store.ts";
import { openDeps } from "./open-deps.ts";
import { appOver, type RegionApp } from "./region-app.ts";
import { openWorld, type WorldDatabase } from "../world/world.ts";

export { beginTus, callerOf, callerWith, patchTus, sendFile, type Caller, type TestSite } from "./region-app.ts";

export type TestRegion = RegionApp & {
  readonly world: WorldDatabase<RegionTables>;
  /** Where blobs and keys are kept. */
  readonly folder: string;
  readonly logLines: string[];
  /** What the worker's rounds do each second: takes the site's entries into its signed log. */
  readonly signTrail: (site: SiteId) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** @param leaseMs how soon a withheld key is noticed; the product's 30 s unless a test cannot wait for them. */
export async function openTestRegion(change: Partial<RegionDeps> = {}, leaseMs = 30_000): Promise<TestRegion> {
  const world = await openWorld<RegionTables>("uk");
  const folder = await mkdtemp(join(tmpdir(), "region "));
  const logLines: string[] = [];
  const opened = await openDeps({ url: world.url, ca: world.tls.ca, folder, leaseMs, telemetry: change.telemetry, onLog: (line) => void logLines.push(line) });
  const deps = { ...opened.deps, ...change };
  return {
    ...(await appOver(deps)), world, folder, logLines,
    signTrail: async (site) => {
      const signer = await openTrailSigner(join(folder, "trail"));
      await advanceTrail({ db: world.db, signer, origin: "spendward.example/uk", clock: deps.clock }, site);
    },
    close: async () => {
      await opened.close();
      await world.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
