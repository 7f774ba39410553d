/**
 * Runs the detectors beyond duplicates over a benchmark ledger and writes findings.csv for the scorer.
 *
 *   node tools/bench-detectors.ts FOLDER FINDINGS.csv [--only FRD-10,OVR-05]
 *
 * FOLDER holds suppliers.csv, invoices.csv, payments.csv ... with the canonical columns' benchmark names. Reads nothing else
 * (never the labels). Prints seconds and findings per detector.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { openDuckDb, sqlText, type DuckDb } from "../src/engine/duckdb/duckdb.ts";
import { detectorContext } from "../src/engine/detectors/detector.ts";
import { DETECTORS } from "../src/engine/detectors/detectors.ts";
import { fieldsPresent, missingFields } from "../src/engine/detectors/present.ts";

const [folder, out, ...rest] = process.argv.slice(2);
if (folder === undefined || out === undefined) throw new Error("usage: bench-detectors.ts FOLDER FINDINGS.csv [--only IDS]");
const only = rest[0] === "--only" ? rest[1]?.split(",") : undefined;

const csv = (name: string): string => `read_csv(${sqlText(`${folder}/${name}.csv`)}, all_varchar = true, header = true, nullstr = '')`;
const money = (column: string): string => `CAST(round(CAST(${column} AS DECIMAL(18,2)) * 100) AS BIGINT)`;

export async function loadBenchmark(db: DuckDb): Promise<void> {
  await db.exec(readFileSync(new URL("../src/engine/ledger/canonical.sql", import.meta.url), "utf8"));
  await db.exec(`INSERT INTO invoice SELECT row_number() OVER (), document_id, entity, supplier_id, invoice_number, invoice_date::DATE,
    posted_on::DATE, due_on::DATE, document_type, currency, ${money("net_amount")}, ${money("tax_amount")}, ${money("gross_amount")},
    po_number, description, entered_by, approved_by, NULL, NULL FROM ${csv("invoices")}`);
  await db.exec(`INSERT INTO supplier SELECT row_number() OVER (), supplier_id, name, address_line, city, postcode, country, vat_number,
    company_number, email, phone, iban, NULL, payment_terms_days::INTEGER, created_on::DATE, created_by, status, NULL, NULL FROM ${csv("suppliers")}`);
  await db.exec(`INSERT INTO supplier_bank_change SELECT row_number() OVER (), supplier_id, changed_on::DATE, changed_by, old_iban, new_iban
    FROM ${csv("supplier_bank_changes")}`);
  await db.exec(`INSERT INTO employee SELECT row_number() OVER (), employee_id, name, address_line, postcode, iban, NULL FROM ${csv("employees")}`);
  await db.exec(`INSERT INTO payment SELECT row_number() OVER (), payment_id, entity, supplier_id, document_id, paid_on::DATE, method, currency,
    ${money("amount")}, iban, run_id, NULL, NULL FROM ${csv("payments")}`);
  await db.exec(`INSERT INTO statement_line SELECT row_number() OVER (), supplier_id, statement_date::DATE, invoice_number, invoice_date::DATE,
    currency, ${money("gross_amount")}, document_type FROM ${csv("statements")}`);
}

const db = await openDuckDb({ allowedFolder: folder });
await loadBenchmark(db);
const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(2);
const cpuSeconds = (since: NodeJS.CpuUsage): string => {
  const { user, system } = process.cpuUsage(since);
  return ((user + system) / 1e6).toFixed(2);
};
const allCpu = process.cpuUsage();
const context = detectorContext();
const rows = ["kind,score,document_ids,supplier_ids,detectors,reasons"];
const all = performance.now();
const present = await fieldsPresent(db);
console.log(`fields ${seconds(all)} s`);
for (const detector of DETECTORS.filter((one) => only === undefined || only.includes(one.id))) {
  const missing = missingFields(detector, present);
  if (missing.length > 0) {
    console.log(`${detector.id} skipped: no ${missing.join(", ")}`);
    continue;
  }
  const start = performance.now();
  const cpu = process.cpuUsage();
  const findings = await detector.find(db, context);
  console.log(`${detector.id} ${detector.name}: ${findings.length} findings, ${seconds(start)} s (${cpuSeconds(cpu)} s of processor)`);
  for (const one of findings) {
    const reasons = one.reasons.map((reason) => `${reason.code} ${reason.bits}`).join(" ");
    rows.push([one.kind, one.score, one.documentIds.join(";"), one.supplierIds.join(";"), one.detectors.join(";"), reasons].join(","));
  }
}
console.log(`all ${seconds(all)} s (${cpuSeconds(allCpu)} s of processor)`);
writeFileSync(out, `${rows.join("\n")}\n`);
db.close();
