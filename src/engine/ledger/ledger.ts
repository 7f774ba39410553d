/**
 * The ledger: any export of accounts payable, read into the canonical tables (canonical.sql).
 *
 * The order of work: `inspect` a source, `proposeMapping`, have a person answer the questions, `readInto` a DuckDB on
 * which `createLedger` ran. A file is taken whole or not at all; rows that cannot be taken are listed, never dropped
 * in silence. Suppliers and employees should be read before documents, so that documents find them.
 */
export { unpacked } from "./content.ts";
export { createLedger } from "./create.ts";
export { inspect } from "./inspect.ts";
export type { Column, Inspection } from "./inspect.ts";
export { DELIMITER_WORDS, sampleText } from "./csv/dialect.ts";
export { TABLES, TABLE_WORDS } from "./map/canonical.ts";
export type { FieldName, TableName } from "./map/canonical.ts";
export { FIELDS_OF } from "./map/dictionary.ts";
export { mappedFields, proposeMapping } from "./map/propose.ts";
export type { Answers, MappedColumn, Mapping, NoProposal, Proposal, Question } from "./map/propose.ts";
export { countryOf } from "./read/countries.ts";
export { loadInto, readInto } from "./read/read-into.ts";
export type { Loaded, ReadProgress, ReadResult } from "./read/read-into.ts";
export { totalsOf } from "./read/totals.ts";
export type { ProblemCode, RowProblem } from "./problems.ts";
export { bytesSource } from "./source.ts";
export type { Source } from "./source.ts";
export { makeWorkFolder } from "./work-folder.ts";
export type { WorkFolder } from "./work-folder.ts";
export { loadSegment, writeSegments } from "./segments.ts";
export type { SegmentPiece } from "./segments.ts";
export { readWholeXml } from "./workbook/xml.ts";
export { coreOf, isBlank, markEvidence, readAmount } from "./amounts.ts";
export type { DecimalMark } from "./amounts.ts";
export { dateShape, readDate } from "./dates.ts";
export type { DayOrder } from "./dates.ts";
export { formsOf } from "./map/headings.ts";
export { isCurrency, SIGNS } from "./map/currency.ts";
export { readWholeTable } from "./whole-table.ts";
