/**
 * Bacs Standard 18: labels (VOL1, HDR1, HDR2, UHL1 and their trailers) around records of 100 characters, or 106 with a processing day of their own.
 *
 * Credits (code 99) are the payments. Contra records (CONTRA, from or to the account that the file itself
 * names as its own) balance them and are not paid to anybody; the word alone makes no payment one. Debits collect money
 * and are told of, not checked. The user trailer (UTL1) states sums and numbers of debits and credits; all four are checked.
 */
import { dayFromNumber, type Day } from "../../../base/day.ts";
import type { Source } from "../../ledger/ledger.ts";
import { textOrNull, type PaymentFile } from "../line.ts";
import { gather, notAFile, wholeFile, type Gathered } from "./gather.ts";

const LABEL = /^(VOL1|HDR1|HDR2|UHL1|EOF1|EOF2|EOV1|EOV2|UTL1)/;
const CREDIT = "99";
const DEBITS = new Set(["01", "17", "18", "19"]);
/** Instructions about direct debits, which move nothing. */
const INSTRUCTIONS = new Set(["0N", "0C", "0S", "0B"]);

type Totals = { debits: bigint; credits: bigint; debitCount: number; creditCount: number };
const noTotals = (): Totals => ({ debits: 0n, credits: 0n, debitCount: 0, creditCount: 0 });

export const looksLikeBacs = (text: string): boolean => /^(VOL1|HDR1|UHL1)/.test(text) && /(^|\n)UHL1/.test(text);

/** @throws Refusal bacs-no-payments and as `gather` */
export async function readBacs18(source: Source): Promise<PaymentFile> {
  const text = (await wholeFile(source)).toString("latin1");
  const gathered = gather(source);
  let day: Day | undefined;
  let totals = noTotals();
  let open = false;
  let ignored = 0;
  for (const [index, record] of text.split(/\r\n|\n|\r/).entries()) {
    const at = `line ${index + 1}`;
    if (record.trim() === "" || record === "\x1a") continue;
    const label = LABEL.exec(record)?.[1];
    if (label === "UHL1") {
      day = julian(record.slice(4, 10), gathered, at);
      open = true;
    } else if (label === "UTL1") {
      checkTrailer(record, totals, gathered, at);
      [totals, open] = [noTotals(), false];
    } else if (label === undefined) {
      if (!open) throw notAFile(source, "bacs-no-header", at, "has a payment outside of a file's header and trailer", "UHL1 before the payments and UTL1 after them", "Export the whole submission again.");
      ignored += payment(record, at, day, totals, gathered);
    }
  }
  if (open) gathered.control({ at: "end of file, UTL1", words: "user trailer", stated: "missing", found: "payments without a trailer" });
  if (ignored > 0) gathered.note(`${ignored} records collect money or instruct about it and were not checked`);
  return gathered.file("bacs-18");
}

/** @returns 1 when the record is not a payment to somebody. */
function payment(record: string, at: string, day: Day | undefined, totals: Totals, gathered: Gathered): 0 | 1 {
  const code = record.slice(15, 17);
  const figure = record.slice(35, 46);
  const pence = /^ *\d+$/.test(figure) ? BigInt(figure.trim()) : undefined;
  const known = code === CREDIT || DEBITS.has(code) || INSTRUCTIONS.has(code);
  // to the originator's own account: anybody else's is a payment, whatever its reference says
  const contra = record.slice(64, 82).trim().startsWith("CONTRA") && record.slice(0, 14) === record.slice(17, 31);
  if (known && !INSTRUCTIONS.has(code) && pence !== undefined) {
    if (code === CREDIT) {
      totals.credits += pence;
      totals.creditCount += 1;
    } else {
      totals.debits += pence;
      totals.debitCount += 1;
    }
  }
  if (known && (code !== CREDIT || contra)) return 1;
  const wrong = fault(record, code, pence, known);
  if (wrong !== undefined) gathered.problem({ at, ...wrong });
  const [sort, number] = [record.slice(0, 6), record.slice(6, 14)];
  const own = record.length >= 106 ? julian(record.slice(100, 106), gathered, at) : undefined;
  gathered.line({
    at, payee: textOrNull(record.slice(82, 100)), supplierId: null, account: { scheme: "uk", bank: sort.trim(), number: number.trim() },
    amount: wrong === undefined && pence !== undefined ? { minor: Number(pence), currency: "GBP" } : null,
    references: [textOrNull(record.slice(64, 82))].filter((one) => one !== null), text: null, payOn: own ?? day ?? null, entity: null,
    unreadable: wrong === undefined ? null : "The record cannot be read as a payment.",
  });
  return 0;
}

function fault(record: string, code: string, pence: bigint | undefined, known: boolean): { value: string; expected: string; remedy: string } | undefined {
  const remedy = "Export the submission again; a record must not be edited by hand.";
  if (record.length !== 100 && record.length !== 106) return { value: `${record.length} characters`, expected: "a record of 100 or 106 characters", remedy };
  if (!known) return { value: code, expected: `transaction code ${CREDIT} at characters 16 and 17 (or a code of direct debits)`, remedy };
  if (pence === undefined || pence <= 0n) return { value: record.slice(35, 46), expected: "an amount in pence at characters 36 to 46", remedy };
  return undefined;
}

/** ` YYDDD`: the day of the year; years of this century. */
function julian(text: string, gathered: Gathered, at: string): Day | undefined {
  const parts = /^ ?(\d{2})(\d{3}) ?$/.exec(text);
  const [year, ofYear] = [2000 + Number(parts?.[1]), Number(parts?.[2])];
  const first = Date.UTC(year, 0, 1) / 86_400_000;
  const days = Date.UTC(year + 1, 0, 1) / 86_400_000 - first;
  if (parts && ofYear >= 1 && ofYear <= days) return dayFromNumber(first + ofYear - 1);
  if (text.trim() !== "") gathered.problem({ at, value: text, expected: "a processing day as a space, two digits of the year and three of the day", remedy: "Check the processing day; the lines were checked as of today." });
  return undefined;
}

function checkTrailer(record: string, totals: Totals, gathered: Gathered, at: string): void {
  const stated = (from: number, to: number): string => {
    const text = record.slice(from, to).trim();
    return /^\d+$/.test(text) ? String(BigInt(text)) : text === "" ? "missing" : text;
  };
  const control = (words: string, from: number, to: number, found: bigint | number): void =>
    gathered.control({ at: `${at}, UTL1 characters ${from + 1} to ${to}`, words, stated: stated(from, to), found: String(found) });
  control("sum of debits in pence", 4, 17, totals.debits);
  control("sum of credits in pence", 17, 30, totals.credits);
  control("number of debits", 30, 37, totals.debitCount);
  control("number of credits", 37, 44, totals.creditCount);
}
