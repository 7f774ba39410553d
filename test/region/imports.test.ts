/** What a second import does to a ledger: adds, replaces records, changes nothing, or makes it anew; two at once both count. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { withSite } from "../../src/platform/postgres/postgres.ts";
import type { Import } from "../../src/region/imports/imports.schema.ts";
import type { TableMapping } from "../../src/region/mappings/mappings.ts";
import type { Overview } from "../../src/region/overview/overview.schema.ts";
import type { Run } from "../../src/region/runs/runs.schema.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";
import { callerOf, openTestRegion, sendFile, type Caller, type TestRegion, type TestSite } from "./region-world.ts";

let region: TestRegion;
let workers: RegionWorker[];
let site: TestSite;
let call: Caller;
beforeAll(async () => {
  region = await openTestRegion();
  // Two, so that two imports of one site really run at once.
  workers = [await createRegionWorker(region.deps), await createRegionWorker(region.deps)];
});
afterAll(async () => {
  for (const worker of workers) worker.stop();
  await region.close();
});

const get = async <T>(path: string): Promise<T> => (await call("GET", path)).json() as Promise<T>;
const settled = <T extends { state: string }>(path: string): Promise<T> =>
  vi.waitFor(async () => {
    const body = await get<T>(path);
    if (["receiving", "inspecting", "queued", "reading", "committing", "running"].includes(body.state)) throw new Error(body.state);
    return body;
  }, { timeout: 60_000, interval: 100 });

const INVOICES: TableMapping = { table: "invoice", columns: { doc_id: "Document number", supplier_id: "Supplier number", invoice_no: "Invoice number", invoice_date: "Invoice date", amount_gross: "Gross amount", currency: "Currency" } };
const SUPPLIERS: TableMapping = { table: "supplier", columns: { supplier_id: "Supplier number", name: "Supplier name", postcode: "Postcode" } };
const invoices = (month: number, from: number, count: number): Buffer =>
  Buffer.from(`${Object.values(INVOICES.columns).join(",")}\r\n${Array.from({ length: count }, (_, n) => `D${from + n},S${n % 3},INV-${from + n},2026-0${month}-${String((n % 28) + 1).padStart(2, "0")},${(100 + (from + n) * 3.17).toFixed(2)},GBP\r\n`).join("")}`);
const suppliers = (names: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(`${Object.values(SUPPLIERS.columns).join(",")}\r\n${Object.entries(names).map(([id, name]) => `${id},${name},AB1 2CD\r\n`).join("")}`);

async function ask(name: string, bytes: Buffer, mapping: TableMapping, replaces?: "all"): Promise<string> {
  const uploadId = await sendFile(call, name, bytes);
  await settled(`/uploads/${uploadId}`);
  const asked = await call("POST", "/imports", { files: [{ uploadId, tables: [mapping] }], ...(replaces && { replaces }) });
  expect(asked.status).toBe(202);
  return ((await asked.json()) as Import).id;
}
const bring = async (name: string, bytes: Buffer, mapping: TableMapping, replaces?: "all"): Promise<Import> => settled<Import>(`/imports/${await ask(name, bytes, mapping, replaces)}`);
const rows = async (): Promise<Record<string, number>> => (await get<Overview>("/overview")).ledger?.rows ?? {};
const segments = () => withSite(region.world.db, site.siteId, (tx) => tx.selectFrom("segment").select(["ledger_revision", "table_name", "blob_id"]).where("site_id", "=", site.siteId).execute());

describe("importing again", () => {
  beforeAll(async () => {
    site = await region.newSite();
    call = await callerOf(region, site, "ap_manager");
    expect(await bring("january.csv", invoices(1, 1000, 60), INVOICES)).toMatchObject({ state: "committed", totals: [{ rows: 60 }] });
  });

  it("adds the next month, and keeps the segments it has", async () => {
    expect(await bring("february.csv", invoices(2, 2000, 40), INVOICES)).toMatchObject({ state: "committed", unchanged: false, totals: [{ rows: 40 }], firstDay: "2026-02-01" });
    expect(await rows()).toMatchObject({ invoice: 100 });
    const all = await segments();
    const first = all.filter(({ ledger_revision, table_name }) => ledger_revision === 1 && table_name === "invoice").map(({ blob_id }) => blob_id);
    const second = all.filter(({ ledger_revision, table_name }) => ledger_revision === 2 && table_name === "invoice").map(({ blob_id }) => blob_id);
    expect(first.length).toBe(1);
    expect(second.length).toBe(2);
    expect(second).toEqual(expect.arrayContaining(first));
  });

  it("leaves out documents it has, and says so", async () => {
    const overlap = await bring("overlap.csv", invoices(2, 2030, 20), INVOICES);
    expect(overlap.state).toBe("committed");
    expect(overlap.files[0]?.rowsRead).toBe(20);
    expect(overlap.files[0]?.rowsTaken).toBe(10);
    expect(overlap.problems).toMatchObject({ count: 10, sample: expect.arrayContaining([expect.objectContaining({ file: "overlap.csv", code: "document-repeated", taken: false })]) });
    expect(await rows()).toMatchObject({ invoice: 110 });
  });

  it("takes the newest word on a record", async () => {
    await bring("suppliers.csv", suppliers({ S0: "Old Name Ltd", S1: "Other Ltd" }), SUPPLIERS);
    await bring("suppliers again.csv", suppliers({ S0: "New Name Ltd", S2: "Third Ltd" }), SUPPLIERS);
    expect(await rows()).toMatchObject({ supplier: 3 });
  });

  it("is made anew by `replaces`, and then holds these files only", async () => {
    const january = invoices(1, 1000, 60);
    expect(await bring("january.csv", january, INVOICES, "all")).toMatchObject({ state: "committed", unchanged: false });
    expect(await rows()).toMatchObject({ invoice: 60, supplier: 0 });
    expect(await bring("january once more.csv", january, INVOICES, "all")).toMatchObject({ state: "committed", unchanged: true, runId: null });
  });

  it("keeps the findings' identity from run to run", async () => {
    const twice = Buffer.concat([invoices(3, 3000, 30), Buffer.from("D9001,S1,INV-3997,2026-03-09,9613.17,GBP\r\n"), Buffer.from("D9002,S1,INV-3997,2026-03-09,9613.17,GBP\r\n")]);
    const first = await bring("march.csv", twice, INVOICES);
    await settled<Run>(`/runs/${first.runId}`);
    const before = (await get<{ items: { id: string; documentIds: string[]; state: string }[] }>("/findings?limit=200")).items.find(({ documentIds }) => documentIds.includes("D9002"));
    expect(before?.state).toBe("new");
    const next = await bring("april.csv", invoices(4, 4000, 30), INVOICES);
    const run = await settled<Run>(`/runs/${next.runId}`);
    expect(run.counts.still + run.counts.changed).toBeGreaterThan(0);
    // every supplier of this ledger has a bill in April
    expect(run.compared).toMatchObject({ parts: 1, doubted: false });
    expect(run.compared?.documents).toBe(run.compared?.of);
    const third = await bring("one supplier.csv", Buffer.from(`${Object.values(INVOICES.columns).join(",")}\r\nD9003,S1,INV-8001,2026-05-02,77.10,GBP\r\n`), INVOICES);
    const part = await settled<Run>(`/runs/${third.runId}`);
    expect(part.compared?.documents).toBeGreaterThan(0);
    expect(part.compared?.documents).toBeLessThan(part.compared?.of ?? 0);
    expect(part.counts).toMatchObject({ new: 0, gone: 0 });
    const pieces = await withSite(region.world.db, site.siteId, (tx) => tx.selectFrom("run_part").select(["run_id", "part"]).where("site_id", "=", site.siteId).execute());
    expect(pieces).toEqual([{ run_id: part.id, part: 0 }]);
    const after = (await get<{ items: { id: string; documentIds: string[]; state: string; firstSeenRun: string }[] }>("/findings?limit=200")).items.find(({ documentIds }) => documentIds.includes("D9002"));
    expect(after?.id).toBe(before?.id);
    expect(after?.firstSeenRun).toBe(first.runId);
    expect(after?.state).not.toBe("new");
  });

  it("counts both of two that were asked for at once", async () => {
    const had = (await rows())["invoice"] ?? 0;
    const ids = await Promise.all([ask("may.csv", invoices(5, 5000, 25), INVOICES), ask("june.csv", invoices(6, 6000, 15), INVOICES)]);
    const both = await Promise.all(ids.map((id) => settled<Import>(`/imports/${id}`)));
    expect(both.map(({ state }) => state)).toEqual(["committed", "committed"]);
    expect((await rows())["invoice"]).toBe(had + 40);
  });
});

it("refuses a field that does not exist, a file twice, and an upload that is not ready", async () => {
  const uploadId = await sendFile(call, "x.csv", invoices(7, 7000, 5));
  const post = async (files: unknown): Promise<unknown> => ((await (await call("POST", "/imports", { files })).json()) as { code: string }).code;
  expect(await post([{ uploadId, tables: [{ table: "invoice", columns: { shoe_size: "Currency" } }] }])).toBe("field-unknown");
  await settled(`/uploads/${uploadId}`);
  expect(await post([{ uploadId, tables: [INVOICES] }, { uploadId, tables: [INVOICES] }])).toBe("file-repeated");
  expect(await post([])).toBe("input-not-valid");
  const refused = await sendFile(call, "not a ledger.csv", Buffer.from("%PDF-1.4 x"));
  await settled(`/uploads/${refused}`);
  expect(await post([{ uploadId: refused, tables: [INVOICES] }])).toBe("upload-not-ready");
});
