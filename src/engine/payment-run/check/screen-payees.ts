/**
 * Names on sanctions lists among those who are paid: the name that the file gives, and the supplier's name on record where that is another or
 * the file gives none. Whose country is known is compared with it, as MAS-06 does.
 */
import { showDay, type Day } from "../../../base/day.ts";
import { party, type Party } from "../../identity/identity.ts";
import { listsOf, screen, type Screened } from "../../screening/screening.ts";
import type { History } from "./history.ts";
import { because, type GateReason } from "./parameters.ts";
import type { Payee } from "./payee.ts";

/** A name is listed from these bits on; about probability 0.9 and 0.25, as MAS-06 counts them. */
const LISTED_BITS = 3.2;
const PERHAPS_BITS = -1.6;
/** Enough of a hash to tell versions apart by eye. */
const HASH_SHOWN = 12;

/** @param cleared by supplier: entries that somebody said are not this supplier; they clear its own name alone, not another one on the payment. */
export async function screenPayees(history: History, payees: readonly Payee[], cleared: ReadonlyMap<string, ReadonlySet<string>>): Promise<(payee: Payee) => readonly GateReason[]> {
  if (!history.has.lists) return () => [];
  const parties = new Map<string, Party>();
  for (const payee of payees) for (const one of namesOf(payee)) parties.set(one.id, one);
  const { found } = await screen(history.db, [...parties].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one), PERHAPS_BITS);
  const byParty = Map.groupBy(found, ({ party: { id } }) => id);
  const lists = await listsOf(history.db);
  const words = ({ subject: { name, list, entry, listedOn } }: Screened): string => {
    const of = lists.get(list);
    const dated = of?.version == null ? "" : ` of ${showDay(of.version as Day)}`;
    return `${name} is on the ${list}${dated} (entry ${entry}${listedOn === null ? "" : `, listed since ${showDay(listedOn)}`}; version ${of?.sha256.slice(0, HASH_SHOWN) ?? ""})`;
  };
  return (payee) => {
    const strongest = namesOf(payee).flatMap((one) => {
      const known = one.id.startsWith(OF_SUPPLIER) ? cleared.get(payee.supplier?.id ?? "") : undefined;
      return (byParty.get(one.id) ?? []).filter(({ subject }) => known?.has(`${subject.list} ${subject.entry}`) !== true);
    }).sort((a, b) => b.bits - a.bits)[0];
    return strongest === undefined ? [] : [because(strongest.bits >= LISTED_BITS ? "listed" : "perhaps-listed", words(strongest))];
  };
}

const OF_SUPPLIER = "supplier ";

function namesOf({ line, supplier }: Payee): Party[] {
  const given = line.payee === null ? undefined : party({ id: `payee ${line.payee}`, name: line.payee });
  if (supplier === undefined) return given === undefined ? [] : [given];
  const recorded = { ...supplier.party, id: `${OF_SUPPLIER}${supplier.id}` };
  return given === undefined || given.name.run === supplier.party.name.run ? [recorded] : [given, recorded];
}
