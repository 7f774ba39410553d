/**
 * What a process holds of a site unsealed is dropped when the site's keys are gone or withheld, and when nobody has asked
 * for it for a while. Every use borrows the keys anyway, so nobody is shown anything after that; this is about memory.
 */
import type { SiteId } from "../../base/ids.ts";
import type { Workbench } from "../findings/findings.ts";
import type { RegionDeps } from "../region.deps.ts";

const LOOK_EVERY_MS = 20_000;
const IDLE_MS = 15 * 60_000;

export type ForgettingWorkbench = Workbench & { readonly look: () => Promise<void> };

/** The vault notices within its lease of 30 s, so that memory is clear within a minute. */
export function forgetWithKeys(deps: RegionDeps, workbench: Workbench): ForgettingWorkbench {
  const usedAtMs = new Map<SiteId, number>();
  const drop = (siteId: SiteId): void => {
    usedAtMs.delete(siteId);
    workbench.drop(siteId);
  };
  const look = async (): Promise<void> => {
    for (const [siteId, atMs] of usedAtMs) {
      const idle = deps.clock.now().getTime() - atMs > IDLE_MS;
      if (idle || !(await deps.vault.siteState(siteId)).ready) drop(siteId);
    }
  };
  setInterval(() => void look().catch((error: unknown) => deps.log.error("memory not looked through", { error })), LOOK_EVERY_MS).unref();
  return {
    heldBytes: workbench.heldBytes,
    of: (site, tx) => {
      usedAtMs.set(site.siteId, deps.clock.now().getTime());
      return workbench.of(site, tx);
    },
    drop,
    look,
  };
}
