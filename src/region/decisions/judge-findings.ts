/**
 * What the decisions of a site make of a finding. Lists, totals, exports and runs all ask here, so that they agree.
 *
 * In this order: a decision made on this very finding; a dismissal for more than one finding that covers it; whatever was decided on
 * findings it has grown out of, or nearly covers it; what has expired. So what somebody said of one finding is never overridden by a dismissal for many. Expired
 * decisions judge nothing, they explain why a finding is open again; pending ones only say that they wait. Of two alike the newer counts.
 */
import { OPEN, type Judge, type Judged, type Judgement, type JudgeSource } from "../findings/findings.ts";
import { beyondCover, changesSince } from "./compare-facts.ts";
import { openDecision, revisionOf, standingRows, type Opened } from "./decisions.store.ts";

/** @param opened those that count or wait to, in the order they were made. */
export function judgeFindings(opened: readonly Opened[], nowMs: number): (judged: Judged) => Judgement {
  const newestFirst = opened.toReversed();
  const live = newestFirst.filter(({ row }) => row.state === "live" && !isOver(row, nowMs));
  const at = indexOf(live);
  const over = indexOf(newestFirst.filter(({ row }) => row.state === "live" && isOver(row, nowMs)));
  const waiting = indexOf(newestFirst.filter(({ row }) => row.state === "pending"));
  return (judged) => {
    const judgement = standing(at, judged) ?? expired(over, judged);
    const [waits] = waiting.exact(judged);
    if (waits === undefined) return judgement ?? OPEN;
    return { ...(judgement ?? OPEN), decisionId: judgement?.decisionId ?? waits.row.decision_id, waits: true };
  };
}

export const isOver = ({ expires_at }: Pick<Opened["row"], "expires_at">, nowMs: number): boolean => expires_at !== null && expires_at.getTime() <= nowMs;

function standing(at: Index, judged: Judged): Judgement | undefined {
  const [exact] = at.exact(judged);
  if (exact !== undefined) return settled(exact, beyondCover(judged, exact.row.scope, exact.content) ?? changesSince(judged, exact.content));
  const covers = at.broad(judged).flatMap((one) => {
    const misses = beyondCover(judged, one.row.scope, one.content);
    return misses === undefined ? [] : [{ one, misses }];
  });
  const covering = covers.find(({ misses }) => misses.length === 0);
  if (covering !== undefined) return settled(covering.one, []);
  const [grown] = at.grown(judged);
  if (grown !== undefined) return settled(grown, changesSince(judged, grown.content));
  return covers[0] && settled(covers[0].one, covers[0].misses);
}

function expired(over: Index, judged: Judged): Judgement | undefined {
  const one = over.exact(judged)[0] ?? over.broad(judged).find(({ row, content }) => beyondCover(judged, row.scope, content)?.length === 0);
  return one && { state: "reopened", decisionId: one.row.decision_id, why: "The dismissal has expired", waits: false };
}

function settled({ row }: Opened, changes: readonly string[]): Judgement {
  if (changes.length === 0) return { state: row.verdict, decisionId: row.decision_id, why: null, waits: false };
  const words = changes.join("; ");
  return { state: "reopened", decisionId: row.decision_id, why: words.charAt(0).toUpperCase() + words.slice(1), waits: false };
}

/** Candidates by what they could share with a finding, so that judging many does not compare each with every decision. */
type Index = Record<"exact" | "broad" | "grown", (judged: Judged) => readonly Opened[]>;

function indexOf(list: readonly Opened[]): Index {
  const by = (keysOf: (one: Opened) => readonly string[]): ReadonlyMap<string, readonly Opened[]> => {
    const pairs = list.flatMap((one) => [...new Set(keysOf(one))].map((key) => ({ key, one })));
    return new Map([...Map.groupBy(pairs, ({ key }) => key)].map(([key, own]) => [key, own.map(({ one }) => one)]));
  };
  const exact = by(({ content }) => [content.finding.id]);
  const suppliers = by(({ row, content }) => (row.scope === "supplier_test" || row.scope === "supplier_group" ? content.finding.supplierIds : []));
  const accounts = by(({ row, content }) => (row.scope === "shared_account" && content.facts?.account !== undefined ? [content.facts.account] : []));
  const parts = by(({ row, content }) => (row.scope === "finding" ? partsOf(content.finding) : []));
  return {
    exact: ({ finding }) => exact.get(finding.id) ?? [],
    broad: ({ finding, facts }) => [...(suppliers.get(finding.supplierIds[0] ?? "") ?? []), ...(accounts.get(facts?.account ?? "") ?? [])],
    grown: ({ finding }) => {
      const known = partsOf(finding).flatMap((part) => parts.get(part) ?? []);
      const akin = known.filter(({ content: { finding: then } }) => finding.documentIds.length > 0 || then.supplierIds.every((id) => finding.supplierIds.includes(id)));
      return [...new Set(akin)].sort((a, b) => (a.row.decision_id < b.row.decision_id ? 1 : -1));
    },
  };
}

/**
 * Documents; of a finding without any its suppliers, where there are several. One supplier may have many findings of one kind, but one
 * about its name on sanctions lists, which is another finding when the entries are others.
 */
const partsOf = ({ kind, documentIds, supplierIds, employeeIds }: Judged["finding"]): string[] =>
  kind === "sanctions_match" ? [...supplierIds, ...employeeIds].map((id) => `${kind} p ${supplierIds.length > 0 ? "s" : "e"} ${id}`) : documentIds.length > 0 ? documentIds.map((id) => `${kind} d ${id}`) : supplierIds.length > 1 ? supplierIds.map((id) => `${kind} s ${id}`) : [];

type Opening = Judge & { readonly opened: ReadonlyMap<string, Opened> };

/** For the workbench: decisions of one revision. What was opened for the judge before is opened once. */
export const judges: JudgeSource = {
  revisionOf,
  open: async (site, tx, nowMs, before): Promise<Opening> => {
    const revision = await revisionOf(tx);
    const known = (before as Opening | undefined)?.opened;
    const opened = new Map<string, Opened>();
    for await (const row of standingRows(tx)) {
      const same = known?.get(row.decision_id);
      opened.set(row.decision_id, same?.row.revision === row.revision ? same : await openDecision(site, row));
    }
    const all = [...opened.values()];
    const untilMs = Math.min(...all.flatMap(({ row }) => (row.state === "live" && row.expires_at !== null && !isOver(row, nowMs) ? [row.expires_at.getTime()] : [])));
    return { revision, untilMs, opened, of: judgeFindings(all, nowMs) };
  },
};
