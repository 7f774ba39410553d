/**
 * What other thresholds would have said of past payment runs: for a back-test. Exact, since a verdict is a function of the points that are stored with each line; nothing is
 * compared with the history again.
 */
import type { Money } from "../../base/money.ts";
import { VERDICTS, verdictOf, type Thresholds, type Verdict } from "../../engine/payment-run/payment-run.ts";
import type { BorrowedSite } from "../sites/sites.ts";
import { overridesOf, readPages, type StoredLine } from "./payment-runs.store.ts";

type Lines = { readonly lines: number; readonly amounts: readonly Money[] };
export type JudgedAgain = {
  readonly runs: number;
  readonly lines: number;
  readonly moved: readonly ({ readonly from: Verdict; readonly to: Verdict } & Lines)[];
  /** Let go now, and people held them: what this would miss. */
  readonly heldByPeople: Lines;
  /** Let go now, and people released them anyhow: work that this would spare. */
  readonly releasedByPeople: Lines;
};
type Word = "release" | "hold" | undefined;

/** Newest runs first. */
const MOST_RUNS = 100;
const MOST_LINES = 200_000;

export async function judgeAgain(site: BorrowedSite, before: Thresholds, after: Thresholds, onRun: (done: number, total: number) => Promise<void>): Promise<JudgedAgain> {
  const runs = await site.transact((tx) => tx.selectFrom("payment_run").select("payment_run_id").where("site_id", "=", site.siteId).where("state", "=", "done")
    .orderBy("asked_at", "desc").orderBy("payment_run_id", "desc").limit(MOST_RUNS).execute());
  const count = countAgain(before, after);
  let taken = 0;
  for (const [at, { payment_run_id }] of runs.entries()) {
    if (count.total().lines >= MOST_LINES) break;
    await site.transact(async (tx) => {
      const words = await overridesOf(site, tx, payment_run_id);
      for await (const page of readPages(site, tx, payment_run_id)) for (const line of page) count.take(line, words.get(line.line.line)?.at(-1)?.verdict);
    });
    taken = at + 1;
    await onRun(taken, runs.length);
  }
  return { runs: taken, ...count.total() };
}

/** Pure; the sum of all lines that were taken. */
export function countAgain(before: Thresholds, after: Thresholds) {
  const sums = new Map<string, { lines: number; byCurrency: Map<string, number> }>();
  let lines = 0;
  const add = (key: string, { line: { amount } }: Pick<StoredLine, "line">): void => {
    const sum = sums.get(key) ?? { lines: 0, byCurrency: new Map<string, number>() };
    sums.set(key, sum);
    sum.lines += 1;
    if (amount !== null) sum.byCurrency.set(amount.currency, (sum.byCurrency.get(amount.currency) ?? 0) + amount.minor);
  };
  const shown = (key: string): Lines => {
    const { lines: n, byCurrency } = sums.get(key) ?? { lines: 0, byCurrency: new Map<string, number>() };
    return { lines: n, amounts: [...byCurrency].map(([currency, minor]) => ({ currency, minor })).sort((a, b) => b.minor - a.minor || (a.currency < b.currency ? -1 : 1)) };
  };
  return {
    take: (one: Pick<StoredLine, "reasons" | "line">, word: Word): void => {
      lines += 1;
      const [from, to] = [verdictOf(one.reasons, before).verdict, verdictOf(one.reasons, after).verdict];
      if (from === to) return;
      add(`${from} ${to}`, one);
      if (to === "release" && word !== undefined) add(word, one);
    },
    total: (): Omit<JudgedAgain, "runs"> => ({
      lines, heldByPeople: shown("hold"), releasedByPeople: shown("release"),
      moved: VERDICTS.flatMap((from) => VERDICTS.map((to) => ({ from, to, ...shown(`${from} ${to}`) }))).filter((one) => one.lines > 0),
    }),
  };
}
