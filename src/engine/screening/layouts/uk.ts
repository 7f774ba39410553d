/**
 * The UK Sanctions List: as published (one file, a row per name or address), or parted into subjects and their names.
 * Headings are compared without case and spaces, since the published file and its copies write them differently.
 */
import { asDay, type Day } from "../../../base/day.ts";
import { countryOf } from "../../ledger/ledger.ts";
import { addName, draft, finished, type Draft, type ListPart, type NameQuality, type ReadList, type SubjectKind } from "../subject.ts";
import { damagedRow, table } from "./table.ts";

const kindOf = (text: string): SubjectKind => (/individual/i.test(text) ? "individual" : /ship|vessel/i.test(text) ? "ship" : "entity");

/** The list's words: "Primary name", "primary_variation", "Alias"; strength "Low quality a.k.a", "low_quality_aka". */
const qualityOf = (type: string, strength: string): NameQuality =>
  /low/i.test(strength) ? "weak" : /^primary( ?name)?$/i.test(type.replace("_", " ").trim()) ? "primary" : "alias";

/** 29/06/2012, 2012-06-29 or 29-Jun-2012. */
export function dayOf(text: string): Day | null {
  const numbers = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (numbers) return asDay(`${numbers[3]}-${(numbers[2] ?? "").padStart(2, "0")}-${(numbers[1] ?? "").padStart(2, "0")}`) ?? null;
  const words = /(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ](\d{4})/.exec(text);
  const month = words === null ? -1 : "jan feb mar apr may jun jul aug sep oct nov dec".split(" ").indexOf((words[2] ?? "").toLowerCase());
  if (words && month >= 0) return asDay(`${words[3]}-${String(month + 1).padStart(2, "0")}-${(words[1] ?? "").padStart(2, "0")}`) ?? null;
  return asDay(text.slice(0, 10)) ?? null;
}

export function readUk(parts: readonly ListPart[]): ReadList {
  const drafts = new Map<string, Draft>();
  let latest: Day | null = null;
  let reported: Day | null = null;
  for (const part of parts) {
    const { rows, title } = table(part, "uniqueid");
    reported ??= dayOf(/report date:?\s*([^,"]+)/i.exec(title)?.[1]?.trim() ?? "");
    for (const { row, field } of rows) {
      const entry = field("uniqueid");
      if (entry === "") throw damagedRow(part.name, row, "a unique id", "Unique ID");
      const one = drafts.get(entry) ?? draft();
      drafts.set(entry, one);
      const kind = field("subjecttype") || field("designationtype");
      if (kind !== "") one.kind = kindOf(kind);
      const whole = field("fullname") || ["name1", "name2", "name3", "name4", "name5", "name6"].map(field).filter((word) => word !== "").join(" ");
      if (whole !== "") addName(one, whole, qualityOf(field("nametype"), field("aliasstrength")));
      for (const country of [field("addresscountry"), ...field("nationalityies").split(/[;|]|\(\d+\)/)]) if (country.trim() !== "") one.countries.add(countryOf(country.trim()));
      one.listedOn ??= dayOf(field("datedesignated"));
      const updated = dayOf(field("lastupdated"));
      if (updated !== null && (latest === null || updated > latest)) latest = updated;
    }
  }
  return finished(drafts, reported ?? latest);
}
