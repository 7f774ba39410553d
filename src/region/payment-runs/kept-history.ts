/**
 * Histories that the worker keeps in memory between checks, so that a run of ten thousand payments is answered in seconds. One at a time. What was prepared once is kept
 * sealed (prepared-histories.store.ts): after a pause, a restart or a kill it is read back, and the ledger need not be opened.
 *
 * Kept is the compact history alone (engine/payment-run), never the ledger. It is dropped when another site or another state of the ledger is asked
 * for, when it was not used for a quarter of an hour, when the site's keys are gone or withheld, and before a ledger is read or examined, which need the
 * memory. Every check borrows the site's keys first, so nobody is answered from it after that.
 */
import type { SiteId } from "../../base/ids.ts";
import { openDuckDb, type DuckDb } from "../../engine/duckdb/duckdb.ts";
import { createLedger } from "../../engine/ledger/ledger.ts";
import { dropLedgerTables, prepareHistory, readPrepared, writePrepared, type History } from "../../engine/payment-run/payment-run.ts";
import { withMemoryFolder } from "../../platform/vault/vault.ts";
import { loadLedger, type Manifest } from "../ledgers/ledgers.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { BorrowedSite } from "../sites/sites.ts";
import type { Informed } from "./known-findings.ts";
import { keepPrepared, openPrepared, preparedOf, sealPrepared } from "./prepared-histories.store.ts";

export type Step = (stage: "opening" | "loading" | "preparing" | "keeping", done: number, total: number) => Promise<void>;
/** What goes with a kept history and is made anew with it. */
export type Memory = { informed?: Informed };
export type KeptHistories = {
  /** Lends the history of that state of the ledger; others wait. `manifest` undefined: the site has no ledger. */
  readonly use: <T>(site: BorrowedSite, manifest: Manifest | undefined, step: Step, work: (history: History, memory: Memory) => Promise<T>) => Promise<T>;
  /** Drops what is kept, when nobody uses it any more. */
  readonly forget: () => Promise<void>;
  /** Drops what is idle or whose keys are gone; by itself every 20 seconds. */
  readonly look: () => Promise<void>;
  readonly kept: () => SiteId | undefined;
  readonly stop: () => Promise<void>;
};

const LOOK_EVERY_MS = 20_000;
const IDLE_MS = 15 * 60_000;

type Kept = { readonly siteId: SiteId; readonly revision: number; readonly history: History; readonly memory: Memory; usedAtMs: number };

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
        kept = { siteId: site.siteId, revision, history: await makeHistory(deps, site, manifest, step), memory: {}, usedAtMs: 0 };
      }
      kept.usedAtMs = deps.clock.now().getTime();
      return work(kept.history, kept.memory);
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

async function makeHistory(deps: RegionDeps, site: BorrowedSite, manifest: Manifest | undefined, step: Step): Promise<History> {
  if (manifest === undefined) return inMemory(deps, prepareHistory);
  return (await readBack(deps, site, manifest, step)) ?? makeAnew(deps, site, manifest, step);
}

/** Undefined when nothing is kept of this state, or when it cannot be read: it is derived, and made again. */
async function readBack(deps: RegionDeps, site: BorrowedSite, { revision }: Manifest, step: Step): Promise<History | undefined> {
  try {
    const pieces = await site.transact((tx) => preparedOf(deps, site, tx, revision));
    return pieces && await inMemory(deps, (db) => readPrepared(db, openPrepared(deps, site, pieces), (done) => step("opening", done, pieces.length)));
  } catch (error) {
    deps.log.error("prepared history not readable", { error });
    return undefined;
  }
}

/** Killed before the last transaction, the sealed pieces are loose; a history that was not kept is made again. */
async function makeAnew(deps: RegionDeps, site: BorrowedSite, manifest: Manifest, step: Step): Promise<History> {
  const segments = manifest.segments.filter(({ table }) => table !== "statement_line");
  const rows = segments.reduce((sum, one) => sum + one.rowCount, 0);
  return inMemory(deps, async (db) => {
    await loadLedger(deps, site, { db }, segments, (done) => step("loading", done, rows));
    await step("preparing", 0, 1);
    const history = await prepareHistory(db);
    await dropLedgerTables(db);
    await step("keeping", 0, 1);
    const pieces = await sealPrepared(deps, site, writePrepared(history));
    await site.transact((tx) => keepPrepared(deps, site, tx, manifest.revision, pieces));
    return history;
  });
}

/** The folder in memory is only needed to load and to seal: the database lives on without it. */
function inMemory(deps: RegionDeps, fill: (db: DuckDb) => Promise<History>): Promise<History> {
  return withMemoryFolder(async (folder) => {
    const db = await openDuckDb({ memoryLimitMb: deps.limits.analysisMemoryMb, allowedFolder: folder });
    try {
      await createLedger(db);
      return await fill(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }, deps.memoryFolder);
}
