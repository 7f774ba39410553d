/**
 * Nacha ACH: records of 94 characters. Credits to accounts (codes 22, 32, 42, 52) are the payments; debits, prenotes and offsets are counted and not checked.
 *
 * Batch and file controls are checked: number of entries and addenda, sums of debits and credits, number of batches, and the entry hash
 * (the sum of the first eight digits of the routing numbers, its last ten digits).
 */
import { asDay, type Day } from "../../../base/day.ts";
import type { Source } from "../../ledger/ledger.ts";
import { textOrNull, type PaymentFile, type PaymentLine } from "../line.ts";
import { gather, notAFile, wholeFile, type Gathered } from "./gather.ts";

type Draft = Omit<PaymentLine, "line">;
type Totals = { entries: number; debits: bigint; credits: bigint; hash: bigint };
const noTotals = (): Totals => ({ entries: 0, debits: 0n, credits: 0n, hash: 0n });

const CREDITS = new Set(["22", "32", "42", "52"]);
const DEBITS = new Set(["27", "37", "47", "55"]);
/** Tests of an account and remittances without money. */
const NO_MONEY = new Set(["23", "24", "28", "29", "33", "34", "38", "39", "43", "44", "48", "49", "53", "54"]);

export const looksLikeNacha = (text: string): boolean => /^101[ \d]{10}[ \d]{10}\d{6}/.test(text) || (text.startsWith("1") && text.slice(34, 37) === "094");

type State = {
  readonly gathered: Gathered; readonly all: Totals; batch: Totals; batches: number; kind: string; payOn: Day | null; pending: Draft | undefined; ignored: number; closed: boolean;
  /** Inside of a batch: between its header and its control. */
  open: boolean; records: number;
};

/** @throws Refusal nacha-record and as `gather` */
export async function readNacha(source: Source): Promise<PaymentFile> {
  const text = (await wholeFile(source)).toString("latin1");
  const gathered = gather(source);
  const state: State = { gathered, all: noTotals(), batch: noTotals(), batches: 0, kind: "", payOn: null, pending: undefined, ignored: 0, closed: false, open: false, records: 0 };
  for (const [index, raw] of recordsOf(text)) {
    const record = raw.padEnd(94);
    if (raw.trim() === "" || /^9{94}$/.test(record)) continue;
    if (record.length !== 94) throw notAFile(source, "nacha-record", `line ${index}`, `has a record of ${raw.length} characters`, "records of 94 characters", "Export the file again; it may have been edited.");
    state.records += 1;
    take(state, record, `line ${index}`);
  }
  flush(state);
  if (state.open) unclosed(state, "end of file");
  if (!state.closed) gathered.control({ at: "end of file, record 9", words: "file control", stated: "missing", found: "payments without a control record" });
  if (state.ignored > 0) gathered.note(`${state.ignored} entries collect money or carry none and were not checked`);
  return gathered.file("nacha");
}

/** Lines, or one long line of records end to end. Numbered from 1. */
function recordsOf(text: string): [number, string][] {
  const lines = text.split(/\r\n|\n|\r/);
  const whole = lines.length <= 2 && (lines[0] ?? "").length > 94 ? ((lines[0] ?? "").match(/.{1,94}/gs) ?? []) : lines;
  return whole.map((record, index) => [index + 1, record]);
}

function take(state: State, record: string, at: string): void {
  const { gathered } = state;
  switch (record[0]) {
    case "1":
      return gathered.madeOn(dayOf(record.slice(23, 29)));
    case "5":
      flush(state);
      if (state.open) unclosed(state, at);
      state.open = true;
      [state.batch, state.kind, state.payOn] = [noTotals(), record.slice(50, 53), dayOf(record.slice(69, 75)) ?? null];
      return;
    case "6":
      flush(state);
      // nothing counts it, so that it could be put in unseen
      if (!state.open) gathered.control({ at, words: "entry outside of a batch", stated: "none", found: "a payment" });
      return entry(state, record, at);
    case "7":
      state.batch.entries += 1;
      if (state.pending !== undefined && record.slice(1, 3) === "05") state.pending = { ...state.pending, text: textOrNull(`${state.pending.text ?? ""} ${record.slice(3, 83)}`) };
      return;
    case "8":
      flush(state);
      state.open = false;
      return endBatch(state, record, at);
    case "9":
      flush(state);
      return endFile(state, record, at);
    default:
      flush(state);
      gathered.problem({ at, value: record.slice(0, 1), expected: "a record that begins with 1, 5, 6, 7, 8 or 9", remedy: "Export the file again; it may be damaged." });
      gathered.line(unreadable(at));
  }
}

const unreadable = (at: string): Draft =>
  ({ at, payee: null, supplierId: null, account: null, amount: null, references: [], text: null, payOn: null, entity: null, unreadable: "The record cannot be read as a payment." });

function flush(state: State): void {
  if (state.pending !== undefined) state.gathered.line(state.pending);
  state.pending = undefined;
}

function entry(state: State, record: string, at: string): void {
  const [code, routing, number, figure] = [record.slice(1, 3), record.slice(3, 12), record.slice(12, 29).trim(), record.slice(29, 39)];
  const cents = /^\d{10}$/.test(figure) ? BigInt(figure) : undefined;
  state.batch.entries += 1;
  if (/^\d{8}/.test(routing)) state.batch.hash += BigInt(routing.slice(0, 8));
  if (cents !== undefined && DEBITS.has(code)) state.batch.debits += cents;
  if (cents !== undefined && CREDITS.has(code)) state.batch.credits += cents;
  if (DEBITS.has(code) || NO_MONEY.has(code)) {
    state.ignored += 1;
    return;
  }
  const wrong = !CREDITS.has(code)
    ? { value: code, expected: "a transaction code of credits (22, 32, 42, 52) at characters 2 and 3" }
    : cents === undefined || cents === 0n ? { value: figure, expected: "an amount in cents at characters 30 to 39" } : undefined;
  if (wrong !== undefined) state.gathered.problem({ at, ...wrong, remedy: "Export the file again; a record must not be edited by hand." });
  const payee = state.kind === "CTX" ? record.slice(58, 74) : record.slice(54, 76);
  state.pending = {
    at, payee: textOrNull(payee), supplierId: null, account: { scheme: "us", bank: routing.trim(), number },
    amount: wrong === undefined && cents !== undefined ? { minor: Number(cents), currency: "USD" } : null,
    references: [textOrNull(record.slice(39, 54))].filter((one) => one !== null), text: null, payOn: state.payOn, entity: null,
    unreadable: wrong === undefined ? null : "The record cannot be read as a payment.",
  };
}

const unclosed = ({ gathered }: State, at: string): void => gathered.control({ at, words: "batch control", stated: "missing", found: "a batch without a control record" });

const numeric = (text: string): string => (/^\d+$/.test(text.trim()) ? String(BigInt(text.trim())) : text.trim() === "" ? "missing" : text.trim());
const lastTen = (hash: bigint): string => String(hash % 10_000_000_000n);

function endBatch(state: State, record: string, at: string): void {
  const { gathered, batch, all } = state;
  state.batches += 1;
  gathered.control({ at: `${at}, batch control`, words: "number of entries and addenda", stated: numeric(record.slice(4, 10)), found: String(batch.entries) });
  gathered.control({ at: `${at}, batch control`, words: "entry hash", stated: numeric(record.slice(10, 20)), found: lastTen(batch.hash) });
  gathered.control({ at: `${at}, batch control`, words: "sum of debits in cents", stated: numeric(record.slice(20, 32)), found: String(batch.debits) });
  gathered.control({ at: `${at}, batch control`, words: "sum of credits in cents", stated: numeric(record.slice(32, 44)), found: String(batch.credits) });
  all.entries += batch.entries;
  all.debits += batch.debits;
  all.credits += batch.credits;
  all.hash += batch.hash;
}

function endFile(state: State, record: string, at: string): void {
  const { gathered, all } = state;
  state.closed = true;
  gathered.control({ at: `${at}, file control`, words: "number of batches", stated: numeric(record.slice(1, 7)), found: String(state.batches) });
  // ten records make a block, the last one filled up
  gathered.control({ at: `${at}, file control`, words: "number of blocks", stated: numeric(record.slice(7, 13)), found: String(Math.ceil(state.records / 10)) });
  gathered.control({ at: `${at}, file control`, words: "number of entries and addenda", stated: numeric(record.slice(13, 21)), found: String(all.entries) });
  gathered.control({ at: `${at}, file control`, words: "entry hash", stated: numeric(record.slice(21, 31)), found: lastTen(all.hash) });
  gathered.control({ at: `${at}, file control`, words: "sum of debits in cents", stated: numeric(record.slice(31, 43)), found: String(all.debits) });
  gathered.control({ at: `${at}, file control`, words: "sum of credits in cents", stated: numeric(record.slice(43, 55)), found: String(all.credits) });
}

/** YYMMDD, of this century. */
const dayOf = (text: string): Day | undefined => asDay(`20${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`);
