/** Every finding as CSV, best first: the columns are a contract that other programs rely on. */
import { decimalText } from "../../base/money.ts";
import type { Finding } from "../run/run.ts";
import { record } from "./csv.ts";

export const FINDINGS_COLUMNS = [
  "kind", "detectors", "score", "document_ids", "supplier_ids", "employee_ids", "amount_at_risk", "currency", "title", "reasons",
] as const;

export const findingsCsv = (findings: readonly Finding[]): string =>
  record(FINDINGS_COLUMNS) + findings.map(findingRecord).join("");

const findingRecord = (finding: Finding): string =>
  record([
    finding.kind,
    finding.detectors.join(";"),
    String(finding.score),
    finding.documentIds.join(";"),
    finding.supplierIds.join(";"),
    finding.employeeIds.join(";"),
    decimalText(finding.amountAtRisk),
    finding.amountAtRisk.currency,
    finding.title,
    finding.reasons.map(({ words, bits }) => `${words} (${bits >= 0 ? "+" : ""}${bits.toFixed(1)})`).join("; "),
  ]);
