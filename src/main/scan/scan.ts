/** `spendward scan`: its words and options. The work itself is in run-scan.ts, loaded when it is asked for. */
import { Command, InvalidArgumentError, Option } from "commander";

export type ScanOptions = {
  readonly findings?: string;
  readonly report?: string;
  readonly json?: string;
  readonly problems?: string;
  readonly failAt?: number;
  readonly currency?: string;
  readonly dateOrder?: "dmy" | "mdy" | "ymd";
  readonly decimal?: "point" | "comma";
  readonly map: readonly string[];
  readonly sanctions: readonly string[];
  readonly paymentRun?: string;
  readonly verdicts?: string;
  readonly failOn?: "hold" | "review";
  readonly top: number;
  readonly memory?: number;
};

export function scanCommand(): Command {
  return new Command("scan")
    .description("Analyse ledger exports (CSV or XLSX) on this machine: no server, nothing leaves it.")
    .argument("<path...>", "files, or folders of files")
    .option("--findings <file.csv>", "write every finding as CSV")
    .option("--report <file.html>", "write a page to forward to a colleague")
    .option("--json <file.json>", "write everything, for other programs")
    .option("--problems <file.csv>", "write the rows that could not be read as they are")
    .option("--fail-at <score>", "exit with 1 when a finding scores this or more (0 to 1)", score)
    .option("--currency <code>", "the currency of amounts that do not say, for instance GBP", currency)
    .addOption(new Option("--date-order <order>", "how 03/04/2026 is meant, where the file leaves it open").choices(["dmy", "mdy", "ymd"]))
    .addOption(new Option("--decimal <mark>", "how 1.234 is meant, where the file leaves it open").choices(["point", "comma"]))
    .option("--map <table.field=column>", "which column a field is in; may be given several times", (one: string, all: string[]) => [...all, one], [])
    .option("--sanctions <file>", "a sanctions list to screen suppliers against (UK, UN, OFAC); may be given several times", (one: string, all: string[]) => [...all, one], [])
    .option("--payment-run <file>", "a payment run to check against these files before it is released (pain.001, Bacs Standard 18, Nacha, CSV or XLSX)")
    .option("--verdicts <file.csv>", "write release, review or hold for every line of the payment run")
    .addOption(new Option("--fail-on <verdict>", "exit with 1 when a line of the payment run is to be held, or held or reviewed").choices(["hold", "review"]))
    .option("--top <n>", "how many findings to list here", count, 20)
    .option("--memory <MB>", "how much memory the database may use before it spills to the temporary folder (standard: half of the machine's, at most 6144)", megabytes)
    .addHelpText("after", `
Sanctions lists are recognised by what they hold, so they may also lie among the files.

Exit codes: 0 done; 1 there is a finding at or above --fail-at, or a line at --fail-on; 2 the input cannot be read.

Examples:
  spendward scan ledger.csv
  spendward scan exports/ --findings findings.csv --report report.html
  spendward scan exports/ --sanctions UK-Sanctions-List.csv --sanctions consolidated.xml
  spendward scan exports/ --payment-run run.xml --verdicts verdicts.csv --fail-on hold
  spendward scan bills.xlsx --map invoice.amount_gross="Total incl. VAT" --currency EUR --date-order dmy`)
    .action(async (paths: string[], options: ScanOptions) => {
      const { scan } = await import("./run-scan.ts");
      process.exitCode = await scan(paths, options);
    });
}

function score(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) throw new InvalidArgumentError("A score is a number from 0 to 1.");
  return value;
}

function currency(text: string): string {
  const code = text.toUpperCase();
  if (!Intl.supportedValuesOf("currency").includes(code)) throw new InvalidArgumentError("A currency is an ISO 4217 code such as GBP.");
  return code;
}

/** Less holds not even one piece of a file. */
const LEAST_MB = 256;

function megabytes(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < LEAST_MB) throw new InvalidArgumentError(`Give a whole number of megabytes, ${LEAST_MB} or more.`);
  return value;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("Give a whole number.");
  return value;
}
