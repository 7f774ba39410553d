/**
 * Are the probabilities true? Findings in bands of their score against how many of them are right, as a table and as a figure.
 *
 *   node tools/bench-calibration.ts FIGURE.svg FOLDER=FINDINGS.csv...        FOLDER holds the labels.csv of a benchmark ledger
 *
 * Duplicates alone. Right: two documents shared with a labelled duplicate (one where a single document was paid twice), as the benchmark's scorer has it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { splitRecord } from "../src/engine/ledger/csv/record.ts";

const [figure, ...pairs] = process.argv.slice(2);
if (figure === undefined || pairs.length === 0) throw new Error("usage: bench-calibration.ts FIGURE.svg FOLDER=FINDINGS.csv...");

const KINDS = new Set(["duplicate", "duplicate_invoice", "duplicate_across_suppliers", "duplicate_across_entities", "duplicate_split", "paid_twice"]);
const BANDS = [0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97, 0.99, 1.000001];

type Finding = { readonly score: number; readonly right: boolean };

function rows(file: string): Record<string, string>[] {
  const [head = "", ...lines] = readFileSync(file, "utf8").split(/\r?\n/).filter((line) => line !== "");
  const names = splitRecord(head, ",");
  return lines.map((line) => Object.fromEntries(splitRecord(line, ",").map((value, at) => [names[at] ?? "", value])));
}

function judged(folder: string, findings: string): Finding[] {
  const casesOf = new Map<string, number[]>();
  const sizes: number[] = [];
  for (const label of rows(`${folder}/labels.csv`).filter(({ kind }) => KINDS.has(kind ?? ""))) {
    const documents = (label["document_ids"] ?? "").split(";");
    for (const id of documents) casesOf.set(id, [...(casesOf.get(id) ?? []), sizes.length]);
    sizes.push(documents.length);
  }
  return rows(findings).filter(({ kind }) => KINDS.has(kind ?? "")).map((row) => {
    const shared = new Map<number, number>();
    for (const id of (row["document_ids"] ?? "").split(";")) for (const one of casesOf.get(id) ?? []) shared.set(one, (shared.get(one) ?? 0) + 1);
    return { score: Number(row["score"]), right: [...shared].some(([one, n]) => n >= Math.min(2, sizes[one] ?? 2)) };
  });
}

const all = pairs.flatMap((pair) => judged(...(pair.split("=") as [string, string])));
const bands = BANDS.slice(1).map((to, at) => {
  const [from, inside] = [BANDS[at] ?? 0, all.filter(({ score }) => score >= (BANDS[at] ?? 0) && score < to)];
  const mean = inside.reduce((sum, { score }) => sum + score, 0) / Math.max(1, inside.length);
  return { from, to: Math.min(1, to), n: inside.length, right: inside.filter(({ right }) => right).length, mean };
}).filter(({ n }) => n > 0);

process.stdout.write("| score | findings | mean score | right |\n| --- | --: | --: | --: |\n");
for (const { from, to, n, right, mean } of bands) process.stdout.write(`| ${from} to ${to} | ${n} | ${(mean * 100).toFixed(1)} % | ${((100 * right) / n).toFixed(1)} % |\n`);

/** 95 % interval of a share (Wilson). */
function interval(right: number, n: number): readonly [number, number] {
  const [z, share] = [1.96, right / n];
  const [middle, half] = [share + z ** 2 / (2 * n), z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n * n))];
  return [(middle - half) / (1 + z ** 2 / n), (middle + half) / (1 + z ** 2 / n)];
}

const [left, top, size] = [56, 20, 400];
const x = (share: number): string => (left + share * size).toFixed(1);
const y = (share: number): string => (top + size - share * size).toFixed(1);
const marks = bands.map(({ mean, right, n }) => {
  const [low, high] = interval(right, n);
  return `<path d="M${x(mean)} ${y(low)}V${y(high)}" stroke="#1864ab" stroke-width="1.5"/><circle cx="${x(mean)}" cy="${y(right / n)}" r="${(2.5 + Math.log10(n)).toFixed(1)}" fill="#1864ab"/>`;
});
const ticks = [0, 0.25, 0.5, 0.75, 1].map((at) =>
  `<path d="M${x(at)} ${y(0)}V${y(1)}M${x(0)} ${y(at)}H${x(1)}" stroke="#dee2e6"/><text x="${x(at)}" y="${top + size + 18}" text-anchor="middle">${at * 100} %</text><text x="${left - 8}" y="${Number(y(at)) + 4}" text-anchor="end">${at * 100} %</text>`);
writeFileSync(figure, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 470" font-family="sans-serif" font-size="12" fill="none"><title>Share of duplicate findings that are right, by score</title>
<rect width="480" height="470" fill="#fff"/><g fill="#212529">${ticks.join("\n")}
<text x="${left + size / 2}" y="${top + size + 40}" text-anchor="middle">probability that is told</text><text transform="translate(14 ${top + size / 2}) rotate(-90)" text-anchor="middle">right</text></g>
<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#868e96" stroke-dasharray="4 4"/>
${marks.join("\n")}
</svg>
`);
