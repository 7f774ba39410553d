/**
 * The measured figures in docs/benchmark/figures.json: their shape, and the tables of docs/benchmark.md that are made of them. Percent, but for counts and seeds.
 * The web app builds its page "How well it finds" from the same file.
 */
import { z } from "zod";

const percent = z.number().min(0).max(100);
const against = { averagePrecision: percent, bestF1: percent, precisionAtK: percent, valueRecall: percent, correctedReported: percent };
export const figuresSchema = z.strictObject({
  measuredOn: z.iso.date(),
  machine: z.string(),
  commands: z.array(z.string()).min(1),
  /** One for each ledger measured; those of equal noise and size are shown as mean and range over their seeds. */
  ledgers: z.array(z.strictObject({ name: z.string(), noise: z.enum(["hard", "basic"]), invoices: z.number().int().positive(), seed: z.number().int() })).min(1),
  /** One for each kind and ledger. Value recall is null where no money is at stake. */
  kinds: z.array(z.strictObject({ kind: z.string(), ledger: z.string(), bestF1: percent, precision: percent, recall: percent, averagePrecision: percent, valueRecall: percent.nullable() })),
  /** The duplicate family again, with what its bars ask. `correctedReported`: of the copies that were already corrected, listed at whatever probability. */
  duplicates: z.array(z.strictObject({ ledger: z.string(), ...against })),
  /** What is to be reached at least; of `correctedReported` at most, and among the first k only. */
  bars: z.array(z.strictObject({ noise: z.enum(["hard", "basic"]), ...against })),
  /** One scan of a ledger, alone on the machine: seconds by the clock and of processor, peak memory in MB, and the bars, where there are any. */
  costs: z.array(z.strictObject({ ledger: z.string(), invoices: z.number().int().positive(), seconds: z.number(), processor: z.number(), megabytes: z.number().int(), barSeconds: z.number().nullable(), barMegabytes: z.number().nullable() })),
  /** Of duplicates on hard noise at 100,000 invoices. `labels`: it was trained on labelled ledgers. */
  rivals: z.array(z.strictObject({ name: z.string(), averagePrecision: percent, bestF1: percent, labels: z.boolean() })),
  ablation: z.array(z.strictObject({ without: z.string(), averagePrecision: percent, bestF1: percent, precisionAtK: percent, valueRecall: percent, correctedReported: z.number().min(0) })),
  calibration: z.array(z.strictObject({ from: z.number(), to: z.number(), findings: z.number().int(), meanScore: percent, right: percent })),
  /** What falls short of its bar, a sentence each. */
  notMet: z.array(z.string()),
}).refine(({ ledgers, kinds, duplicates }) => [...kinds, ...duplicates].every(({ ledger }) => ledgers.some(({ name }) => name === ledger)), { message: "every figure names a ledger of the list" });
export type Figures = z.infer<typeof figuresSchema>;

const show = (value: number): string => (value === 100 ? "100" : value.toFixed(1));
const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** Ledgers of equal noise and size, in the order in which they first come. */
export function groupsOf({ ledgers }: Figures): { readonly title: string; readonly names: readonly string[] }[] {
  return [...Map.groupBy(ledgers, ({ noise, invoices }) => `${noise}, ${invoices.toLocaleString("en-GB")}`)].map(([title, own]) => ({ title, names: own.map(({ name }) => name) }));
}

function over(values: readonly number[]): string {
  const mean = show(values.reduce((sum, one) => sum + one, 0) / values.length);
  const [least, most] = [show(Math.min(...values)), show(Math.max(...values))];
  return least === most ? mean : `${mean} (${least} to ${most})`;
}

function kindsTable(figures: Figures): string {
  const groups = groupsOf(figures);
  const kinds = [...new Set(figures.kinds.map(({ kind }) => kind))];
  const cell = (kind: string, names: readonly string[]): string => {
    const own = figures.kinds.filter((one) => one.kind === kind && names.includes(one.ledger));
    if (own.length === 0) return "not measured";
    const value = own.flatMap(({ valueRecall }) => (valueRecall === null ? [] : [valueRecall]));
    return `**${over(own.map((one) => one.bestF1))}**; ${over(own.map((one) => one.precision))} / ${over(own.map((one) => one.recall))}; AP ${over(own.map((one) => one.averagePrecision))}; value ${value.length === 0 ? "-" : over(value)}`;
  };
  const heads = groups.map(({ title, names }) => `${title} (${names.length === 1 ? "1 seed" : `${names.length} seeds`})`);
  return [row(["kind", ...heads]), row(["---", ...heads.map(() => "---")]), ...kinds.map((kind) => row([kind, ...groups.map(({ names }) => cell(kind, names))]))].join("\n");
}

const BARRED = ["averagePrecision", "bestF1", "precisionAtK", "valueRecall", "correctedReported"] as const;

function barsTable(figures: Figures): string {
  const lines = groupsOf(figures).flatMap(({ title, names }) => {
    const own = figures.duplicates.filter(({ ledger }) => names.includes(ledger));
    return own.length === 0 ? [] : [row([`${title} (${own.length === 1 ? "1 seed" : `${own.length} seeds`})`, ...BARRED.map((name) => over(own.map((one) => one[name])))])];
  });
  const bars = figures.bars.map((bar) => row([`bar, ${bar.noise}`, ...BARRED.map((name) => show(bar[name]))]));
  return [row(["duplicates", "AP", "best F1", "P@k", "value recall", "corrected listed"]), row(NUMBERS(5)), ...lines, ...bars].join("\n");
}

const bar = (value: number | null): string => (value === null ? "" : ` (bar ${value.toLocaleString("en-GB")})`);
const costsTable = ({ costs }: Figures): string =>
  [
    row(["ledger", "invoices", "seconds", "of processor", "MB"]), row(NUMBERS(4)),
    ...costs.map((one) => row([one.ledger, one.invoices.toLocaleString("en-GB"), `${one.seconds.toFixed(1)}${bar(one.barSeconds)}`, one.processor.toFixed(1), `${one.megabytes.toLocaleString("en-GB")}${bar(one.barMegabytes)}`])),
  ].join("\n");

const NUMBERS = (n: number): string[] => ["---", ...Array.from({ length: n }, () => "--:")];

/** By the name that stands in the page's marks. */
export const tablesOf = (figures: Figures): Readonly<Record<string, string>> => ({
  kinds: kindsTable(figures),
  bars: barsTable(figures),
  costs: costsTable(figures),
  rivals: [row(["duplicates, hard noise, 100,000 invoices", "AP", "best F1"]), row(NUMBERS(2)), ...figures.rivals.map((one) => row([one.name, show(one.averagePrecision), show(one.bestF1)]))].join("\n"),
  ablation: [row(["without", "AP", "best F1", "P@k", "value recall", "corrected reported"]), row(NUMBERS(5)), ...figures.ablation.map((one) => row([one.without, show(one.averagePrecision), show(one.bestF1), show(one.precisionAtK), show(one.valueRecall), one.correctedReported.toFixed(1)]))].join("\n"),
  calibration: [row(["score", "findings", "mean score", "right"]), row(NUMBERS(3)), ...figures.calibration.map((one) => row([`${one.from} to ${one.to}`, String(one.findings), `${one.meanScore.toFixed(1)} %`, `${one.right.toFixed(1)} %`]))].join("\n"),
  "not met": ["**Not met:**", "", ...figures.notMet.map((one) => `- ${one}`)].join("\n"),
});

/** The page with its marked parts made anew. @throws Error: a mark is missing. */
export function withTables(page: string, figures: Figures): string {
  let text = page;
  for (const [name, table] of Object.entries(tablesOf(figures))) {
    const [open, close] = [`<!-- figures: ${name} -->\n`, `<!-- end of figures: ${name} -->`];
    const [from, to] = [text.indexOf(open), text.indexOf(close)];
    if (from < 0 || to < from) throw new Error(`docs/benchmark.md has no marks for ${name}`);
    text = `${text.slice(0, from + open.length)}${table}\n${text.slice(to)}`;
  }
  return text;
}
