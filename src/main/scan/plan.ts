/**
 * Which file is what: every file inspected and mapped, before any is read.
 */
import { Refusal } from "../../base/errors.ts";
import type { Detail } from "../../base/errors.ts";
import { TABLES, TABLE_WORDS, inspect, proposeMapping } from "../../engine/ledger/ledger.ts";
import type { Answers, Inspection, Proposal, Source, TableName } from "../../engine/ledger/ledger.ts";
import type { ScanFile } from "./files.ts";
import type { ScanOptions } from "./scan.ts";

export type PlannedFile = { readonly source: Source; readonly inspection: Inspection; readonly proposal: Proposal };
export type UnusedFile = { readonly name: string; readonly why: string };
export type Plan = { readonly files: readonly PlannedFile[]; readonly unused: readonly UnusedFile[] };

type Mapped = { readonly table: TableName; readonly field: string; readonly column: string };

/** @throws Refusal when a named file cannot be used, when no file holds invoices, or when a question is open. */
export async function planFiles(files: readonly ScanFile[], options: ScanOptions): Promise<Plan> {
  const maps = options.map.map(parseMap);
  const planned: PlannedFile[] = [];
  const unused: UnusedFile[] = [];
  const spare: { inspection: Inspection; source: Source }[] = [];
  for (const { source, named } of files) {
    for (const inspection of await inspections(source, named, unused)) {
      const proposal = propose(inspection, maps, options);
      if (proposal.mapping !== undefined) planned.push({ source, inspection, proposal });
      else if (named && inspection.sheets.length < 2) throw notRecognised(inspection, proposal.nearest, proposal.missing);
      else unused.push({ name: nameOf(inspection), why: `not recognised: lacks ${proposal.missing.join(", ")}` });
      if (proposal.mapping?.table === "payment") spare.push({ inspection, source });
    }
  }
  for (const map of maps) checkMap(map, planned);
  const plan = withInvoices(planned, spare, maps, options, unused);
  const open = plan.flatMap(({ proposal, inspection }) => proposal.questions.map((question) => ({ question, inspection })));
  if (open.length > 0) throw unanswered(open);
  const ordered = plan.toSorted((a, b) => TABLES.indexOf(a.proposal.mapping.table) - TABLES.indexOf(b.proposal.mapping.table));
  return { files: ordered, unused };
}

export const nameOf = ({ file, sheet, sheets }: Inspection): string => (sheets.length > 1 ? `${file} [${sheet ?? ""}]` : file);

/** One inspection per sheet of a workbook, one for any other file. */
async function inspections(source: Source, named: boolean, unused: UnusedFile[]): Promise<Inspection[]> {
  try {
    const first = await inspect(source);
    const found = [first];
    for (const sheet of first.sheets) {
      if (sheet === first.sheet) continue;
      const other = await inspect(source, { sheet }).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        unused.push({ name: `${source.name} [${sheet}]`, why: reasonOf(source, error) });
        return undefined;
      });
      if (other) found.push(other);
    }
    return found;
  } catch (error) {
    if (!(error instanceof Refusal) || named) throw error;
    unused.push({ name: source.name, why: reasonOf(source, error) });
    return [];
  }
}

const reasonOf = (source: Source, error: Refusal): string => error.message.replace(`${source.name} `, "").replace(/\.$/, "");

function propose(inspection: Inspection, maps: readonly Mapped[], options: ScanOptions, table?: TableName) {
  const general: Answers = {
    ...(options.currency !== undefined && { currency: options.currency }),
    ...(options.dateOrder !== undefined && { dateOrder: options.dateOrder }),
    ...(options.decimal !== undefined && { decimalMark: options.decimal === "comma" ? "," as const : "." as const }),
    ...(table !== undefined && { table }),
  };
  const names = new Set(inspection.columns.map(({ name }) => name));
  const here = maps.filter(({ column }) => names.has(column));
  const first = proposeMapping(inspection, general);
  const target = table ?? here[0]?.table ?? first.mapping?.table;
  const columns = Object.fromEntries(here.filter((map) => map.table === target).map(({ field, column }) => [field, column]));
  return target === undefined || Object.keys(columns).length === 0 ? first : proposeMapping(inspection, { ...general, table: target, columns });
}

/** Spend lists have payments but no documents: each payment is then taken as one posted document. */
function withInvoices(
  planned: readonly PlannedFile[], spare: readonly { inspection: Inspection; source: Source }[], maps: readonly Mapped[], options: ScanOptions, unused: readonly UnusedFile[],
): PlannedFile[] {
  if (planned.some(({ proposal }) => proposal.mapping.table === "invoice")) return [...planned];
  const asInvoices = spare.flatMap(({ inspection, source }): PlannedFile[] => {
    const proposal = propose(inspection, maps, options, "invoice");
    if (proposal.mapping === undefined) return [];
    const notes = [...proposal.notes, "a list of payments without invoices: each payment is taken as one document"];
    return [{ inspection, source, proposal: { ...proposal, notes } }];
  });
  if (asInvoices.length === 0) {
    const details: Detail[] = [
      ...planned.map(({ inspection, proposal }) => ({ at: nameOf(inspection), expected: "invoices", remedy: `This file holds ${TABLE_WORDS[proposal.mapping.table]}.` })),
      ...unused.map(({ name, why }) => ({ at: name, remedy: `Not used: ${why}.` })),
    ];
    throw new Refusal("invalid", "no-invoices", "None of the files holds invoices.", details.length > 0 ? details : [{ remedy: "Name a CSV or XLSX export of invoices." }]);
  }
  const replaced = new Set(asInvoices.map(({ inspection }) => inspection));
  return [...planned.filter(({ inspection }) => !replaced.has(inspection)), ...asInvoices];
}

function parseMap(text: string): Mapped {
  const parts = /^(\w+)\.(\w+)=(.+)$/s.exec(text);
  const table = TABLES.find((one) => one === parts?.[1]);
  if (!parts || table === undefined) {
    throw new Refusal("invalid", "map-unreadable", `--map ${text} is not of the form table.field=column.`, [
      { expected: `a table of ${TABLES.join(", ")}`, remedy: 'For instance --map invoice.amount_gross="Total".' },
    ]);
  }
  return { table, field: parts[2] as string, column: parts[3] as string };
}

function checkMap({ table, field, column }: Mapped, planned: readonly PlannedFile[]): void {
  const used = planned.some(({ proposal }) => proposal.mapping.table === table && proposal.mapping.columns.some((one) => one.field === field && one.column.name === column));
  if (used) return;
  const names = [...new Set(planned.flatMap(({ inspection }) => inspection.columns.map(({ name }) => name)))];
  throw new Refusal("invalid", "map-unused", `No file of ${TABLE_WORDS[table]} has a column "${column}".`, [
    { at: `--map ${table}.${field}=${column}`, expected: `one of ${names.join(", ")}` },
  ]);
}

function notRecognised(inspection: Inspection, nearest: TableName | undefined, missing: readonly string[]): Refusal {
  const what = nearest === undefined ? "a ledger" : TABLE_WORDS[nearest];
  return new Refusal("invalid", "file-not-recognised", `${nameOf(inspection)} is not recognised. To be read as ${what} it needs ${missing.join(", ")}.`, [{
    at: `${nameOf(inspection)}, row ${inspection.headingRow}`,
    expected: `headings that say so; found ${inspection.columns.map(({ name }) => name).join(", ")}`,
    remedy: `Name the column with --map, for instance --map ${nearest ?? "invoice"}.${nearest === "invoice" ? 'amount_gross="Total"' : 'FIELD="COLUMN"'}.`,
  }]);
}

const ANSWER_OPTIONS = { dateOrder: "--date-order dmy or --date-order mdy", decimalMark: "--decimal point or --decimal comma" } as const;

function unanswered(open: readonly { question: Proposal["questions"][number]; inspection: Inspection }[]): Refusal {
  return new Refusal("invalid", "mapping-open", "The files leave open how some values are to be read, and a guess could be wrong.",
    open.map(({ question, inspection }) => ({
      at: `${nameOf(inspection)}, row ${inspection.headingRow + 1} and below, column ${question.columns.map((name) => `"${name}"`).join(", ")}`,
      expected: question.words,
      remedy: question.answer in ANSWER_OPTIONS
        ? `Say which with ${ANSWER_OPTIONS[question.answer as keyof typeof ANSWER_OPTIONS]}.`
        : `Say which with --map, for instance --map invoice.amount_gross="${question.columns.at(-1) ?? ""}".`,
    })));
}
