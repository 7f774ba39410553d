/**
 * Writes the marked tables of docs/benchmark.md from docs/benchmark/figures.json.
 *
 *   node tools/bench-tables.ts [FIGURES.jsonl...]
 *
 * With files that `bench.ts --out` wrote, their ledgers' figures first take the place of all that the file held of ledgers, kinds and duplicates.
 * The folders must be called NOISE-INVOICES-SEED, such as hard-100000-711.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { figuresSchema, withTables } from "./bench-figures.ts";

type Scored = { readonly [name in "best_f1" | "precision" | "recall" | "average_precision" | "value_recall" | "precision_at_k" | "corrected_reported" | "corrected_cases" | "cases"]: number };
type Line = { readonly ledger: string; readonly kinds: { readonly duplicates: Scored; readonly [kind: string]: Scored } };

/** Nothing is at stake by itself in a supplier's record. */
const WITHOUT_VALUE = new Set(["duplicate_supplier", "invalid_iban", "invalid_vat", "missing_data"]);
/** Single kinds of the duplicate family have a recall only; the family is judged as one. */
const FAMILY = new Set(["duplicate_invoice", "duplicate_across_suppliers", "duplicate_across_entities", "duplicate_split", "paid_twice", "corrected_duplicate"]);

const percent = (share: number): number => Math.round(share * 1000) / 10;

function ledgerOf({ ledger }: Line): { name: string; noise: "hard" | "basic"; invoices: number; seed: number } {
  const [, noise, invoices, seed] = /^(hard|basic)-(\d+)-(\d+)$/.exec(ledger) ?? [];
  if (noise === undefined) throw new Error(`the ledger's folder is called ${ledger}; NOISE-INVOICES-SEED is expected`);
  return { name: `${noise} ${seed}`, noise: noise === "hard" ? "hard" : "basic", invoices: Number(invoices), seed: Number(seed) };
}

function measured(lines: readonly Line[]) {
  const kinds = lines.flatMap((line) =>
    Object.entries(line.kinds).filter(([kind, { cases }]) => cases > 0 && !FAMILY.has(kind)).map(([kind, of]) => ({
      kind, ledger: ledgerOf(line).name, bestF1: percent(of.best_f1), precision: percent(of.precision), recall: percent(of.recall),
      averagePrecision: percent(of.average_precision), valueRecall: WITHOUT_VALUE.has(kind) ? null : percent(of.value_recall),
    })));
  const duplicates = lines.map((line) => {
    const of = line.kinds.duplicates;
    return {
      ledger: ledgerOf(line).name, averagePrecision: percent(of.average_precision), bestF1: percent(of.best_f1), precisionAtK: percent(of.precision_at_k),
      valueRecall: percent(of.value_recall), correctedReported: percent(of.corrected_reported / of.corrected_cases),
    };
  });
  return { ledgers: lines.map(ledgerOf), kinds: kinds.toSorted((a, b) => Number(b.kind === "duplicates") - Number(a.kind === "duplicates")), duplicates };
}

const page = new URL("../docs/benchmark.md", import.meta.url);
const data = new URL("../docs/benchmark/figures.json", import.meta.url);
const lines = process.argv.slice(2).flatMap((file) => readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line) as Line));
const held = JSON.parse(readFileSync(data, "utf8")) as object;
const figures = figuresSchema.parse(lines.length === 0 ? held : { ...held, ...measured(lines) });
writeFileSync(data, `${JSON.stringify(figures, undefined, 1).replace(/\{\n\s+([^{}[\]]*?)\n\s+\}/g, (_, inner: string) => `{ ${inner.replaceAll(/\n\s+/g, " ")} }`)}\n`);
writeFileSync(page, withTables(readFileSync(page, "utf8"), figures));
