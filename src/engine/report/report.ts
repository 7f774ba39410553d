/**
 * What a run leaves behind for people and programs: CSV, JSON and a self-contained page.
 *
 * Everything is made from the same findings, so the figures agree; nothing here computes a score or an exposure.
 */
export { findingsCsv, FINDINGS_COLUMNS } from "./findings-csv.ts";
export { problemsCsv } from "./problems-csv.ts";
export { record as csvRecord } from "./csv.ts";
export { gatherEvidence } from "./evidence.ts";
export type { Gathered } from "./evidence.ts";
export { reportJson } from "./json.ts";
export { findingsShown, reportPage } from "./page/page.ts";
export type { ReportFile, ReportInput } from "./page/page.ts";
