/** Where a run's documents are compared: here, apart from those that the run before compared, or by the workers of its parts; and what is told of it. */
import type { Comparison, RunResult } from "../../engine/run/run.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { BorrowedSite } from "../sites/sites.ts";
import { keptPieces, openPieces, sealPieces, SURVEY, type PartOutcome, type SealedPiece } from "./run-parts.store.ts";
import type { Run } from "./runs.schema.ts";

/** For the engine; and afterwards what the run says of it and, unless parts were kept already, what is kept for the next run. */
export type Comparing = { readonly comparison: Comparison; readonly outcome: (result: RunResult) => { readonly compared: Run["compared"]; readonly own?: PartOutcome } };

export async function comparedHere(deps: RegionDeps, site: BorrowedSite): Promise<Comparing> {
  const kept = await site.transact((tx) => keptPieces(site, tx, deps.engineVersion));
  let pieces: SealedPiece[] = [];
  return {
    comparison: { by: "this-run", kept: openPieces(deps, site, kept), keep: async (written) => void (pieces = await sealPieces(deps, site, written)) },
    outcome: ({ compared }) => (compared === undefined ? { compared: null } : { compared: { ...compared, parts: 1 }, own: { pieces, ...compared } }),
  };
}

export function comparedByWorkers(deps: RegionDeps, site: BorrowedSite, parts: ReadonlyMap<number, PartOutcome>): Comparing {
  const own = [...parts].filter(([part]) => part !== SURVEY).map(([, outcome]) => outcome);
  const sum = (of: (outcome: PartOutcome) => number): number => own.reduce((total, outcome) => total + of(outcome), 0);
  return {
    comparison: { by: "workers", survey: openPieces(deps, site, parts.get(SURVEY)?.pieces ?? []), found: openPieces(deps, site, own.flatMap(({ pieces }) => pieces)) },
    outcome: () => ({ compared: { documents: sum(({ documents }) => documents), of: sum(({ of }) => of), parts: own.length, doubted: own.some(({ doubted }) => doubted) } }),
  };
}
