/**
 * One run of the detectors over one ledger: choose what can run, run it, rank what was found.
 *
 * Invariants: the same ledger, parameters and version give the same findings in the same order, whatever the order of
 * threads; nothing is reported twice; what did not run or was cut short is told in `coverage`.
 */
import { performance } from "node:perf_hooks";
import { dayFromNumber, showDay } from "../../base/day.ts";
import { showMoney, type Money } from "../../base/money.ts";
import type { DuckDb } from "../duckdb/duckdb.ts";
import {
  DETECTORS, DUPLICATE_PARAMETERS, DUPLICATE_TESTS, detectorContexts, fieldsPresent, finding, missingFields, valueOf, type Detector, type DetectorId, type DuplicateTest,
} from "../detectors/detectors.ts";
import { link, type Compared, type Comparison, type Group, type Linkage } from "../linkage/linkage.ts";
import { bandOf, byRank, type Finding, type Kind } from "./finding.ts";
import { LENSES, LENS_IDS, LENS_NAMES, missingForLens } from "./lenses.ts";
import { population, type Population } from "./population.ts";
import { LEAST_DUPLICATE_SCORE, STANDARD_SETTINGS, type Settings } from "./settings.ts";

export * from "./finding.ts";
export {
  affectedTests, isSwitchable, isWhole, SHOW_FROM, settle, type Settings, shownBy, STANDARD_SETTINGS, type Test, TESTS, testPage, thresholdsOf, type TestPage,
} from "./settings.ts";
export { documentsOf, type Evidence } from "./evidence.ts";
export { bitsOf, leadTest, learn, lessonFor, MOST_BITS, recalibrate, type Lesson, type Taught, type Verdict } from "./learn.ts";
export { LENS_NAMES, type LensName, type Lenses } from "./lenses.ts";
export type { Population } from "./population.ts";
export type { Compared, Comparison } from "../linkage/linkage.ts";

export type Coverage = { readonly detector: DetectorId; readonly state: "ran" | "skipped" | "capped" | "off"; readonly why: string };
export type RunOptions = {
  readonly onProgress?: (stage: string, done: number, total: number) => void;
  /** Kept for sampling; today's detectors look at everything and use no randomness. */
  readonly seed?: number;
  readonly only?: readonly DetectorId[];
  /** What is switched off, and values other than the detectors' own. From which score on findings are shown is `shownBy`'s. */
  readonly settings?: Settings;
  /** Where documents are compared for the duplicate tests, if not all of them here and now. */
  readonly comparison?: Comparison;
};
export type RunResult = {
  readonly findings: readonly Finding[];
  readonly population: Population;
  readonly coverage: readonly Coverage[];
  readonly timingsMs: Readonly<Record<string, number>>;
  /** Documents compared anew, where an earlier run's work was used. */
  readonly compared?: Compared;
};

/** What one run's parts share: what is wanted and known, and where they write what they found. */
type Running = {
  readonly present: ReadonlySet<string>;
  readonly progress: (stage: string) => void;
  readonly finished: () => void;
  readonly timed: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly findings: Finding[];
  readonly coverage: Coverage[];
  readonly settings: Settings;
};

export async function runDetectors(db: DuckDb, options: RunOptions = {}): Promise<RunResult> {
  const { settings = STANDARD_SETTINGS } = options;
  const asked = ({ id }: { readonly id: DetectorId }) => options.only === undefined || options.only.includes(id);
  const wanted = (test: { readonly id: DetectorId }) => asked(test) && !settings.off.includes(test.id);
  const timingsMs: Record<string, number> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const value = await work();
    timingsMs[name] = Math.round(performance.now() - from);
    return value;
  };
  const present = await timed("fields", () => fieldsPresent(db));
  const alone = DETECTORS.filter(wanted);
  let done = 0;
  const running: Running = {
    present, timed, settings, findings: [], coverage: [],
    progress: (stage) => options.onProgress?.(stage, done, alone.length + 2),
    finished: () => void done++,
  };
  const { progress, finished, findings, coverage } = running;

  progress("population");
  const people = await timed("population", () => population(db, present));
  for (const id of ["STA-03", "STA-07", ...LENS_IDS] as const) if (wanted({ id })) coverage.push(coverageOfLens(id, present));
  finished();

  for (const { id } of [...DUPLICATE_TESTS, ...DETECTORS]) if (asked({ id }) && !wanted({ id })) coverage.push({ detector: id, state: "off", why: "switched off at this site" });

  // side by side: while one waits for the database the other weighs what it was given
  const compared = Promise.withResolvers<void>();
  const [duplicated, others] = await Promise.allSettled([
    findDuplicates(db, running, DUPLICATE_TESTS.filter(wanted), options.comparison, compared.resolve), findOthers(db, running, alone, compared.promise),
  ]);
  if (duplicated.status === "rejected") throw duplicated.reason;
  if (others.status === "rejected") throw others.reason;
  progress("done");
  findings.sort(byRank);
  coverage.sort((a, b) => (a.detector < b.detector ? -1 : 1));
  return { findings, population: people, coverage, timingsMs, ...(duplicated.value && { compared: duplicated.value }) };
}

/** In a session of its own, which takes its scratch tables with it when it is closed: they are as big as the ledger. */
async function findDuplicates(
  db: DuckDb, { present, progress, finished, timed, findings, coverage, settings }: Running, tests: readonly DuplicateTest[], comparison: Comparison | undefined, whenCompared: () => void,
): Promise<Compared | undefined> {
  let compared: Compared | undefined;
  if (tests.length === 0) whenCompared();
  else {
    const session = await db.beside();
    try {
      const linkage = await timed("linkage", () => link(session, (stage) => {
        progress(`duplicates: ${stage}`);
        if (stage === "reading") whenCompared();
      }, comparison));
      compared = linkage.compared;
      findings.push(...(await timed("duplicates", () => duplicates(session, linkage, tests, settings.values))));
      coverage.push(...tests.map((test) => coverageOf(test, present, linkage)));
    } finally {
      whenCompared();
      session.close();
    }
  }
  finished();
  return compared;
}

/**
 * Work of the database alone, some five seconds of processor a million documents. It is kept for when linkage leaves the database and
 * judges what it read, which is about as much work of JavaScript alone: done earlier, one processor would stand idle at the end.
 */
const LAST: readonly DetectorId[] = ["FRD-03", "FRD-10", "FRD-16", "FRD-19", "FRD-20", "FRD-22"];

async function findOthers(
  db: DuckDb, { present, progress, finished, timed, findings, coverage, settings }: Running, detectors: readonly Detector[], compared: Promise<void>,
): Promise<void> {
  const contexts = detectorContexts(settings.values);
  const isLast = ({ id }: Detector) => LAST.includes(id);
  for (const detector of [...detectors.filter((one) => !isLast(one)), ...detectors.filter(isLast)]) {
    if (isLast(detector)) await compared;
    progress(detector.name);
    const missing = missingFields(detector, present);
    if (missing.length > 0) coverage.push({ detector: detector.id, state: "skipped", why: `needs ${missing.join(", ")}` });
    else {
      findings.push(...(await timed(detector.id, () => detector.find(db, contexts.of(detector.id)))));
      const capped = contexts.capped.get(detector.id);
      coverage.push({ detector: detector.id, state: capped === undefined ? "ran" : "capped", why: capped ?? "" });
    }
    finished();
  }
}

/** Two lenses may be of one test of the catalogue: it ran if one of them did. */
function coverageOfLens(id: "STA-03" | "STA-07" | (typeof LENS_IDS)[number], present: ReadonlySet<string>): Coverage {
  const own = LENS_NAMES.filter((name) => LENSES[name].id === id);
  const missing = (own.length > 0 ? own : (["firstDigit"] as const)).map((name) => missingForLens(name, present));
  const least = missing.toSorted((a, b) => a.length - b.length)[0] ?? [];
  return least.length > 0 ? { detector: id, state: "skipped", why: `needs ${least.join(", ")}` } : { detector: id, state: "ran", why: "" };
}

function coverageOf(test: DuplicateTest, present: ReadonlySet<string>, linkage: Linkage): Coverage {
  const missing = Object.entries(test.needs).flatMap(([table, fields]) =>
    fields.map((field) => `${table}.${field}`).filter((field) => !present.has(field)),
  );
  if (missing.length > 0) return { detector: test.id, state: "skipped", why: `needs ${missing.join(", ")}` };
  const capped = linkage.linked.capped.reduce((sum, { docs }) => sum + docs, 0);
  if (capped === 0) return { detector: test.id, state: "ran", why: "" };
  return {
    detector: test.id, state: "capped",
    why: `${capped.toLocaleString("en-GB")} documents share a number or amount with very many others of their supplier; each was compared with its neighbours by date only`,
  };
}

/** Groups as findings, those worth telling: what `runDetectors` reports of the duplicate tests. */
export async function duplicates(db: DuckDb, linkage: Linkage, tests: readonly DuplicateTest[], values: Settings["values"] = {}): Promise<Finding[]> {
  await db.exec("CREATE OR REPLACE TEMP TABLE found_doc (d BIGINT)");
  const groups = worthTelling(linkage, values);
  const rows = [...new Set(groups.flatMap((group) => group.docs.map(({ d }) => d)))].sort((a, b) => a - b);
  for (let at = 0; at < rows.length; at += 2000) {
    await db.exec(`INSERT INTO found_doc VALUES ${rows.slice(at, at + 2000).map((d) => `(${d})`).join(", ")}`);
  }
  const names = await db.all<{ d: number; doc_id: string; supplier_id: string; invoice_no: string | null }>(
    "SELECT row_no AS d, doc_id, supplier_id, invoice_no FROM invoice WHERE row_no IN (SELECT d FROM found_doc)");
  const nameOf = new Map(names.map((one) => [one.d, one]));
  return groups.flatMap((group) => {
    const ids = tests.filter((test) => test.holds(group)).map(({ id }) => id);
    if (ids.length === 0) return [];
    const docs = group.docs.map(({ d }) => nameOf.get(d));
    const draft = finding({
      kind: kindOf(group),
      detectors: ids,
      reasons: group.reasons,
      documentIds: docs.map((doc) => doc?.doc_id ?? ""),
      supplierIds: docs.map((doc) => doc?.supplier_id ?? ""),
      amountAtRisk: atRisk(group),
      title: titleOf(group, docs[0]?.invoice_no ?? null),
    });
    // six digits instead of four: the order among near-certain findings is kept
    return [{ ...draft, score: Math.round(1_000_000 / (1 + 2 ** -group.bits)) / 1_000_000 }];
  });
}

function worthTelling({ groups, linked }: Linkage, values: Settings["values"]): Group[] {
  const value = (name: keyof typeof DUPLICATE_PARAMETERS): number => valueOf(DUPLICATE_PARAMETERS, name, values[`DUP.${name}`]);
  const scored = groups.map((group) => ({ group, score: 1 / (1 + 2 ** -group.bits), loss: lossOf(group) / (1 + 2 ** -group.bits) })).filter(({ score }) => score >= LEAST_DUPLICATE_SCORE);
  const unlikely = scored.filter(({ score }) => bandOf(score) === "unlikely").sort((a, b) => b.loss - a.loss || b.score - a.score);
  const most = Math.max(value("unlikelyAtLeast"), Math.floor(linked.ledger.docs * value("unlikelyShare")));
  return [...scored.filter(({ score }) => bandOf(score) !== "unlikely"), ...unlikely.slice(0, most)].map(({ group }) => group);
}

/** What a miss would cost, more than proportionally less for large amounts: probability still decides between like amounts. */
const lossOf = (group: Group): number => Math.sqrt(Math.max(1, atRisk(group).minor));

function kindOf({ docs, split, overpaid }: Group): Kind {
  if (overpaid !== undefined) return "paid_twice";
  if (split !== undefined) return "duplicate_split";
  if (new Set(docs.map(({ s }) => s)).size > 1) return "duplicate_across_suppliers";
  return new Set(docs.map(({ ent }) => ent)).size > 1 ? "duplicate_across_entities" : "duplicate_invoice";
}

/** What one legitimate instance leaves over: the dearest document is taken as the legitimate one only in a split. */
function atRisk({ docs, split, overpaid }: Group): Money {
  const currency = docs.at(-1)?.cur ?? "XXX";
  if (overpaid !== undefined) return { minor: overpaid.paid - overpaid.amt, currency };
  if (split !== undefined) return { minor: split.docs[0].amt, currency };
  const copies = docs.slice(1);
  const first = docs[0]?.amt ?? 0;
  return { minor: Math.min(copies.reduce((sum, { amt }) => sum + amt, 0), first * copies.length), currency };
}

function titleOf({ docs, split, overpaid, pair }: Group, number: string | null): string {
  const [first] = docs;
  const what = number === null ? "A document without a number" : `Invoice ${number}`;
  if (first === undefined) return what;
  const amount = showMoney({ minor: first.amt, currency: first.cur });
  if (overpaid !== undefined) return `${what} for ${amount} was paid ${overpaid.payments} times`;
  if (split !== undefined) return `${what} was posted whole and again in two parts`;
  const times = docs.length === 2 ? "twice" : `${docs.length} times`;
  const supplier = new Set(docs.map(({ s }) => s)).size > 1 ? " under different suppliers" : "";
  const entity = new Set(docs.map(({ ent }) => ent)).size > 1 ? " in different companies" : "";
  const day = first.iday === null ? "" : ` of ${showDay(dayFromNumber(first.iday))}`;
  const other = pair !== undefined && pair.number !== "equal" && pair.number !== "missing" ? docs.find(({ no }) => no !== null && no !== number) : undefined;
  const how = other === undefined ? "" : ` (also as ${other.no})`;
  return `${what}${day} for ${amount} looks posted ${times}${how}${supplier}${entity}`;
}
