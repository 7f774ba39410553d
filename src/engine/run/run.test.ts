/** A whole run over made-up ledgers: planted copies are found, calibrated, explained, netted, in one order whatever the order of rows. */
import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DUPLICATE_TESTS } from "../detectors/detectors.ts";
import { documentsOf, runDetectors, type Finding } from "./run.ts";
import { ledgerOfWorld, makeWorld, randomOf, surroundings, type Line } from "./world.fixture.ts";

const only = DUPLICATE_TESTS.map(({ id }) => id);

async function findingsOf(lines: readonly Line[], order?: (index: number) => number): Promise<readonly Finding[]> {
  const db = await ledgerOfWorld(lines, order);
  const { findings } = await runDetectors(db, { only });
  db.close();
  return findings;
}
const pairsOf = (findings: readonly Finding[]): string[] => findings.map(({ documentIds }) => documentIds.toSorted().join(" "));

test("planted copies are recovered, and what is called likely mostly is", async () => {
  const counts = { planted: 0, found: 0, likely: 0, right: 0, mass: 0 };
  for (const seed of [1, 2, 3, 4]) {
    const world = makeWorld(seed, 45, 0.012);
    const planted = new Set(world.copies.map((pair) => [...pair].sort().join(" ")));
    const findings = await findingsOf(world.lines);
    counts.planted += planted.size;
    counts.found += pairsOf(findings).filter((pair) => planted.has(pair)).length;
    const likely = findings.filter(({ score }) => score >= 0.5);
    counts.likely += likely.length;
    counts.right += pairsOf(likely).filter((pair) => planted.has(pair)).length;
    counts.mass += likely.reduce((sum, { score }) => sum + score, 0);
  }
  expect(counts.planted).toBeGreaterThan(30);
  expect(counts.found / counts.planted).toBeGreaterThan(0.85);
  expect(counts.right / counts.likely).toBeGreaterThan(0.85);
  // the scores are probabilities: what they promise is about what comes true
  expect(Math.abs(counts.mass - counts.right) / counts.likely).toBeLessThan(0.15);
});

test("the same ledger gives the same bytes from all detectors, whatever the order in which its rows are stored and the number of threads", async () => {
  const { lines } = makeWorld(7, 30, 0.03);
  const run = async (seed: number, threads: number): Promise<string> => {
    const random = randomOf(seed);
    const keys = lines.map(() => random());
    const db = await ledgerOfWorld(lines, (index) => keys[index] ?? 0, threads);
    await surroundings(db, seed);
    const { findings, coverage } = await runDetectors(db);
    db.close();
    return JSON.stringify([findings, coverage]);
  };
  const first = await run(0, 1);
  expect(new Set((JSON.parse(first) as [Finding[]])[0].map(({ kind }) => kind)).size).toBeGreaterThan(3);
  await fc.assert(fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 4 }), async (seed, threads) => {
    expect(await run(seed, threads)).toBe(first);
  }), { numRuns: 3 });
}, 60_000);

test("no query of a detector takes any of several values: which one it is would be decided by threads", () => {
  const folder = new URL("../detectors/", import.meta.url);
  const queries = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sql"));
  expect(queries.length).toBeGreaterThan(15);
  expect(queries.filter((name) => /any_value\(|\bfirst\(|\bmode\(/.test(readFileSync(new URL(name, folder), "utf8")))).toEqual([]);
});

test("an unrelated supplier with bills of its own changes nothing of what is called likely", async () => {
  const { lines } = makeWorld(11, 30, 0.02);
  const before = pairsOf((await findingsOf(lines)).filter(({ score }) => score >= 0.5)).sort();
  const stranger: Line[] = Array.from({ length: 15 }, (_, i) => ({
    id: `X${i}`, supplier: "X", number: `ZZ${7000 + 3 * i}`, day: 19_800 + 9 * i, posted: 19_803 + 9 * i, minor: 7_770_000 + 1713 * i, text: `Survey ${i}`,
  }));
  const after = pairsOf((await findingsOf([...lines, ...stranger])).filter(({ score }) => score >= 0.5)).sort();
  expect(before.length).toBeGreaterThan(5);
  expect(after).toEqual(before);
});

test("however common an amount: a copy is met by its order, and by its number whatever its date", async () => {
  // one price, a bill every other day, each under an order of its own
  const lines: Line[] = Array.from({ length: 120 }, (_, i) => ({
    id: `D${i}`, supplier: "S", number: `${40_000 + 37 * i}`, day: 19_700 + 2 * i, posted: 19_703 + 2 * i, minor: 1_647_058, text: `Instalment ${(i % 5) + 1}`,
  }));
  const copy = (of: number, id: string, change: Partial<Line>): Line => ({ ...(lines[of] as Line), id, ...change });
  const copies = [copy(30, "by-order", { number: "ST5", day: 19_700 + 2 * 30 + 29, posted: 19_860, text: "" }), copy(70, "by-number", { day: 19_700 + 2 * 70 - 300, posted: 19_950 })];
  const all = [...lines, ...copies].sort((x, y) => x.posted - y.posted);
  const db = await ledgerOfWorld(all);
  await db.exec("UPDATE invoice SET po_no = CASE doc_id WHEN 'by-order' THEN 'PO D30' ELSE 'PO ' || doc_id END");
  const { findings } = await runDetectors(db, { only });
  db.close();
  expect(pairsOf(findings).sort()).toEqual(["D30 by-order", "D70 by-number"]);
});

test("a copy that was credited is not reported, however it was found", async () => {
  const world = makeWorld(21, 30, 0.02);
  const copies = new Set(world.copies.map(([, copy]) => copy));
  const credits = world.lines.filter(({ id }) => copies.has(id)).map((line) => ({
    ...line, id: `${line.id}-credit`, posted: line.posted + 5, minor: -line.minor, text: `Reversal ${line.number}`,
  }));
  expect(credits.length).toBeGreaterThan(5);
  const lines = [...world.lines, ...credits].sort((x, y) => x.posted - y.posted);
  const open = pairsOf(await findingsOf(lines)).filter((pair) => world.copies.some((copy) => [...copy].sort().join(" ") === pair));
  expect(open).toEqual([]);
});

test("what is at risk is what was posted less one bill, and the evidence shows what agrees and what differs", async () => {
  const { lines } = makeWorld(31, 12, 0.03);
  const db = await ledgerOfWorld(lines);
  const { findings, coverage, population } = await runDetectors(db, { only });
  const [best] = findings;
  expect(best).toBeDefined();
  if (best === undefined) return;
  const evidence = await documentsOf(db, best);
  db.close();
  expect(evidence.documents.map(({ doc_id }) => doc_id)).toEqual(best.documentIds);
  expect(evidence.agree).toContain("amount_gross");
  expect(evidence.differ).toContain("posting_date");
  expect(best.amountAtRisk.minor).toBe(evidence.documents[0]?.amount_gross);
  expect(coverage.find(({ detector }) => detector === "DUP-11")).toEqual({ detector: "DUP-11", state: "skipped", why: "needs invoice.entity" });
  expect(population.positive.amounts).toBe(lines.length);
});
