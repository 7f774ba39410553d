/** A person's mapping as the answers that the engine takes: what they left out is left out, whatever the headings say. */
import type { Answers, Inspection } from "../../engine/ledger/ledger.ts";
import { Refusal } from "../../base/errors.ts";
import { FIELDS, type TableMapping } from "./mappings.schema.ts";

/** @throws Refusal column-unknown, field-unknown: a mapping is never applied in part. */
export function answersOf(mapping: TableMapping, inspection: Inspection): Answers {
  const known = new Set(inspection.columns.map(({ name }) => name));
  const fields: readonly string[] = FIELDS[mapping.table];
  for (const [field, column] of Object.entries(mapping.columns)) {
    if (!fields.includes(field)) {
      throw new Refusal("invalid", "field-unknown", `There is no field "${field}" of this kind of record.`, [{ at: inspection.file, expected: fields.join(", ") }]);
    }
    if (!known.has(column)) {
      throw new Refusal("invalid", "column-unknown", `${inspection.file} has no column "${column}".`, [{ at: inspection.file, expected: [...known].join(", ") }]);
    }
  }
  return {
    table: mapping.table,
    columns: Object.fromEntries(fields.map((field) => [field, mapping.columns[field] ?? ""])),
    ...(mapping.decimalMark && { decimalMark: mapping.decimalMark }),
    ...(mapping.dateOrder && { dateOrder: mapping.dateOrder }),
    ...(mapping.defaultCurrency && { currency: mapping.defaultCurrency }),
  };
}
