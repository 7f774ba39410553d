/** The verdicts of a run as CSV, in the order of the file: the columns are a contract that other programs rely on. */
import { decimalText } from "../../base/money.ts";
import { csvRecord } from "../report/report.ts";
import type { LineVerdict } from "./check/check-payments.ts";

const COLUMNS = ["line", "at", "verdict", "points", "payee", "supplier_id", "account", "amount", "currency", "pay_on", "references", "document_ids", "reasons", "released_by", "release_reason"] as const;

/** A person's word on a line, where there is one. */
export type Override = { readonly verdict: "release" | "hold"; readonly by: string; readonly reason: string };

export const verdictsCsv = (lines: readonly LineVerdict[], overrides: ReadonlyMap<number, Override> = new Map()): string =>
  csvRecord(COLUMNS) + lines.toSorted((a, b) => a.line.line - b.line.line).map((one) => lineRecord(one, overrides.get(one.line.line))).join("");

const lineRecord = ({ line, verdict, points, supplier, bills, reasons }: LineVerdict, override: Override | undefined): string =>
  csvRecord([
    String(line.line), line.at, override?.verdict ?? verdict, String(points), line.payee ?? "", supplier?.id ?? line.supplierId ?? "",
    line.account === null ? "" : [line.account.bank, line.account.number].filter((part) => part !== null).join(" "),
    line.amount === null ? "" : decimalText(line.amount), line.amount?.currency ?? "", line.payOn ?? "", line.references.join("; "), bills.map(({ docId }) => docId).join(";"),
    reasons.map(({ words, points: worth }) => `${words} (${worth})`).join("; "), override?.by ?? "", override?.reason ?? "",
  ]);
