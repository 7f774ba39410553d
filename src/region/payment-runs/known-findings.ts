/**
 * A history with what the last examination found and people did not dismiss: asked of the store once, and again when another run counts, when somebody decided, or when a
 * dismissal expires. Of a finding only what a check asks for is kept.
 */
import type { RunId } from "../../base/ids.ts";
import { knowing, type History, type Known } from "../../engine/payment-run/payment-run.ts";
import { judges } from "../decisions/decisions.ts";
import { currentRunId, listingsOf, readItems, type Facts } from "../findings/findings.ts";
import type { BorrowedSite } from "../sites/sites.ts";

export type Informed = { readonly runId: RunId | undefined; readonly decisions: number; readonly untilMs: number; readonly bare: History; readonly history: History; readonly setAside: readonly SetAside[] };

/** @param before what was known at the check before, of whatever history. */
export async function informed(site: BorrowedSite, bare: History, nowMs: number, before: Informed | undefined): Promise<Informed> {
  return site.transact(async (tx): Promise<Informed> => {
    const [runId, decisions] = [await currentRunId(tx), await judges.revisionOf(tx)];
    if (before?.bare === bare && before.runId === runId && before.decisions === decisions && nowMs < before.untilMs) return before;
    if (runId === undefined) return { runId, decisions, untilMs: Infinity, bare, history: bare, setAside: [] };
    const judge = await judges.open(site, tx, nowMs, undefined);
    const found: Known[] = [];
    const setAside: SetAside[] = [];
    for await (const { item, judged } of readItems(site, tx, runId)) {
      const { kind, score, documentIds, supplierIds, employeeIds, title } = item;
      if (judge.of(judged).state !== "dismissed") found.push({ kind, score, documentIds, supplierIds, employeeIds, title });
      else if (judged.facts?.listed !== undefined) setAside.push({ supplierIds, listed: judged.facts.listed });
    }
    return { runId, decisions: judge.revision, untilMs: judge.untilMs, bare, history: knowing(bare, found), setAside };
  });
}

/** A name on a list of which somebody said that it is another's: of these suppliers, by list and entry what the entry said. */
export type SetAside = { readonly supplierIds: readonly string[]; readonly listed: NonNullable<Facts["listed"]> };

/** Of those what the lists of today still say, so that nobody has to say it again of every payment; an entry that changed holds again. */
export async function stillSetAside({ db }: History, setAside: readonly SetAside[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { prints } = await listingsOf(db, setAside.map(({ listed }) => ({ kind: "sanctions_match" as const, about: Object.keys(listed) })));
  return new Map(setAside.flatMap(({ supplierIds, listed }) => {
    const same = new Set(Object.keys(listed).filter((entry) => prints.get(entry) === listed[entry]));
    return supplierIds.map((id) => [id, same] as const);
  }));
}
