/**
 * Record linkage over one ledger: which posted debits are the same bill.
 *
 * Invariant: the score of a group is the sum of the weights it carries, turned into a probability; nothing cancelled
 * by a credit is in a group. Which catalogue test a group answers to is decided in detectors/.
 */
import { setImmediate } from "node:timers/promises";
import type { DuckDb } from "../duckdb/duckdb.ts";
import type { Reason } from "../run/finding.ts";
import { compareFamilies, type Compared } from "./compare.ts";
import type { Doc } from "./document.ts";
import { withoutHabits } from "./habit.ts";
import { cancelledBy, doubtfulOf } from "./netting.ts";
import { readUnits, UNIT_TABLES, writePieces, type StoredPieces, type WrittenPiece } from "./pieces.ts";
import { readCompared, type Linked, type Overpaid, type Stated } from "./read.ts";
import { HOPELESS, scorePair, type PairScore, type StatementView } from "./score.ts";
import { readSurvey, survey } from "./survey.ts";
import { weighOverpaid } from "./overpaid.ts";
import { scoreSplit, type SplitScore } from "./split.ts";
import { inWords, type Term } from "./words.ts";

export type { PairScore } from "./score.ts";
export type { Compared } from "./compare.ts";
export { comparePart, surveyThin, type Part, type PartWork } from "./part.ts";
export type { PieceTable, StoredPiece, StoredPieces, WrittenPiece } from "./pieces.ts";
export { readLinked, type CreditMatch, type Linked } from "./read.ts";
export { buildFamilies as prepareFamilies } from "./families.ts";
export { compareNumbers, type NumberLevel } from "./number.ts";
export { cancelledBy } from "./netting.ts";
export { THIN } from "./survey.ts";

export type Group = {
  /** Original first, then the copies in posting order. */
  readonly docs: readonly Doc[];
  readonly bits: number;
  readonly reasons: readonly Reason[];
  /** The pair whose weights are shown; absent for splits. */
  readonly pair?: PairScore;
  readonly split?: SplitScore;
  readonly overpaid?: Overpaid;
};
export type Linkage = { readonly groups: readonly Group[]; readonly linked: Linked; readonly compared?: Compared };

/** Where families are compared, if not all of them here and now. The groups are the same, byte for byte. */
export type Comparison =
  /** Those whose unit an earlier run of this version did not leave. `keep` is given what this state's next run may use. */
  | { readonly by: "this-run"; readonly kept: StoredPieces; readonly keep: (pieces: AsyncIterable<WrittenPiece>) => Promise<void> }
  /** All of them, by workers, a part each: the survey and what they found. */
  | { readonly by: "workers"; readonly survey: StoredPieces; readonly found: StoredPieces };

/** From here on a third document joins the group instead of standing alone. */
const JOIN_BITS = 0;
/** A document that is not explained well (below JOIN_BITS) may stand beside a second one that explains it hardly worse, by at most so many bits. */
const SECOND_BITS = 1.5;
/** A group longer than this is nothing that a person can read. */
const MOST_DOCS = 20;

export async function link(db: DuckDb, onStage: (stage: string) => void = () => {}, comparison?: Comparison): Promise<Linkage> {
  let compared: Compared | undefined;
  if (comparison?.by === "workers") {
    await readSurvey(db, comparison.survey);
    await readUnits(db, comparison.found);
  } else {
    await survey(db, onStage);
    compared = await compareFamilies(db, onStage, comparison?.kept);
    await comparison?.keep(writePieces(db, UNIT_TABLES));
  }
  const linked = await readCompared(db, onStage);
  onStage("scoring");
  const linkage = await judge(linked);
  return comparison?.by === "this-run" && compared !== undefined ? { ...linkage, compared } : linkage;
}

/** From what was read to groups, without the database. */
export async function judge(linked: Linked): Promise<Linkage> {
  const scored = await scoreAll(linked);
  const suspicion = new Map<number, number>();
  for (const { a, b, bits } of scored) {
    for (const { d } of [a, b]) suspicion.set(d, Math.max(bits, suspicion.get(d) ?? -Infinity));
  }
  const cancelled = cancelledBy(linked.credits, suspicion);
  const doubtful = doubtfulOf(linked.credits, cancelled);
  for (const d of doubtful.keys()) cancelled.delete(d);
  const doubted = <S extends { readonly bits: number; readonly terms: readonly Term[] }>(one: S, docs: readonly Doc[]): S => {
    const bits = Math.round(Math.min(0, ...docs.map(({ d }) => doubtful.get(d) ?? 0)) * 100) / 100;
    return bits === 0 ? one : { ...one, bits: one.bits + bits, terms: [...one.terms, { code: "credit-other", bits }] };
  };
  const open = scored.filter(({ a, b }) => !cancelled.has(a.d) && !cancelled.has(b.d)).map((pair) => doubted(pair, [pair.a, pair.b])).filter(({ bits }) => bits >= HOPELESS);
  const splits = linked.splits
    .map(({ whole, p1, p2 }) => scoreSplit(docOf(linked, whole), docOf(linked, p1), docOf(linked, p2), linked))
    .map((split) => doubted(split, split.docs))
    .filter(({ docs, bits }) => bits >= HOPELESS && !docs.some(({ d }) => cancelled.has(d)));
  const overpaid = linked.overpaid.filter(({ d }) => linked.docs.has(d)).map((one): Group => {
    const reasons = weighOverpaid(one);
    return { docs: [docOf(linked, one.d)], bits: reasons.reduce((sum, { bits }) => sum + bits, 0), reasons, overpaid: one };
  });
  return { groups: [...groupsOf(open, splits), ...overpaid], linked };
}

const docOf = (linked: Linked, d: number): Doc => {
  const doc = linked.docs.get(d);
  if (doc === undefined) throw new Error("Invariant broken: a compared document was not read");
  return doc;
};

/** After so many pairs others get their turn: detectors whose queries were answered, and whoever stops the process. */
const TURN_PAIRS = 4096;

async function scoreAll(linked: Linked): Promise<PairScore[]> {
  const scored: PairScore[] = [];
  for (const [at, { a, b }] of linked.pairs.entries()) {
    if (at % TURN_PAIRS === TURN_PAIRS - 1) await setImmediate();
    const [x, y] = [docOf(linked, a), docOf(linked, b)];
    const [usualX, usualY] = [linked.usual.get(x.s), linked.usual.get(y.s)];
    if (usualX === undefined || usualY === undefined) continue;
    const pair = scorePair(x, y, usualX, usualY, linked.ledger, statementView(linked, x, y));
    if (pair.bits >= HOPELESS) scored.push(pair);
  }
  return withoutHabits(scored).sort((p, q) => q.bits - p.bits || p.a.d - q.a.d || p.b.d - q.b.d);
}

function statementView(linked: Linked, a: Doc, b: Doc): StatementView {
  const [x, y] = [linked.stated.get(a.d), linked.stated.get(b.d)];
  if (x === undefined || y === undefined) return "none";
  if (a.fold === b.fold) {
    if (a.iday === b.iday && x.stated_amt === a.amt + b.amt) return "whole";
    if (x.lines_exact === 0 && y.lines_exact === 0) return "neither";
    return x.lines_exact > 0 && y.lines_exact > 0 && a.iday !== b.iday ? "twice" : "once";
  }
  // listed: by its number, or by date and amount with a line for every such document of the ledger
  const [listedX, listedY] = [isListed(x, a), isListed(y, b)];
  if (listedX && listedY) return "both";
  return listedX || listedY ? "one" : "neither";
}

const isListed = (stated: Stated, doc: Doc): boolean => stated.lines_no > 0 || stated.lines_amt > doc.k0;

/** Strongest first; a document joins one group only, and a weaker pair with a document already explained is dropped. */
function groupsOf(pairs: readonly PairScore[], splits: readonly SplitScore[]): Group[] {
  const groups: { docs: Doc[]; bits: number; reasons: readonly Reason[]; pair?: PairScore; split?: SplitScore }[] = [];
  const groupOf = new Map<number, (typeof groups)[number]>();
  // a part beside its whole is told by the split, not again as a pair of unlike amounts
  const split = new Set(splits.filter(({ bits }) => bits >= JOIN_BITS).flatMap(({ docs: [whole, ...parts] }) =>
    parts.flatMap((part) => [`${whole.d} ${part.d}`, `${part.d} ${whole.d}`])));
  const all = [
    ...pairs.filter(({ a, b, amount }) => amount === "equal" || !split.has(`${a.d} ${b.d}`)).map((pair) => ({ bits: pair.bits, docs: [pair.a, pair.b], reasons: inWords(pair.terms), pair })),
    ...splits.map((split) => ({ bits: split.bits, docs: [...split.docs], reasons: inWords(split.terms), split })),
  ].sort((x, y) => y.bits - x.bits || (x.docs[0]?.d ?? 0) - (y.docs[0]?.d ?? 0));
  const twice = new Set<number>();
  for (const one of all) {
    const known = [...new Set(one.docs.map(({ d }) => groupOf.get(d)).filter((group) => group !== undefined))];
    if (known.length === 0) {
      const group = { ...one, docs: [...one.docs] };
      groups.push(group);
      for (const { d } of one.docs) groupOf.set(d, group);
    } else if (known.length === 1 && one.bits >= JOIN_BITS && !("split" in one)) {
      const [group] = known;
      for (const doc of one.docs) {
        if (group === undefined || group.docs.length >= MOST_DOCS || groupOf.has(doc.d)) continue;
        group.docs.push(doc);
        groupOf.set(doc.d, group);
      }
    } else if (known.length === 1 && !("split" in one) && (known[0]?.bits ?? 0) - one.bits <= SECOND_BITS && (known[0]?.bits ?? 0) < JOIN_BITS && !one.docs.some(({ d }) => twice.has(d))) {
      const group = { ...one, docs: [...one.docs] };
      groups.push(group);
      for (const { d } of one.docs) {
        twice.add(d);
        if (!groupOf.has(d)) groupOf.set(d, group);
      }
    }
  }
  for (const group of groups) group.docs.sort((x, y) => x.d - y.d);
  return groups;
}
