/**
 * What a good spreadsheet of rules reaches on the same ledger: the yardstick that the product's figures and seconds are held against.
 *
 *   node tools/bench-rules.ts FOLDER seven|netted FINDINGS.csv
 *
 * `seven`: the duplicate rules auditors run in ACL, IDEA or SQL (catalogue DUP-01 to DUP-04, DUP-07 to DUP-09), on fields as they are.
 * `netted`: the same on cleaned numbers, documents cancelled by a credit of the same supplier and amount left out, and documents paid
 * more than they ask for. Both report pairs, the stricter rule first. No labels are read.
 *
 * Prints one line of JSON: seconds by the clock to read the CSV, to run the rules, and to read every column of the same tables once from Parquet
 * (the least that anything which looks at all of a ledger can take), and the rows found.
 */
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { openDuckDb, sqlText, type DuckDb } from "../src/engine/duckdb/duckdb.ts";

const [given, set, out] = process.argv.slice(2);
if (given === undefined || out === undefined || (set !== "seven" && set !== "netted")) throw new Error("usage: bench-rules.ts FOLDER seven|netted FINDINGS.csv");
const folder = mkdtempSync(join(tmpdir(), "spendward-rules-"));
const READ = /^(invoices|payments|suppliers|statements)\.csv$/;
for (const name of readdirSync(given)) if (READ.test(name)) copyFileSync(join(resolve(given), name), join(folder, name));

const file = (name: string): string => sqlText(join(folder, name));
const clean = "ltrim(regexp_replace(upper(invoice_number), '[^A-Z0-9]', '', 'g'), '0')";

/** What two documents must share, strictest first; and what must hold beside it. Days within 30 where a date is only near. */
type Rule = { readonly share: readonly string[]; readonly beside?: string };
const RULES: readonly Rule[] = [
  { share: ["supplier_id", "number", "invoice_date", "gross_amount"] },
  { share: ["supplier_id", "number", "gross_amount"] },
  { share: ["number", "invoice_date", "gross_amount"], beside: "a.supplier_id <> b.supplier_id" },
  { share: ["number", "gross_amount"], beside: "a.supplier_id <> b.supplier_id AND abs(date_diff('day', a.invoice_date, b.invoice_date)) <= 30" },
  { share: ["supplier_id", "number", "invoice_date"] },
  { share: ["supplier_id", "invoice_date", "gross_amount"] },
  { share: ["supplier_id", "gross_amount"], beside: "abs(date_diff('day', a.invoice_date, b.invoice_date)) <= 30" },
];

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return Math.round(performance.now() - from) / 1000;
};

async function read(db: DuckDb): Promise<void> {
  await db.exec(`CREATE TABLE document AS SELECT document_id, supplier_id, ${set === "netted" ? clean : "invoice_number"} AS number, invoice_date::DATE AS invoice_date,
    CAST(gross_amount AS DECIMAL(18, 2)) AS gross_amount, document_type FROM read_csv(${file("invoices.csv")}, all_varchar = true, header = true)`);
  await db.exec(`CREATE TABLE payment AS SELECT document_id, CAST(amount AS DECIMAL(18, 2)) AS amount FROM read_csv(${file("payments.csv")}, all_varchar = true, header = true)`);
}

const NETTED = `DELETE FROM document WHERE document_type <> 'invoice' OR document_id IN (
  SELECT a.document_id FROM (SELECT *, row_number() OVER (PARTITION BY supplier_id, gross_amount ORDER BY invoice_date, document_id) AS nth FROM document WHERE gross_amount > 0) a
  JOIN (SELECT *, row_number() OVER (PARTITION BY supplier_id, gross_amount ORDER BY invoice_date, document_id) AS nth FROM document WHERE gross_amount < 0) b
    ON a.supplier_id = b.supplier_id AND a.gross_amount = -b.gross_amount AND a.nth = b.nth)`;
const OVERPAID = `INSERT INTO pair SELECT ${RULES.length + 1}, document_id, NULL FROM payment JOIN document USING (document_id)
  GROUP BY document_id, gross_amount HAVING sum(amount) > gross_amount`;

async function judge(db: DuckDb): Promise<void> {
  await db.exec("CREATE TABLE pair (score INTEGER, a VARCHAR, b VARCHAR)");
  if (set === "netted") {
    await db.exec(NETTED);
    await db.exec(OVERPAID);
  }
  for (const [i, { share, beside }] of RULES.entries()) {
    await db.exec(`INSERT INTO pair SELECT ${RULES.length - i}, a.document_id, b.document_id FROM document a JOIN document b ON ${share.map((one) => `a.${one} = b.${one}`).join(" AND ")}
      AND a.document_id < b.document_id WHERE a.gross_amount > 0 AND b.gross_amount > 0${beside === undefined ? "" : ` AND ${beside}`}`);
  }
}

const db = await openDuckDb({ allowedFolder: folder, threads: 2 });
try {
  const reading = await timed(() => read(db));
  const rules = await timed(() => judge(db));
  const found = await db.all<{ score: number; documents: string }>("SELECT max(score) AS score, concat_ws(';', a, b) AS documents FROM pair GROUP BY a, b ORDER BY 1 DESC, 2");
  writeFileSync(out, ["kind,score,document_ids,supplier_ids", ...found.map(({ score, documents }) => `duplicate,${score},${documents},`), ""].join("\n"));
  const tables = readdirSync(folder).filter((name) => name.endsWith(".csv"));
  for (const name of tables) await db.exec(`COPY (SELECT * FROM read_csv(${file(name)}, all_varchar = true, header = true)) TO ${file(name.replace(".csv", ".parquet"))} (FORMAT parquet)`);
  const parquet = await timed(async () => {
    for (const name of tables) await db.all(`SELECT bit_xor(hash(COLUMNS(*)) % 1000) FROM read_parquet(${file(name.replace(".csv", ".parquet"))})`);
  });
  process.stdout.write(`${JSON.stringify({ set, reading, rules, parquet, rows: found.length, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`);
} finally {
  db.close();
  rmSync(folder, { recursive: true });
}
