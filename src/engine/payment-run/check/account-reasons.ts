/** What speaks against the account of a line: it cannot exist, is somebody else's, is new, or changed shortly before. */
import { dayNumber, showDay, type Day } from "../../../base/day.ts";
import { ending, faultOf } from "./accounts.ts";
import type { Change, History, Supplier } from "./history.ts";
import type { Payee, UsedAccounts } from "./payee.ts";
import { because, type GateReason, type Parameters } from "./parameters.ts";

export type AccountFacts = {
  readonly reasons: readonly GateReason[];
  /** Suppliers that the words speak of, besides the payee. */
  readonly named: readonly string[];
  readonly ofStaff: boolean;
};
type Asked = { readonly history: History; readonly used: UsedAccounts; readonly parameters: Parameters; readonly paidBefore: (s: number) => boolean };

const LAST_USE_DAYS = 400;
const nothing: AccountFacts = { reasons: [], named: [], ofStaff: false };

export function accountReasons(asked: Asked, payee: Payee, today: Day): AccountFacts {
  const { line, supplier, keys } = payee;
  if (line.account === null) return { ...nothing, reasons: [because("account-missing", "The line names no account")] };
  const fault = faultOf(line.account);
  if (fault?.certain === true) return { ...nothing, reasons: [because("account-impossible", `${fault.words}: the bank will return it at best`)] };
  const staff = keys.map((key) => asked.history.staff.get(key)).find((one) => one !== undefined);
  const owners = keys.flatMap((key) => asked.history.byAccount.get(key) ?? []);
  const shown = `The account ${ending(line.account)}`;
  if (supplier === undefined) {
    return staff === undefined ? nothing : { reasons: [because("account-of-staff", `${shown} is that of employee ${staff}`)], named: [], ofStaff: true };
  }
  const doubtful = fault === undefined ? [] : [because("account-doubtful", fault.words)];
  if (supplier.accounts.some((key) => keys.includes(key))) return { ...nothing, reasons: recordedReasons(asked, payee, supplier, shown, today) };
  if (staff !== undefined) return { reasons: [because("account-of-staff", `${shown} is that of employee ${staff}, not the one on ${supplier.name ?? supplier.id}'s record`)], named: [], ofStaff: true };
  const own = usesBy(asked.used, keys, supplier.s);
  const others = owners.filter((one) => one.f !== supplier.f);
  if (others.length > 0) return ofOthers(asked, others, own, shown, supplier);
  const sister = owners.find((one) => one.f === supplier.f);
  if (sister !== undefined) return { ...nothing, reasons: [because("account-of-sister", `${shown} is on the record of ${sister.id}, which may be the same supplier, not on ${supplier.id}'s`)], named: [sister.id] };
  return { ...nothing, reasons: [...strangerReasons(asked, keys, supplier, own, shown, today), ...doubtful] };
}

type Uses = { readonly n: number; readonly lastDay: number };
function usesBy(used: UsedAccounts, keys: readonly string[], s: number): Uses {
  const own = keys.flatMap((key) => used.get(key) ?? []).filter((one) => one.s === s);
  return { n: own.reduce((sum, one) => sum + one.n, 0), lastDay: Math.max(-Infinity, ...own.map(({ lastDay }) => lastDay)) };
}

/** The account is the one on record: is it new, and was anything ever paid there? */
function recordedReasons(asked: Asked, { keys }: Payee, supplier: Supplier, shown: string, today: Day): GateReason[] {
  const { history, parameters } = asked;
  const reasons: GateReason[] = [];
  const change = history.changes.get(supplier.id)?.findLast((one) => keys.includes(one.to));
  const days = change === undefined ? Infinity : dayNumber(today) - dayNumber(change.on);
  if (change !== undefined && days >= 0 && days <= parameters.recentDays) {
    reasons.push(because("account-changed", `${shown} came onto the record on ${showDay(change.on)}, ${days === 0 ? "the day of" : `${days} ${days === 1 ? "day" : "days"} before`} this payment`));
  }
  if (history.has.accountsPaid && usesBy(asked.used, keys, supplier.s).n === 0) {
    reasons.push(asked.paidBefore(supplier.s) ? because("account-first", `Nothing was ever paid to ${supplier.name ?? supplier.id} at the account on record`) : because("supplier-first", `It is the first payment to ${supplier.name ?? supplier.id}`));
  }
  return reasons;
}

function ofOthers({ parameters }: Asked, others: readonly Supplier[], own: Uses, shown: string, supplier: Supplier): AccountFacts {
  const other = others[0] as Supplier;
  const distinct = new Set(others.map(({ id }) => id)).size;
  if (distinct > parameters.crowd) {
    const reasons = own.n >= parameters.usedTimes ? [] : [because("account-of-many", `${shown} is on the records of ${distinct} suppliers, as a factor's or an agent's would be, and not on ${supplier.name ?? supplier.id}'s`)];
    return { ...nothing, reasons, named: others.map(({ id }) => id) };
  }
  if (own.n >= parameters.usedTimes) return { ...nothing, reasons: [because("account-other-used", `${shown} is on the record of ${other.name ?? other.id}; ${own.n} earlier payments went there too`)], named: [other.id] };
  return { ...nothing, reasons: [because("account-of-other", `${shown} is on the record of ${other.name ?? other.id}, not of ${supplier.name ?? supplier.id}`)], named: [other.id] };
}

/** Neither on this record nor on another. */
function strangerReasons({ history, parameters, paidBefore }: Asked, keys: readonly string[], supplier: Supplier, own: Uses, shown: string, today: Day): GateReason[] {
  const changes: readonly Change[] = history.changes.get(supplier.id) ?? [];
  const came = changes.findLast((one) => keys.includes(one.to));
  if (came !== undefined) return [because("account-changed-back", `${shown} was on the record from ${showDay(came.on)} and is not any more: it changed and changed back`)];
  const left = changes.findLast((one) => keys.includes(one.from));
  if (left !== undefined) return [because("account-old", `${shown} was the account until ${showDay(left.on)}; the record has another one now`)];
  const recent = dayNumber(today) - own.lastDay <= LAST_USE_DAYS;
  if (own.n >= parameters.usedTimes && recent) {
    return supplier.accounts.length === 0 ? [] : [because("account-other-used", `${shown} is not the one on record; ${own.n} earlier payments went there`)];
  }
  if (own.n > 0) return [because("account-rare", `${shown} is not the one on record; ${own.n === 1 ? "one earlier payment" : `${own.n} earlier payments`} went there`)];
  if (supplier.accounts.length > 0) return [because("account-differs", `${shown} is not the one on ${supplier.name ?? supplier.id}'s record and was never paid to before`)];
  if (!paidBefore(supplier.s)) return [because("supplier-first", `It is the first payment to ${supplier.name ?? supplier.id}, and no account is on record`)];
  return [because("account-unrecorded", `No account is on ${supplier.name ?? supplier.id}'s record, and nothing was paid to this one before`)];
}
