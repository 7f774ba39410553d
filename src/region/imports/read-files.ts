/** The reading itself: each file of the plan into the analysis database, in the order that lets documents find their suppliers. */
import { Refusal } from "../../base/errors.ts";
import type { Day } from "../../base/day.ts";
import { inspect, mappedFields, proposeMapping, readInto, TABLES, type FieldName, type Mapping, type ReadResult, type RowProblem } from "../../engine/ledger/ledger.ts";
import type { RegionDeps } from "../region.deps.ts";
import type { LedgerDb, LedgerSummary, RowMarks } from "../ledgers/ledgers.ts";
import { answersOf, headingIndex, type TableMapping } from "../mappings/mappings.ts";
import type { BorrowedSite } from "../sites/sites.ts";
import { uploadSource, type UsableUpload } from "../uploads/uploads.ts";
import type { ImportFile, Problem } from "./imports.schema.ts";
import type { ImportOutcome } from "./imports.store.ts";

/** One table of one file, still to be read. */
export type Reading = { readonly upload: UsableUpload; readonly mapping: TableMapping; readonly key: string };
export type Confirmed = { readonly headingIndex: string; readonly mapping: TableMapping };
export type FilesRead = {
  readonly files: readonly ImportFile[];
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  readonly fields: ReadonlySet<FieldName>;
  readonly confirmed: readonly Confirmed[];
};

/** Which content, as which table: the same content read twice as the same table would count everything double. */
export const contentKey = (sha256: string, { table, sheet }: TableMapping): string => `${sha256} ${table} ${sheet ?? ""}`;

/** @throws Refusal of the engine, naming file, row and column; nothing of any file is kept then. */
export async function readFiles(
  deps: RegionDeps, site: BorrowedSite, ledger: LedgerDb, readings: readonly Reading[], onProgress: (bytesDone: number, bytesTotal: number) => Promise<void>,
): Promise<FilesRead> {
  const inOrder = [...readings].sort((a, b) => TABLES.indexOf(a.mapping.table) - TABLES.indexOf(b.mapping.table));
  const bytesTotal = inOrder.reduce((sum, { upload }) => sum + upload.sizeBytes, 0);
  const files: ImportFile[] = [];
  const problems: RowProblem[] = [];
  const confirmed: Confirmed[] = [];
  const fields = new Set<FieldName>();
  let problemCount = 0;
  let bytesBefore = 0;
  for (const { upload, mapping } of inOrder) {
    const source = uploadSource(deps, site, upload);
    const inspection = await inspect(source, mapping.sheet === undefined ? {} : { sheet: mapping.sheet });
    const proposal = proposeMapping(inspection, answersOf(mapping, inspection));
    const settled = settledMapping(upload.fileName, proposal);
    const result = await readInto(ledger.db, source, inspection, settled, (bytesDone) => void onProgress(bytesBefore + bytesDone, bytesTotal));
    bytesBefore += upload.sizeBytes;
    await onProgress(bytesBefore, bytesTotal);
    const withProblems = Object.values(result.problemCounts).reduce((sum, count) => sum + count, 0);
    problemCount += withProblems;
    problems.push(...result.problems);
    for (const field of mappedFields(settled)) fields.add(field);
    files.push(fileOf(result, withProblems));
    confirmed.push({ headingIndex: await headingIndex(site, inspection), mapping });
  }
  return { files, problems, problemCount, fields, confirmed };
}

/** @throws Refusal mapping-incomplete, mapping-open: what is missing or undecided, so that nothing is guessed. */
function settledMapping(file: string, proposal: ReturnType<typeof proposeMapping>): Mapping {
  if (proposal.mapping === undefined) {
    throw new Refusal("invalid", "mapping-incomplete", `${file} cannot be read with this mapping.`,
      proposal.missing.map((what) => ({ at: file, expected: what, remedy: "Map a column to it, or leave this file out." })));
  }
  if (proposal.questions.length > 0) {
    throw new Refusal("invalid", "mapping-open", `${file} leaves open how some values are to be read.`,
      proposal.questions.map(({ words, columns }) => ({ at: `${file}, column ${columns.join(", ")}`, expected: words, remedy: "Decide it in the mapping and import again." })));
  }
  return proposal.mapping;
}

const fileOf = (result: ReadResult, withProblems: number): ImportFile => ({
  fileName: result.file, table: result.table, rowsRead: result.rowsRead, rowsTaken: result.rowsTaken, rowsWithProblems: withProblems,
  linesJoined: result.linesJoined, alreadyInLedger: false, notes: [...result.notes],
});

export const showProblem = ({ file, row, column, code, value, expected, remedy, taken }: RowProblem): Problem =>
  ({ file, row, column: column ?? null, code, value: value ?? null, expected, remedy, taken });

type Period = { firstDay: Day | null; lastDay: Day | null };
const PERIOD = "min(coalesce(posting_date, invoice_date)) AS \"firstDay\", max(coalesce(posting_date, invoice_date)) AS \"lastDay\"";

/** Control totals of what this import added: invoices and credit notes per currency, to be compared with the sender's own. */
export async function controlTotals({ db }: LedgerDb, marks: RowMarks): Promise<Pick<ImportOutcome, "totals" | "firstDay" | "lastDay">> {
  const totals = await db.all<{ currency: string; rows: number; minor: number }>(
    `SELECT currency, count(*) AS rows, sum(amount_gross)::BIGINT AS minor FROM invoice WHERE row_no > ${marks.invoice} GROUP BY currency ORDER BY rows DESC, currency`);
  const period = await db.one<Period>(`SELECT ${PERIOD} FROM invoice WHERE row_no > ${marks.invoice}`);
  return { totals, ...period };
}

/** The whole ledger as it is now, for its manifest. */
export async function summaryOf({ db }: LedgerDb): Promise<Pick<LedgerSummary, "rows" | "totals" | "firstDay" | "lastDay">> {
  const rows: Record<string, number> = {};
  for (const table of TABLES) rows[table] = (await db.one<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)).n;
  const totals = await db.all<{ currency: string; minor: number }>(
    "SELECT currency, sum(amount_gross)::BIGINT AS minor FROM invoice GROUP BY currency ORDER BY count(*) DESC, currency");
  return { rows, totals, ...(await db.one<Period>(`SELECT ${PERIOD} FROM invoice`)) };
}
