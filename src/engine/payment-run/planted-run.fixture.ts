/**
 * A payment run made of a real ledger: its last payment days taken out of the history and put up for payment again (honest lines), beside payments that
 * must not leave (planted lines), each of one kind. For tests and measures; seeded.
 */
import { dayFromNumber, dayNumber, type Day } from "../../base/day.ts";
import type { DuckDb } from "../duckdb/duckdb.ts";
import type { Account, PaymentLine } from "./line.ts";

export const PLANTED = ["paid-again", "paid-again-retyped", "paid-again-suffix", "account-replaced", "account-of-other", "account-of-employee", "iban-broken", "line-twice", "amount-too-high", "stranger"] as const;
export type PlantedKind = (typeof PLANTED)[number];
export type PlantedRun = { readonly lines: readonly PaymentLine[]; /** Line → kind; the others are honest. */ readonly planted: ReadonlyMap<number, PlantedKind>; /** Line → documents. */ readonly documents: ReadonlyMap<number, readonly string[]>; readonly today: Day };

type Source = { doc: string; no: string | null; supplier: string; name: string; iban: string | null; record: string | null; amount: number; cur: string };

/** mulberry32: small and repeatable. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Takes the payments of the last `days` days out of the ledger, and makes a run of them and of planted lines. */
export async function plantRun(db: DuckDb, options: { readonly honest: number; readonly perKind: number; readonly days: number; readonly seed: number }): Promise<PlantedRun> {
  const roll = dice(options.seed);
  const { last } = await db.one<{ last: Day }>("SELECT max(paid_on) AS last FROM payment");
  const today = dayFromNumber(dayNumber(last) - options.days + 1);
  const honest = await sources(db, `p.paid_on >= DATE '${today}' AND i.posting_date < DATE '${today}' AND p.amount = i.amount_gross`, options.honest);
  const past = await sources(db, `p.paid_on < DATE '${today}' AND p.paid_on >= DATE '${today}' - 300 AND p.amount = i.amount_gross AND i.amount_gross > 5000`, options.perKind * 40);
  await db.exec(`DELETE FROM payment WHERE paid_on >= DATE '${today}'; DELETE FROM invoice WHERE posting_date >= DATE '${today}'; DELETE FROM supplier_bank_change WHERE changed_on >= DATE '${today}'`);
  const ibans = await db.all<{ iban: string }>("SELECT iban FROM supplier WHERE iban IS NOT NULL ORDER BY hash(supplier_id) LIMIT 500");
  const staff = await db.all<{ iban: string }>("SELECT iban FROM employee WHERE iban IS NOT NULL ORDER BY hash(employee_id) LIMIT 500");
  const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T;
  const made: { from: Source; change: Partial<PaymentLine>; kind: PlantedKind | undefined }[] = honest.map((from) => ({ from, change: {}, kind: undefined }));
  const open = [...honest];
  const old = [...past];
  const take = (list: Source[], fits: (one: Source) => boolean = () => true): Source[] => {
    const taken: Source[] = [];
    for (let at = list.length - 1; at >= 0 && taken.length < options.perKind; at--) {
      const one = list[at] as Source;
      if (fits(one)) taken.push(...list.splice(at, 1));
    }
    return taken;
  };
  const plant = (kind: PlantedKind, from: readonly Source[], change: (one: Source) => Partial<PaymentLine>): void => void made.push(...from.map((one) => ({ from: one, change: change(one), kind })));
  const numbered = ({ no }: Source): boolean => (no ?? "").replace(/\D/g, "").length >= 4;
  plant("paid-again", take(old), () => ({}));
  plant("paid-again-retyped", take(old, numbered), ({ no }) => ({ references: [swapped(no ?? "")] }));
  plant("paid-again-suffix", take(old, numbered), ({ no }) => ({ references: [`${no}-1`] }));
  const replace = (kind: PlantedKind, accountFor: (one: Source) => Account): void => {
    // an honest line that is made wrong is honest no more
    for (const one of take(open, ({ record }) => record !== null)) {
      const at = made.findIndex(({ from, kind: known }) => from === one && known === undefined);
      if (at >= 0) made[at] = { from: one, change: { account: accountFor(one) }, kind };
    }
  };
  replace("account-replaced", () => iban(validIban(roll)));
  replace("account-of-other", (one) => iban(pick(ibans.filter((other) => other.iban !== one.record && other.iban !== one.iban)).iban));
  replace("account-of-employee", () => iban(pick(staff).iban));
  replace("iban-broken", (one) => iban(broken(one.iban ?? one.record ?? "")));
  plant("line-twice", take(open), () => ({}));
  for (const one of take(open)) {
    const at = made.findIndex(({ from, kind }) => from === one && kind === undefined);
    if (at >= 0) made[at] = { from: one, change: { amount: { minor: Math.round(one.amount * 1.2) + 1_000, currency: one.cur } }, kind: "amount-too-high" };
  }
  plant("stranger", take(old), () => ({ payee: `Vexlar ${Math.floor(roll() * 900) + 100} Consulting Oy`, account: iban(validIban(roll)), references: ["R-1"] }));
  return laid(made, today);
}

function laid(made: readonly { from: Source; change: Partial<PaymentLine>; kind: PlantedKind | undefined }[], today: Day): PlantedRun {
  const lines = made.map(({ from, change }, at): PaymentLine => ({
    line: at + 1, at: `row ${at + 2}`, payee: from.name, supplierId: null, account: from.iban === null ? null : iban(from.iban), amount: { minor: from.amount, currency: from.cur },
    references: from.no === null ? [] : [from.no], text: null, payOn: today, entity: null, unreadable: null, ...change,
  }));
  return {
    lines, today, planted: new Map(made.flatMap(({ kind }, at) => (kind === undefined ? [] : [[at + 1, kind] as const]))),
    documents: new Map(made.map(({ from }, at) => [at + 1, [from.doc]] as const)),
  };
}

const sources = (db: DuckDb, where: string, most: number): Promise<Source[]> => db.all<Source>(`
  SELECT i.doc_id AS doc, i.invoice_no AS no, i.supplier_id AS supplier, s.name, p.iban, s.iban AS record, p.amount, p.currency AS cur
  FROM payment p JOIN invoice i ON i.doc_id = p.doc_id JOIN supplier s ON s.supplier_id = i.supplier_id
  WHERE p.amount > 0 AND i.amount_gross > 0 AND p.iban IS NOT NULL AND ${where} ORDER BY hash(p.payment_id, p.doc_id) LIMIT ${most}`);

const iban = (number: string): Account => ({ scheme: "iban", bank: null, number });

/** Two neighbouring digits that differ, swapped; the last such pair. */
export function swapped(no: string): string {
  for (let at = no.length - 2; at >= 0; at--) {
    const [a = "", b = ""] = [no[at], no[at + 1]];
    if (/\d/.test(a) && /\d/.test(b) && a !== b && !(a === "0" && at === 0)) return `${no.slice(0, at)}${b}${a}${no.slice(at + 2)}`;
  }
  return `${no}A`;
}

function validIban(roll: () => number): string {
  const digits = Array.from({ length: 18 }, () => Math.floor(roll() * 10)).join("");
  const bban = `37040044${digits.slice(0, 10)}`;
  return `DE${String(98n - (BigInt(`${bban}131400`) % 97n)).padStart(2, "0")}${bban}`;
}

const broken = (text: string): string => text.replace(/\d(?=\d?$)/, (digit) => String((Number(digit) + 1) % 10));
