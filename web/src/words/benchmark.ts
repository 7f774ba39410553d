/** The measured figures of docs/benchmark/figures.json, built into the app: by kind and group of ledgers, mean and range over seeds. */
import measured from "../../../docs/benchmark/figures.json";

export const BENCHMARK = measured;
export type Spread = { readonly mean: number; readonly least: number; readonly most: number };
export type KindFigures = {
  readonly kind: string; readonly group: string; readonly seeds: number;
  readonly precision: Spread; readonly recall: Spread; readonly bestF1: Spread; readonly averagePrecision: Spread; readonly valueRecall: Spread | null;
};

const spread = (values: readonly number[]): Spread => ({ mean: values.reduce((sum, one) => sum + one, 0) / values.length, least: Math.min(...values), most: Math.max(...values) });
export const showSpread = ({ mean, least, most }: Spread): string => (least === most ? show(mean) : `${show(mean)} (${show(least)} to ${show(most)})`);
export const show = (percent: number): string => (percent === 100 ? "100" : percent.toFixed(1));

const groupOf = ({ noise, invoices }: (typeof measured)["ledgers"][number]): string => `${noise === "hard" ? "Hard" : "Basic"} noise, ${invoices.toLocaleString("en-GB")} invoices`;

function all(): KindFigures[] {
  return [...new Set(measured.kinds.map(({ kind }) => kind))].flatMap((kind) =>
    [...new Set(measured.ledgers.map(groupOf))].flatMap((group) => {
      const names = new Set(measured.ledgers.filter((one) => groupOf(one) === group).map(({ name }) => name));
      const own = measured.kinds.filter((one) => one.kind === kind && names.has(one.ledger));
      if (own.length === 0) return [];
      const value = own.flatMap(({ valueRecall }) => (valueRecall === null ? [] : [valueRecall]));
      return [{
        kind, group, seeds: own.length, precision: spread(own.map((one) => one.precision)), recall: spread(own.map((one) => one.recall)), bestF1: spread(own.map((one) => one.bestF1)),
        averagePrecision: spread(own.map((one) => one.averagePrecision)), valueRecall: value.length === 0 ? null : spread(value),
      }];
    }));
}
export const KIND_FIGURES: readonly KindFigures[] = all();

/** The benchmark plants duplicates of every sort as one kind. */
const DUPLICATES = new Set(["duplicate_invoice", "duplicate_across_suppliers", "duplicate_across_entities", "duplicate_split", "paid_twice"]);
export const figuresOf = (kind: string): KindFigures[] => KIND_FIGURES.filter((one) => one.kind === (DUPLICATES.has(kind) ? "duplicates" : kind));

const BARRED = ["averagePrecision", "bestF1", "precisionAtK", "valueRecall", "correctedReported"] as const;
export type BarredFigures = { readonly group: string } & { readonly [name in (typeof BARRED)[number]]: string };

/** Duplicates, a row for each group of ledgers, and the bars themselves, as they are shown. */
export const DUPLICATES_AND_BARS: readonly BarredFigures[] = [
  ...[...new Set(measured.ledgers.map(groupOf))].flatMap((group) => {
    const names = measured.ledgers.filter((one) => groupOf(one) === group).map(({ name }) => name);
    const own = measured.duplicates.filter(({ ledger }) => names.includes(ledger));
    return own.length === 0 ? [] : [barred(group, (name) => showSpread(spread(own.map((one) => one[name]))))];
  }),
  ...measured.bars.map((bar) => barred(`Our bar, ${bar.noise} noise`, (name) => `${name === "correctedReported" ? "at most" : "at least"} ${show(bar[name])}`)),
];

function barred(group: string, cell: (name: (typeof BARRED)[number]) => string): BarredFigures {
  return { group, averagePrecision: cell("averagePrecision"), bestF1: cell("bestF1"), precisionAtK: cell("precisionAtK"), valueRecall: cell("valueRecall"), correctedReported: cell("correctedReported") };
}
