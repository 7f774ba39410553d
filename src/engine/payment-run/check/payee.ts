/** Whom a line pays: the supplier record that its number, name or account points to, and what does not agree. */
import { compareNames, frequencyOf, party, type Frequency, type NameLevel, type Party } from "../../identity/identity.ts";
import type { PaymentLine } from "../line.ts";
import { keysOf } from "./accounts.ts";
import { BEGINNING, type History, type Supplier } from "./history.ts";
import { because, type GateReason } from "./parameters.ts";

export type Payee = {
  readonly line: PaymentLine;
  /** The record; undefined: nobody that the history knows. */
  readonly supplier: Supplier | undefined;
  /** Records it may be, the chosen one first: bills of all of them are looked at. */
  readonly candidates: readonly Supplier[];
  readonly keys: readonly string[];
  readonly reasons: readonly GateReason[];
};

/** Accounts in use, by key, beyond what records say: from the payments of the history. */
export type UsedAccounts = ReadonlyMap<string, readonly { readonly s: number; readonly n: number; readonly firstDay: number; readonly lastDay: number }[]>;

const MOST_CANDIDATES = 5;
/** Fields of names in Bacs and Nacha files hold 18, 16 and 22 letters: a name as long as its field may be cut. */
const CUT_FIELDS = new Set([15, 16, 17, 18, 21, 22, 34, 35, 70]);
/** Names at these levels are other names. */
const OTHER: ReadonlySet<NameLevel> = new Set(["different", "partial", "established", "branch"]);

export function findPayees(history: History, lines: readonly PaymentLine[], used: UsedAccounts): Payee[] {
  const parties = lines.map(({ payee }) => party({ id: "payee", name: payee }));
  const frequency = frequencyOf([...[...history.suppliers.values()].slice(0, 20_000).map((one) => one.party), ...parties]);
  return lines.map((line, at) => findPayee(history, line, parties[at] as Party, frequency, used));
}

function findPayee(history: History, line: PaymentLine, named: Party, frequency: Frequency, used: UsedAccounts): Payee {
  const keys = line.account === null ? [] : keysOf(line.account);
  const byId = line.supplierId === null ? undefined : history.suppliers.get(line.supplierId);
  const byName = namesakes(history, named, line.payee);
  const onRecord = keys.flatMap((key) => history.byAccount.get(key) ?? []);
  const paidThere = keys.flatMap((key) => used.get(key) ?? []).toSorted((a, b) => b.n - a.n || a.s - b.s).flatMap(({ s }) => history.byS.get(s) ?? []);
  const candidates = choose(byId, byName, onRecord, paidThere).slice(0, MOST_CANDIDATES);
  const supplier = candidates[0];
  return { line, supplier, candidates, keys, reasons: supplier === undefined ? unknownPayee(history, line) : nameReasons(line, named, supplier, byId !== undefined || byName.includes(supplier), frequency) };
}

/** The first way of knowing that is backed by another one; else the first. */
function choose(byId: Supplier | undefined, byName: readonly Supplier[], onRecord: readonly Supplier[], paidThere: readonly Supplier[]): Supplier[] {
  const distinct = (list: readonly Supplier[]): Supplier[] => [...new Set(list)];
  if (byId !== undefined) return [byId];
  const backed = distinct([...byName.filter((one) => onRecord.includes(one)), ...byName.filter((one) => paidThere.includes(one))]);
  if (byName.length > 0) return distinct([...backed, ...byName]);
  return distinct([...onRecord, ...paidThere]);
}

function namesakes(history: History, { name }: Party, text: string | null): readonly Supplier[] {
  if (name.run === "") return [];
  const same = history.byName.get(name.run);
  if (same !== undefined) return same;
  if (text === null || name.run.length < BEGINNING || !CUT_FIELDS.has(text.length)) return [];
  return (history.byBeginning.get(name.run.slice(0, BEGINNING)) ?? []).filter((one) => one.party.name.run.startsWith(name.run) || cutAlike(one.name, text));
}

/** A legal form cut in half is no legal form any more: "PROPERTIES PL". */
const letters = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, "");
const cutAlike = (whole: string | null, cut: string): boolean => letters(whole ?? "").startsWith(letters(cut));

function unknownPayee(history: History, line: PaymentLine): GateReason[] {
  const who = line.payee ?? line.supplierId ?? "The payee";
  if (!history.has.supplierRecords) return [because("payee-new", `${who} is nobody that the history knows`)];
  return [because("payee-unknown", `${who} is no supplier on record, by number, name or account`)];
}

function nameReasons(line: PaymentLine, named: Party, supplier: Supplier, byNameOrId: boolean, frequency: Frequency): GateReason[] {
  if (line.payee === null || supplier.name === null || named.name.run === "") return [];
  if (byNameOrId && (named.name.run === supplier.party.name.run || supplier.party.name.run.startsWith(named.name.run) || cutAlike(supplier.name, line.payee))) return [];
  const { level } = compareNames(supplier.party, named, frequency);
  if (!OTHER.has(level) || supplier.party.name.run.startsWith(named.name.run) || named.name.run.startsWith(supplier.party.name.run)) return [];
  return [because("payee-differs", `The payment is made out to ${line.payee}; the record ${byNameOrId ? "" : "that has this account "}is ${supplier.name}`)];
}
