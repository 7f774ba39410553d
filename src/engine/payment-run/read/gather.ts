/** The whole of a payment file in memory (it is bounded), and the collecting of lines, controls and problems that every reader does. */
import type { Day } from "../../../base/day.ts";
import { Refusal } from "../../../base/errors.ts";
import { minorDigits } from "../../../base/money.ts";
import { unpacked, type Source } from "../../ledger/ledger.ts";
import { MOST_FILE_BYTES, MOST_LINES, MOST_PROBLEMS, shortened, textOrNull, type Control, type FileProblem, type Layout, type PaymentFile, type PaymentLine } from "../line.ts";

/** @throws Refusal payment-file-too-large; file-damaged for a broken gzip file. */
export async function wholeFile(source: Source): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of unpacked(source)) {
    size += chunk.byteLength;
    if (size > MOST_FILE_BYTES) {
      throw new Refusal("too_large", "payment-file-too-large", `${source.name} is larger than ${MOST_FILE_BYTES >> 20} MiB.`, [{ at: source.name, expected: `at most ${MOST_FILE_BYTES >> 20} MiB, unpacked`, remedy: "Send the run in parts." }]);
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

export const notAFile = (source: Pick<Source, "name">, code: string, at: string, what: string, expected: string, remedy: string): Refusal =>
  new Refusal("invalid", code, `${source.name} ${what}.`, [{ at: `${source.name}, ${at}`, expected, remedy }]);

type Draft = Omit<PaymentLine, "line">;
export type Gathered = {
  /** @throws Refusal payment-file-too-long */
  readonly line: (draft: Draft) => void;
  readonly control: (control: Omit<Control, "agrees">) => void;
  readonly problem: (problem: FileProblem) => void;
  readonly note: (text: string) => void;
  readonly madeOn: (day: Day | null | undefined) => void;
  /** Of the lines so far, whatever their currency, as a plain decimal. */
  readonly sumOfLines: () => string;
  readonly file: (layout: Layout) => PaymentFile;
};

export function gather(source: Pick<Source, "name">): Gathered {
  const lines: PaymentLine[] = [];
  const controls: Control[] = [];
  const problems: FileProblem[] = [];
  const notes: string[] = [];
  let problemCount = 0;
  let madeOn: Day | null = null;
  return {
    line: (draft) => {
      if (lines.length >= MOST_LINES) {
        throw new Refusal("too_large", "payment-file-too-long", `${source.name} holds more than ${MOST_LINES.toLocaleString("en-GB")} payments.`, [{ at: `${source.name}, ${draft.at}`, remedy: "Send the run in parts." }]);
      }
      const { account } = draft;
      lines.push({ line: lines.length + 1, ...draft, account: account && { scheme: account.scheme, bank: textOrNull(account.bank ?? ""), number: textOrNull(account.number) ?? "" } });
    },
    control: (control) => void (controls.length < MOST_PROBLEMS && controls.push({ ...control, agrees: control.stated === control.found })),
    problem: (problem) => {
      problemCount += 1;
      if (problems.length < MOST_PROBLEMS) problems.push({ ...problem, value: problem.value === null ? null : shortened(problem.value) });
    },
    note: (text) => void (notes.length < 20 && !notes.includes(text) && notes.push(text)),
    madeOn: (day) => void (madeOn = day ?? madeOn),
    sumOfLines: () => {
      const thousandths = lines.reduce((sum, { amount }) => sum + (amount === null ? 0n : BigInt(amount.minor) * 10n ** BigInt(3 - minorDigits(amount.currency))), 0n);
      const digits = String(thousandths).padStart(4, "0");
      return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
    },
    file: (layout) => {
      if (lines.length === 0) {
        throw new Refusal("invalid", "payment-file-empty", `${source.name} holds no payments.`, [{ at: source.name, expected: "at least one payment", remedy: "Check the selection of the run and export it again." }]);
      }
      return { name: source.name, layout, notes, lines, controls, problems, problemCount, madeOn };
    },
  };
}
