/** The site's log itself: its key and checkpoints to keep, and its tiles (c2sp.org/tlog-tiles) for those who mirror it. */
import { notFound } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { closedDays, readLogFile, signedTree } from "../../platform/audit/audit.ts";
import { readNote } from "../../platform/tlog/tlog.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite } from "../sites/sites.ts";
import type { TrailState } from "./activity.schema.ts";

const DAYS = 31;

/** @throws Refusal not-found while nothing has been signed yet. */
export async function readTrail(deps: RegionDeps, actor: Actor, siteId: SiteId): Promise<TrailState> {
  need(actor, siteId, "activity", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const { verifier, treeSize, checkpoint, signedAt } = await signedTree(tx);
      const days = await closedDays(tx, DAYS);
      await site.auditRead(tx, "activity.checkpoint", { kind: "site", id: siteId }, days.length + 1);
      const { text, signatures } = readNote(checkpoint);
      const log = text.slice(0, text.indexOf("\n"));
      const witnesses = signatures.map(({ name }) => name).filter((name) => name !== log);
      return { log, key: verifier, size: treeSize, checkpoint, signedAt: (signedAt ?? deps.clock.now()).toISOString(), witnesses, days: [...days] };
    }));
}

export type LogFile = { readonly bytes: Uint8Array; readonly type: "text/plain; charset=utf-8" | "application/octet-stream" };

/** @param path `checkpoint`, `tile/0/000.p/17`, `tile/entries/000`. Hashes only: nothing of an entry can be read from them. */
export async function readLogPath(deps: RegionDeps, actor: Actor, siteId: SiteId, path: string): Promise<LogFile> {
  need(actor, siteId, "activity", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const bytes = await readLogFile(tx, path);
      if (bytes === undefined) throw notFound("file");
      await site.auditRead(tx, "activity.log", { kind: "site", id: siteId }, 1);
      return { bytes, type: path === "checkpoint" ? "text/plain; charset=utf-8" : "application/octet-stream" };
    }));
}
