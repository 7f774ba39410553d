/**
 * Histories that the worker keeps in memory between checks, so that a run of ten thousand payments is answered in seconds. One at a time.
 *
 * Kept is the compact history alone (engine/payment-run), never the ledger. It is dropped when another site or another state of the ledger is asked
 * for, when it was not used for a quarter of an hour, when the site's keys are gone or withheld, and before a ledger is read or examined, which need the
 * memory. Every check borrows the site's keys first, so nobody is answered from it after that.
 */
import type { SiteId } from "../../base/ids.ts";
import { openDuckDb } from "../../engine/duckdb/duckdb.ts";
import { createLedger } from "../../engine/ledger/ledger.ts";
import { dropLedgerTables, prepareHistory, type History } from "../../engine/payment-run/payment-run.ts";
import { withMemoryFolder } from "../../platform/vault/vault.ts";
import { loadLedger, type Manifest } from "../ledgers/ledgers.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { BorrowedSite } from "../sites/sites.ts";

export type Step = (stage: "loading" | "preparing", done: number, total: number) => Promise<void>;
export type KeptHistories = {
  /** Lends the history of that state of the ledger; others wait. `manifest` undefined: the site has no ledger. */
  readonly use: <T>(site: BorrowedSite, manifest: Manifest | undefined, step: Step, work: (history: History) => Promise<T>) => Promise<T>;
  /** Drops what is kept, when nobody uses it any more. */
  readonly forget: () => Promise<void>;
  /** Drops what is idle or whose keys are gone; by itself every 20 seconds. */
  readonly look: () => Promise<void>;
  readonly kept: () => SiteId | undefined;
  readonly stop: () => Promise<void>;
};

const LOOK_EVERY_MS = 20_000;
const IDLE_MS = 15 * 60_000;

type Kept = { readonly siteId: SiteId; readonly revision: number; readonly history: History; usedAtMs: number };

export function keepHistories(deps: RegionDeps): KeptHistories {
  let kept: Kept | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
  const drop = (): void => {
    kept?.history.db.close();
    kept = undefined;
  };
  const look = (): Promise<void> => inTurn(async () => {
    if (kept === undefined) return;
    const idle = deps.clock.now().getTime() - kept.usedAtMs > IDLE_MS;
    if (idle || !(await deps.vault.siteState(kept.siteId)).ready) drop();
  });
  const timer = setInterval(() => void look().catch((error: unknown) => deps.log.error("memory not looked through", { error })), LOOK_EVERY_MS);
  timer.unref();
  return {
    use: (site, manifest, step, work) => inTurn(async () => {
      const revision = manifest?.revision ?? 0;
      if (kept?.siteId !== site.siteId || kept.revision !== revision) {
        drop();
        kept = { siteId: site.siteId, revision, history: await makeHistory(deps, site, manifest, step), usedAtMs: 0 };
      }
      kept.usedAtMs = deps.clock.now().getTime();
      return work(kept.history);
    }),
    forget: () => inTurn(async () => drop()),
    look,
    kept: () => kept?.siteId,
    stop: async () => {
      clearInterval(timer);
      await inTurn(async () => drop());
    },
  };
}

/** The folder in memory is only needed to load: the database lives on without it. */
function makeHistory(deps: RegionDeps, site: BorrowedSite, manifest: Manifest | undefined, step: Step): Promise<History> {
  return withMemoryFolder(async (folder) => {
    const db = await openDuckDb({ memoryLimitMb: deps.limits.analysisMemoryMb, allowedFolder: folder });
    try {
      await createLedger(db);
      const segments = (manifest?.segments ?? []).filter(({ table }) => table !== "statement_line");
      const rows = segments.reduce((sum, one) => sum + one.rowCount, 0);
      await loadLedger(deps, site, { db }, segments, (done) => step("loading", done, rows));
      await step("preparing", 0, 1);
      const history = await prepareHistory(db);
      await dropLedgerTables(db);
      return history;
    } catch (error) {
      db.close();
      throw error;
    }
  }, deps.memoryFolder);
}
