/**
 * What a person has chosen for each table of each file, starting from what was recognised, and the request it makes.
 * A table chosen as "leave out" is not imported; a column without a field is not read.
 */
import type { InspectedTable, LedgerTable, NewImport, Upload } from "../../api/shapes.ts";
import { fieldWords } from "./fields.ts";

export type TableChoice = {
  table: LedgerTable | null;
  /** Column name → field id, "" for not used. */
  fields: Readonly<Record<string, string>>;
  decimalMark: "" | "." | ",";
  dateOrder: "" | "ymd" | "dmy" | "mdy";
  defaultCurrency: string;
};

/** One list per upload, one choice per table in it, in the order of the inspection. */
export type Choices = Readonly<Record<string, readonly TableChoice[]>>;

export const DECIMAL_MARKS = [".", ","] as const;
export const DATE_ORDERS = ["dmy", "mdy", "ymd"] as const;

export const startingChoice = (table: InspectedTable): TableChoice => ({
  table: table.table,
  fields: Object.fromEntries(table.columns.map((column) => [column.name, column.field ?? ""])),
  decimalMark: DECIMAL_MARKS.find((mark) => mark === table.decimalMark) ?? "",
  dateOrder: DATE_ORDERS.find((order) => order === table.dateOrder) ?? "",
  defaultCurrency: "",
});

export const startingChoices = (uploads: readonly Upload[]): Choices =>
  Object.fromEntries(uploads.map((upload) => [upload.id, upload.inspection?.tables.map(startingChoice) ?? []]));

const AMOUNTS = new Set(["amount_gross", "amount_net", "debit", "credit"]);

/** What must be put right before this table can be imported, in words. */
export function objections(choice: TableChoice): string[] {
  if (!choice.table) return [];
  const used = Object.values(choice.fields).filter(Boolean);
  const twice = [...new Set(used.filter((id, index) => used.indexOf(id) !== index))];
  const found = twice.map((id) => `Two columns are chosen as ${fieldWords(choice.table, id)}: keep one.`);
  if (choice.table === "invoice" && !used.some((id) => AMOUNTS.has(id)))
    found.push("No column is chosen as an amount: choose the gross, the net or the debit amount.");
  if (choice.table === "invoice" && !used.includes("supplier_id") && !used.includes("supplier_name"))
    found.push("No column is chosen as the supplier: choose the supplier's number or name.");
  return found;
}

export function requestOf(uploads: readonly Upload[], choices: Choices, replaces: boolean): NewImport {
  const files = uploads.map((upload) => ({
    uploadId: upload.id,
    tables: (choices[upload.id] ?? []).flatMap((choice, index) => {
      const sheet = upload.inspection?.tables[index]?.sheet;
      if (!choice.table) return [];
      const columns = Object.entries(choice.fields).filter(([, field]) => field).map(([column, field]) => [field, column] as const);
      return [
        {
          table: choice.table,
          columns: Object.fromEntries(columns),
          ...(sheet ? { sheet } : {}),
          ...(choice.decimalMark ? { decimalMark: choice.decimalMark } : {}),
          ...(choice.dateOrder ? { dateOrder: choice.dateOrder } : {}),
          ...(/^[A-Z]{3}$/.test(choice.defaultCurrency) ? { defaultCurrency: choice.defaultCurrency } : {}),
        },
      ];
    }),
  }));
  return { files: files.filter((file) => file.tables.length > 0), ...(replaces ? { replaces: "all" as const } : {}) };
}
