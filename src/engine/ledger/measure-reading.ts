/**
 * An opt-in measure, not a test: reads a made-up ledger of any size and prints seconds, rows and peak memory.
 *
 *   node src/engine/ledger/measure-reading.ts [MEGABYTES=1024]
 *
 * The rows are made while they are read, so nothing of that size is ever on a disk.
 */
import { performance } from "node:perf_hooks";
import { openDuckDb } from "../duckdb/duckdb.ts";
import { createLedger, inspect, makeWorkFolder, proposeMapping, readInto } from "./ledger.ts";
import type { Source } from "./ledger.ts";

const sizeBytes = Number(process.argv[2] ?? 1024) * 2 ** 20;
const HEAD = "document_id,company_code,supplier_id,invoice_number,invoice_date,posted_on,currency,net_amount,tax_amount,gross_amount,description,entered_by\n";

async function* rows(): AsyncIterable<Uint8Array> {
  yield Buffer.from(HEAD);
  let sent = HEAD.length;
  for (let at = 0; sent < sizeBytes; ) {
    const lines: string[] = [];
    for (let size = 0; size < 1 << 20; at += 1) {
      const day = new Date(Date.UTC(2020, 0, 1 + (at % 2000))).toISOString().slice(0, 10);
      const net = ((at * 7919) % 1_000_000) / 100;
      const line = `51${String(at).padStart(9, "0")},UK${at % 7},V${(at * 31) % 40_000},INV-${(at * 104_729) % 10_000_000},${day},${day},GBP,${net.toFixed(2)},${(net * 0.2).toFixed(2)},${(net * 1.2).toFixed(2)},Services of all kinds ${at % 1000},E${at % 90}\n`;
      lines.push(line);
      size += line.length;
    }
    const chunk = Buffer.from(lines.join(""));
    sent += chunk.length;
    yield chunk;
  }
}

const folder = await makeWorkFolder({ diskAllowed: true });
const db = await openDuckDb({ allowedFolder: folder.path });
try {
  await createLedger(db);
  const source: Source = { name: "made-up.csv", sizeBytes, open: rows };
  const inspection = await inspect(source);
  const proposal = proposeMapping(inspection);
  if (proposal.mapping === undefined) throw new Error("the made-up ledger was not recognised");
  const from = performance.now();
  const { rowsTaken, totals } = await readInto(db, source, inspection, proposal.mapping);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`${sizeBytes / 2 ** 20} MB, ${rowsTaken} rows in ${seconds} s, peak memory ${peakMb} MB, total ${totals[0]?.minor ?? 0} minor units`);
} finally {
  db.close();
  await folder.remove();
}
