/** The served path, as a customer walks it: send files, confirm the mapping, import, run, look at findings. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { demoLedger } from "../../src/main/demo/ledger.ts";
import type { FindingDetail } from "../../src/region/findings/findings.schema.ts";
import type { Import } from "../../src/region/imports/imports.schema.ts";
import { callerOf, openTestRegion, sendFile, type Caller, type TestRegion, type TestSite } from "./region-world.ts";
import type { Run } from "../../src/region/runs/runs.schema.ts";
import type { Upload } from "../../src/region/uploads/uploads.schema.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";

let region: TestRegion;
let worker: RegionWorker;
let site: TestSite;
let analyst: Caller;

beforeAll(async () => {
  region = await openTestRegion();
  worker = await createRegionWorker(region.deps);
  site = await region.newSite();
  analyst = await callerOf(region, site, "analyst");
});
afterAll(async () => {
  worker.stop();
  await region.close();
});

const get = async <T>(call: Caller, path: string): Promise<T> => {
  const answer = await call("GET", path);
  const body = (await answer.json()) as T;
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return body;
};
const until = <T>(call: Caller, path: string, done: (body: T) => boolean): Promise<T> =>
  vi.waitFor(async () => {
    const body = await get<T>(call, path);
    if (!done(body)) throw new Error(`not yet: ${JSON.stringify(body).slice(0, 800)}`);
    return body;
  }, { timeout: 60_000, interval: 200 });

/** Accepts what was proposed, as a person who agrees does. */
export const confirm = (upload: Upload) => ({
  uploadId: upload.id,
  tables: (upload.inspection?.tables ?? []).map(({ table, columns }) => ({
    table, columns: Object.fromEntries(columns.flatMap(({ field, name }) => (field === null ? [] : [[field, name]]))),
  })),
});

describe("from files to findings", () => {
  const files = demoLedger({ supplierCount: 40 });
  let uploads: Upload[] = [];
  let imported: Import;

  it("takes files and recognises them", async () => {
    const ids: string[] = [];
    for (const { name, text } of files) ids.push(await sendFile(analyst, name, Buffer.from(text)));
    uploads = await Promise.all(ids.map((id) => until<Upload>(analyst, `/uploads/${id}`, ({ state }) => state === "ready" || state === "refused")));
    expect(uploads.map(({ state, inspection }) => [state, inspection?.tables[0]?.table])).toEqual([
      ["ready", "supplier"], ["ready", "invoice"], ["ready", "payment"], ["ready", "employee"], ["ready", "supplier_bank_change"],
    ]);
    expect(uploads[1]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    for (const { inspection } of uploads) expect(inspection?.tables[0]?.columns.filter(({ field }) => field === null).map(({ name }) => name)).toEqual([]);
  });

  it("imports them, all or nothing, and says what it read", async () => {
    const asked = await analyst("POST", "/imports", { files: uploads.map(confirm) });
    expect(asked.status).toBe(202);
    const { id } = (await asked.json()) as Import;
    imported = await until<Import>(analyst, `/imports/${id}`, ({ state }) => !["queued", "reading", "committing"].includes(state));
    expect(imported.refusal).toBeUndefined();
    expect(imported.state).toBe("committed");
    const sent = (name: string): number => (files.find((file) => file.name.startsWith(name))?.text.trimEnd().split("\r\n").length ?? 0) - 1;
    expect(imported.files.find(({ table }) => table === "invoice")).toMatchObject({ rowsRead: sent("invoices"), rowsTaken: sent("invoices") });
    expect(imported.totals).toMatchObject([{ currency: "GBP", rows: sent("invoices") }]);
    expect(imported.firstDay).toMatch(/^2024-10-0/);
  });

  it("runs the detectors and shows ranked findings with their evidence", async () => {
    const run = await until<Run>(analyst, `/runs/${imported.runId}`, ({ state }) => state === "done" || state === "failed");
    expect(run.state).toBe("done");
    expect(run.counts.new).toBeGreaterThan(20);
    const list = await get<{ items: { id: string; kind: string; rank: number; supplierNames: string[] }[]; total: number; totals: { count: number } }>(analyst, "/findings?limit=10");
    expect(list.total).toBe(run.counts.new);
    expect(list.items.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const second = await get<FindingDetail>(analyst, `/findings/${list.items[1]?.id}`);
    expect([second.previousId, second.nextId]).toEqual([list.items[0]?.id, list.items[2]?.id]);
    expect(second.reasons.length).toBeGreaterThan(0);
    const pair = await get<FindingDetail>(analyst, `/findings/${list.items.find(({ kind }) => kind === "duplicate_invoice")?.id}`);
    expect(pair.documents.map(({ role }) => role).slice(0, 2)).toEqual(["original", "copy"]);
    expect(pair.documents[0]?.fields.some(({ agreement }) => agreement === "same")).toBe(true);
    const { exposure } = pair;
    expect(exposure.paidOrPosted.minor + exposure.credited.minor + exposure.legitimate.minor).toBe(exposure.net.minor);
  });

  it("filters, sorts and pages", async () => {
    type List = { items: { id: string; amountAtRisk: { minor: number }; kind: string; band: string }[]; nextCursor: string | null; total: number; totals: { byKind: Record<string, number>; count: number } };
    const all = await get<List>(analyst, "/findings?limit=200&sort=amount");
    const amounts = all.items.map(({ amountAtRisk }) => amountAtRisk.minor);
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
    const kind = Object.keys(all.totals.byKind)[0] ?? "";
    const some = await get<List>(analyst, `/findings?kind=${kind}&limit=5`);
    expect(some.total).toBe(all.totals.byKind[kind]);
    expect(some.items.every((item) => item.kind === kind)).toBe(true);
    const next = await get<List>(analyst, `/findings?limit=3&cursor=${(await get<List>(analyst, "/findings?limit=3")).nextCursor}`);
    expect(next.items.map(({ id }) => id)).not.toContain(all.items[0]?.id);
    expect((await analyst("GET", "/findings?kind=nonsense")).status).toBe(422);
    const csv = await (await analyst("GET", "/findings.csv")).text();
    expect(csv.split("\r\n")[0]).toBe("kind,detectors,score,document_ids,supplier_ids,employee_ids,amount_at_risk,currency,title,reasons");
    expect(csv.trimEnd().split("\r\n").length).toBe(all.total + 1);
  });

  it("shows the population and the documents behind a bar", async () => {
    const population = await get<{ sets: { name: string; count: number; firstTwoDigits: { digits: number; count: number }[]; repeatedAmounts: { amount: { minor: number; currency: string }; count: number }[] }[] }>(analyst, "/population");
    const [all] = population.sets;
    expect(all?.firstTwoDigits.length).toBe(90);
    expect(all?.firstTwoDigits.reduce((sum, { count }) => sum + count, 0)).toBe(all?.count);
    const bar = all?.firstTwoDigits.find(({ count }) => count > 0 && count < 200);
    const rows = await get<{ rows: { amount: { minor: number } }[]; total: number; capped: boolean }>(analyst, `/population/rows?digits=${bar?.digits}`);
    expect(rows.rows.length).toBe(bar?.count);
    expect(rows.rows.every(({ amount }) => String(amount.minor).padEnd(2, "0").startsWith(String(bar?.digits)))).toBe(true);
    const repeated = all?.repeatedAmounts[0];
    const behind = await get<{ rows: { amount: { minor: number } }[]; total: number }>(analyst, `/population/rows?amountMinor=${repeated?.amount.minor}&currency=${repeated?.amount.currency}`);
    expect(behind.total).toBe(repeated?.count);
    expect(behind.rows.every(({ amount }) => amount.minor === repeated?.amount.minor)).toBe(true);
  });

  it("changes nothing when the same files come again, and says so", async () => {
    const again = await Promise.all(files.map(({ name, text }) => sendFile(analyst, `copy of ${name}`, Buffer.from(text))));
    const ready = await Promise.all(again.map((id) => until<Upload>(analyst, `/uploads/${id}`, ({ state }) => state === "ready")));
    expect(ready[1]?.inspection?.tables[0]?.remembered).toBe(true);
    const { id } = (await (await analyst("POST", "/imports", { files: ready.map(confirm) })).json()) as Import;
    const second = await until<Import>(analyst, `/imports/${id}`, ({ state }) => state === "committed");
    expect(second).toMatchObject({ unchanged: true, runId: null, totals: [] });
    expect(second.files.every(({ alreadyInLedger }) => alreadyInLedger)).toBe(true);
  });

  it("says in the overview and the activity what there is and who did what", async () => {
    const overview = await get<{ ledger: { rows: Record<string, number> }; findings: { count: number } }>(analyst, "/overview");
    expect(overview.ledger.rows["invoice"]).toBe(imported.files.find(({ table }) => table === "invoice")?.rowsTaken);
    const auditor = await callerOf(region, site, "auditor");
    const acts = await get<{ items: { act: string }[]; total: number }>(auditor, "/activity?limit=200");
    for (const act of ["sites.open", "uploads.begin", "uploads.receive", "uploads.inspect", "imports.ask", "imports.commit", "runs.finish", "findings.read"]) {
      expect(acts.items.map((item) => item.act)).toContain(act);
    }
  });
});
