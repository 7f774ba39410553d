/** From checked settings to a running plane. Each plane's code is loaded only in its own process. */
import type { PlaneSettings } from "./settings.ts";
import type { Report } from "./supervisor.ts";

export type RunningPlane = {
  /** Workers have none. */
  readonly port?: number;
  readonly renew?: (tls: { readonly cert: string; readonly key: string }) => void;
  /** Requests and handlers end first, then pools. */
  readonly stop: () => Promise<void>;
};

export async function startPlane(settings: PlaneSettings, report: (what: Report) => void): Promise<RunningPlane> {
  process.umask(0o077); // whatever a plane writes, blobs and caches too, is its account's only
  switch (settings.plane) {
    case "control":
      return (await import("./control-server.ts")).startControl(settings, report);
    case "region":
      return (await import("./region-server.ts")).startRegion(settings);
    case "worker":
      return (await import("./region-worker.ts")).startWorker(settings);
  }
}
