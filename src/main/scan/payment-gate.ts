/** A payment run beside a scan: the same files as history, the findings of the scan as what is known of them, a verdict for every line. */
import pc from "picocolors";
import { systemClock } from "../../base/clock.ts";
import { dayFromNumber } from "../../base/day.ts";
import { Refusal } from "../../base/errors.ts";
import { showMoney } from "../../base/money.ts";
import type { DuckDb } from "../../engine/duckdb/duckdb.ts";
import { checkPayments, knowing, LAYOUT_WORDS, prepareHistory, readPayments, VERDICTS, type Checked, type LineVerdict, type PaymentFile, type Verdict } from "../../engine/payment-run/payment-run.ts";
import type { RunResult } from "../../engine/run/run.ts";
import { findFiles } from "./files.ts";
import type { ScanOptions } from "./scan.ts";

export type Gate = { readonly file: PaymentFile; readonly checked: Checked };

/** Read before the ledger is: a wrong file should not cost the time of a scan. */
export async function paymentsAskedFor(options: ScanOptions): Promise<PaymentFile | undefined> {
  const { paymentRun: path, verdicts, failOn } = options;
  if (path === undefined) {
    if ((verdicts ?? failOn) === undefined) return undefined;
    throw new Refusal("invalid", "payment-run-missing", "--verdicts and --fail-on need a payment run.", [{ remedy: "Name it with --payment-run FILE." }]);
  }
  const { files } = await findFiles([path]);
  const [only, ...others] = files;
  if (only === undefined || others.length > 0) throw new Refusal("invalid", "payment-run-one-file", "--payment-run takes one file.", [{ at: path, remedy: "Name the file of the run." }]);
  return readPayments(only.source, { currency: options.currency, dateOrder: options.dateOrder, decimalMark: options.decimal && (options.decimal === "comma" ? "," : ".") });
}

export async function checkRun(db: DuckDb, file: PaymentFile, run: RunResult): Promise<Gate> {
  const history = knowing(await prepareHistory(db), run.findings);
  const today = dayFromNumber(Math.floor(systemClock.now().getTime() / 86_400_000));
  return { file, checked: await checkPayments(history, file, { today }) };
}

const RANK: Readonly<Record<Verdict, number>> = { release: 0, review: 1, hold: 2 };
/** Whether some line is as bad as `least`. */
export const isAtLeast = ({ checked }: Gate, least: Verdict): boolean => checked.lines.some(({ verdict }) => RANK[verdict] >= RANK[least]);

const count = (n: number, what: string): string => `${n.toLocaleString("en-GB")} ${what}${n === 1 ? "" : "s"}`;
const MOST_SHOWN = 50;

export function listVerdicts({ file, checked }: Gate, options: ScanOptions, colour: boolean): string {
  const paint = pc.createColors(colour);
  const colours: Readonly<Record<Verdict, (text: string) => string>> = { hold: paint.red, review: paint.yellow, release: paint.green };
  const lines = ["", paint.bold(`Payment run ${file.name}: ${count(file.lines.length, "payment")} (${LAYOUT_WORDS[file.layout]})`)];
  for (const verdict of VERDICTS) {
    const own = checked.lines.filter((one) => one.verdict === verdict);
    lines.push(`  ${colours[verdict](verdict.padEnd(8))} ${String(own.length).padStart(6)}   ${sums(own) || "nothing"}`);
  }
  for (const { at, words, stated, found } of file.controls.filter(({ agrees }) => !agrees)) lines.push(paint.red(`  Does not add up: ${at}: ${words} ${stated}, found ${found}`));
  for (const { at, value, expected, remedy } of file.problems.slice(0, 10)) lines.push(`  ${at}: ${value === null ? "" : `"${value}", `}expected ${expected}. ${remedy}`);
  if (file.problemCount > 10) lines.push(`  and ${count(file.problemCount - 10, "more problem")}`);
  for (const words of checked.untested) lines.push(paint.dim(`  ${words}`));
  const shown = VERDICTS.filter((verdict) => verdict !== "release").flatMap((verdict) => checked.lines.filter((one) => one.verdict === verdict));
  for (const one of shown.slice(0, MOST_SHOWN)) lines.push("", ...describe(one, colours[one.verdict]));
  if (shown.length > MOST_SHOWN) lines.push("", `and ${count(shown.length - MOST_SHOWN, "more line")}; --verdicts FILE.csv has them`);
  if (options.verdicts !== undefined) lines.push(`Written: ${options.verdicts}`);
  return `${lines.join("\n")}\n`;
}

function describe({ line, verdict, reasons, supplier }: LineVerdict, paint: (text: string) => string): string[] {
  const who = [line.payee ?? line.supplierId ?? "nobody named", ...(supplier === null ? [] : [`supplier ${supplier.id}`])].join(", ");
  const what = line.references.length === 0 ? "" : ` · ${line.references.slice(0, 4).join(", ")}`;
  return [`${paint(verdict.padEnd(6))} ${line.at}: ${line.amount === null ? "no amount" : showMoney(line.amount)} to ${who}${what}`, ...reasons.map(({ words, points }) => `         ${words} (${points})`)];
}

function sums(lines: readonly LineVerdict[]): string {
  const byCurrency = new Map<string, number>();
  for (const { line: { amount } } of lines) if (amount !== null) byCurrency.set(amount.currency, (byCurrency.get(amount.currency) ?? 0) + amount.minor);
  return [...byCurrency].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, minor]) => showMoney({ minor, currency })).join(", ");
}
