/**
 * What each part of the duplicate tests is worth: the same ledger judged again and again, each time without one part.
 *
 *   node tools/bench-ablation.ts --score PATH/score.mjs FOLDER...
 *
 * Nothing of the product is changed for it: what was read for judging is changed between reading and judging. Prints the mean over the
 * folders. The labels are opened by the scorer alone.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckDb } from "../src/engine/duckdb/duckdb.ts";
import { createLedger, makeWorkFolder, readInto } from "../src/engine/ledger/ledger.ts";
import { DUPLICATE_TESTS } from "../src/engine/detectors/detectors.ts";
import { judge, readLinked, type Linkage, type Linked } from "../src/engine/linkage/linkage.ts";
import { findingsCsv } from "../src/engine/report/report.ts";
import { duplicates } from "../src/engine/run/run.ts";
import { findFiles } from "../src/main/scan/files.ts";
import { planFiles } from "../src/main/scan/plan.ts";

const args = process.argv.slice(2);
const at = args.indexOf("--score");
const scorer = args[at + 1];
const folders = args.filter((_, i) => i !== at && i !== at + 1);
if (at < 0 || scorer === undefined || folders.length === 0) throw new Error("usage: bench-ablation.ts --score PATH/score.mjs FOLDER...");

type Docs = Linked["docs"];
type Doc = NonNullable<ReturnType<Docs["get"]>>;
const changed = (docs: Docs, change: (doc: Doc) => object): Docs =>
  new Map([...docs].map(([d, doc]) => [d, { ...doc, ...change(doc) }]));

/** What the supplier's own bills have in common, as if every supplier were the ledger's average. */
function averageUsual({ usual, ledger }: Linked): Linked["usual"] {
  return new Map([...usual].map(([s, one]) => [s, {
    ...one, same_ent: one.pairs * ledger.same_ent, same_po: one.both_po * ledger.same_po, odd_shape: one.n * ledger.odd_shape, reused: one.n * ledger.reused,
    split_coded: one.n * ledger.split_coded, near_dropped: one.near_of * ledger.near_dropped, near_digit: one.near_of * ledger.near_digit,
    near_swapped: one.near_of * ledger.near_swapped, sum_k0: one.n * ledger.k0, sum_k7: one.n * ledger.k7, sum_k40: one.n * ledger.k40, sum_d0: one.n * ledger.d0,
  }]));
}

const PARTS: Readonly<Record<string, { readonly before?: (linked: Linked) => Linked; readonly after?: (linkage: Linkage) => Linkage }>> = {
  "nothing": {},
  "netting of credits": { before: (linked) => ({ ...linked, credits: [] }) },
  "number series": { before: (linked) => ({ ...linked, docs: changed(linked.docs, ({ n_s }) => ({ off: null, run_off: null, known: true, n_shape: n_s })) }) },
  "cadence (amounts near in time)": { before: (linked) => ({ ...linked, docs: changed(linked.docs, () => ({ k0: 0, k7: 0, k40: 0 })) }) },
  "posting delay": { before: (linked) => ({ ...linked, docs: changed(linked.docs, () => ({ delay: null })) }) },
  "rarity (the supplier's own history)": {
    before: (linked) => ({ ...linked, usual: averageUsual(linked), docs: changed(linked.docs, () => ({ n_amt: 2, n_txt: 2, k0: 0, k7: 0, k40: 0 })) }),
  },
  "descriptions": { before: (linked) => ({ ...linked, docs: changed(linked.docs, () => ({ txt: null })) }) },
  "payments": { before: (linked) => ({ ...linked, overpaid: [] }) },
  "statements": { before: (linked) => ({ ...linked, stated: new Map() }) },
  "groups: splits against wholes": { before: (linked) => ({ ...linked, splits: [] }) },
  "groups: third documents": {
    after: ({ groups, linked }) => ({ linked, groups: groups.map((group) => (group.pair === undefined ? group : { ...group, docs: [group.pair.a, group.pair.b] })) }),
  },
};

const FIGURES = ["average_precision", "best_f1", "precision_at_k", "value_recall", "corrected_reported"] as const;
type Figures = Readonly<Record<(typeof FIGURES)[number], number>>;
const out = mkdtempSync(join(tmpdir(), "spendward-ablation-"));

async function measure(folder: string): Promise<Map<string, Figures>> {
  const work = await makeWorkFolder({ diskAllowed: true });
  const db = await openDuckDb({ allowedFolder: work.path });
  try {
    await createLedger(db);
    const plan = await planFiles((await findFiles([folder])).files, { map: [], sanctions: [], top: 0 });
    for (const { source, inspection, proposal } of plan.files) await readInto(db, source, inspection, proposal.mapping);
    const linked = await readLinked(db, () => {});
    const figures = new Map<string, Figures>();
    for (const [name, { before, after }] of Object.entries(PARTS)) {
      const judged = await judge(before?.(linked) ?? linked);
      const file = join(out, "findings.csv");
      writeFileSync(file, findingsCsv(await duplicates(db, after?.(judged) ?? judged, DUPLICATE_TESTS)));
      const scored = spawnSync(process.execPath, [scorer ?? "", "--truth", folder, "--found", file, "--json"], { encoding: "utf8", maxBuffer: 1 << 26 });
      if (scored.status !== 0) throw new Error(`the scorer ended with ${scored.status}: ${scored.stderr.slice(-500)}`);
      figures.set(name, (JSON.parse(scored.stdout) as { kinds: { duplicates: Figures } }).kinds.duplicates);
    }
    return figures;
  } finally {
    db.close();
    await work.remove();
  }
}

try {
  const all: Map<string, Figures>[] = [];
  for (const folder of folders) all.push(await measure(folder));
  process.stdout.write(`${folders.length} ledgers, percent\n| without | AP | best F1 | P@k | value recall | corrected reported |\n| --- | --: | --: | --: | --: | --: |\n`);
  for (const name of Object.keys(PARTS)) {
    const cells = FIGURES.map((figure) => all.reduce((sum, one) => sum + (one.get(name)?.[figure] ?? 0), 0) / all.length)
      .map((value, i) => (i < 4 ? (value * 100).toFixed(1) : value.toFixed(1)));
    process.stdout.write(`| ${[name, ...cells].join(" | ")} |\n`);
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
