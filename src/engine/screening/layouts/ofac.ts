/**
 * OFAC's SDN list as three files without headings, joined by the number in the first column: subjects, addresses, further
 * names. Weak aliases stand only in the remarks of the subjects: a.k.a. 'CHAPPORI, Petit'. "-0-" means nothing is given.
 */
import { countryOf } from "../../ledger/ledger.ts";
import { addName, draft, finished, type Draft, type ListPart, type ReadList } from "../subject.ts";
import { damagedRow, records } from "./table.ts";

const given = (text: string | undefined): string => (text === undefined || text.trim() === "-0-" ? "" : text.trim());
const FROM_REMARKS = /\b(?:nationality|citizen|POB)[^;]*?([A-Za-z .'-]+?)(?=[;.]|$)/g;

export const WIDTHS: Readonly<Partial<Record<ListPart["layout"], number>>> = { "ofac-sdn": 12, "ofac-add": 6, "ofac-alt": 5 };

/** @throws Refusal list-damaged for a row that was cut off or is none of the list's; the files end with a control character of its own. */
function whole(part: ListPart, width: number): readonly (readonly string[])[] {
  return records(part).filter((record, at) => {
    const [entry = ""] = record;
    if (record.length === 1 && entry.replace(/[\u001a\s]/g, "") === "") return false;
    if (record.length !== width) throw damagedRow(part.name, at + 1, `${width} columns, as in the other rows, not ${record.length}`);
    if (!/^\d+$/.test(entry)) throw damagedRow(part.name, at + 1, "a number that refers to the entry", "1");
    return true;
  });
}

export function readOfac(parts: readonly ListPart[]): ReadList {
  const drafts = new Map<string, Draft>();
  const of = (layout: ListPart["layout"]) => parts.filter((part) => part.layout === layout).flatMap((part) => whole(part, WIDTHS[layout] ?? 0));
  for (const [entry = "", name, kind, , , , , , , , , remarks] of of("ofac-sdn")) {
    const one = draft();
    drafts.set(entry, one);
    one.kind = given(kind) === "individual" ? "individual" : /vessel|aircraft/.test(given(kind)) ? "ship" : "entity";
    addName(one, given(name), "primary");
    for (const [, alias = ""] of given(remarks).matchAll(/a\.k\.a\. '([^']+)'/g)) addName(one, alias, "weak");
    for (const [, place = ""] of given(remarks).matchAll(FROM_REMARKS)) {
      const country = countryOf(place.trim());
      if (/^[A-Z]{2}$/.test(country)) one.countries.add(country);
    }
  }
  for (const [entry = "", , , name] of of("ofac-alt")) {
    const one = drafts.get(entry);
    if (one !== undefined) addName(one, given(name), "alias");
  }
  for (const [entry = "", , , town, country] of of("ofac-add")) {
    const one = drafts.get(entry);
    if (one === undefined) continue;
    if (given(town) !== "") one.towns.add(given(town));
    if (given(country) !== "") one.countries.add(countryOf(given(country)));
  }
  return finished(drafts, null);
}
