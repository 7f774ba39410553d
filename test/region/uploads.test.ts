/** Uploads: resumable at the last durable byte, whoever interrupts whom; refused with a message that names file, row, column and remedy. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { UploadId } from "../../src/base/ids.ts";
import { withSite } from "../../src/platform/postgres/postgres.ts";
import type { Import } from "../../src/region/imports/imports.schema.ts";
import { PART_BYTES } from "../../src/region/uploads/receive-bytes.ts";
import { expireUploads } from "../../src/region/uploads/uploads.ts";
import { sweepBlobs } from "../../src/region/sealed-blobs/sealed-blobs.ts";
import type { Upload } from "../../src/region/uploads/uploads.schema.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";
import { beginTus, callerOf, openTestRegion, patchTus, sendFile, type Caller, type TestRegion, type TestSite } from "./region-world.ts";
import { zipOf } from "./zip.ts";

let region: TestRegion;
let worker: RegionWorker;
let site: TestSite;
let call: Caller;
let nowMs = 0;
beforeAll(async () => {
  region = await openTestRegion({ clock: { now: () => new Date(Date.now() + nowMs) } });
  worker = await createRegionWorker(region.deps);
  site = await region.newSite();
  call = await callerOf(region, site, "analyst");
});
afterAll(async () => {
  worker.stop();
  await region.close();
});

const idOf = (begun: Response): string => begun.headers.get("location")?.split("/").at(-1) ?? "";
const offsetOf = async (uploadId: string): Promise<number> => Number((await call("HEAD", `/uploads/${uploadId}`, undefined, { "tus-resumable": "1.0.0" })).headers.get("upload-offset"));
const settled = (uploadId: string): Promise<Upload> =>
  vi.waitFor(async () => {
    const upload = (await (await call("GET", `/uploads/${uploadId}`)).json()) as Upload;
    if (upload.state === "receiving" || upload.state === "inspecting") throw new Error(upload.state);
    return upload;
  }, { timeout: 30_000, interval: 100 });
const problemOf = async (answer: Response): Promise<{ status: number; code: string }> => ({ status: answer.status, code: ((await answer.json()) as { code: string }).code });

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const LEDGER = "Supplier number,Invoice number,Invoice date,Gross amount,Currency\r\n";
const lines = (count: number): string => LEDGER + Array.from({ length: count }, (_, n) => `S${n % 7},INV-${n},2026-01-${String((n % 28) + 1).padStart(2, "0")},${(n * 7.13 + 1).toFixed(2)},GBP\r\n`).join("");

describe("resuming", () => {
  it("goes on at the last durable byte after a connection that broke", async () => {
    const bytes = Buffer.from(lines(130_000));
    expect(bytes.length).toBeGreaterThan(PART_BYTES + 500_000);
    const uploadId = idOf(await beginTus(call, "broken.csv", bytes.length));
    const durable = () => withSite(region.world.db, site.siteId, async (tx) =>
      (await tx.selectFrom("upload").select("received_bytes").where("upload_id", "=", uploadId as UploadId).executeTakeFirstOrThrow()).received_bytes);
    const broken = Readable.from((async function* () {
      for (let at = 0; at < PART_BYTES + 100_000; at += 50_000) yield bytes.subarray(at, at + 50_000);
      await vi.waitFor(async () => expect(await durable()).toBeGreaterThanOrEqual(PART_BYTES), { timeout: 30_000, interval: 50 });
      throw new Error("connection lost");
    })());
    const headers = { "tus-resumable": "1.0.0", "upload-offset": "0", "content-type": "application/offset+octet-stream" };
    const request = new Request(`https://region.test/api/sites/${site.siteId}/uploads/${uploadId}`, {
      method: "PATCH", headers: { ...headers, authorization: call.authorization }, body: Readable.toWeb(broken) as ReadableStream, duplex: "half",
    } as RequestInit);
    await Promise.resolve(region.app.request(request)).catch(() => undefined);
    const offset = await offsetOf(uploadId);
    expect(offset).toBeGreaterThanOrEqual(PART_BYTES);
    expect(offset).toBeLessThan(bytes.length);
    expect((await patchTus(call, uploadId, offset, bytes.subarray(offset))).status).toBe(204);
    const upload = await settled(uploadId);
    expect(upload).toMatchObject({ state: "ready", receivedBytes: bytes.length, fileName: "broken.csv" });
    expect(upload.sha256).toBe(sha256(bytes));
  });

  it("counts bytes once when two senders send the same stretch", async () => {
    const bytes = Buffer.from(lines(500));
    const uploadId = idOf(await beginTus(call, "twice.csv", bytes.length));
    const answers = await Promise.all([patchTus(call, uploadId, 0, bytes), patchTus(call, uploadId, 0, bytes)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect((await settled(uploadId)).receivedBytes).toBe(bytes.length);
    expect(await offsetOf(uploadId)).toBe(bytes.length);
  });

  it("refuses bytes that are not the next ones, and more than were announced", async () => {
    const uploadId = idOf(await beginTus(call, "offset.csv", 100));
    expect((await patchTus(call, uploadId, 50, Buffer.alloc(10))).status).toBe(409);
    expect((await patchTus(call, uploadId, 0, Buffer.alloc(200))).status).toBe(413);
    expect(await offsetOf(uploadId)).toBe(0);
  });

  it("gives back what was sent, however it was cut", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 6 }), async (cuts) => {
      const bytes = Buffer.from(lines(300));
      const uploadId = idOf(await beginTus(call, "cut.csv", bytes.length));
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        const part = bytes.subarray(at, at + cut);
        if (part.length === 0) break;
        expect((await patchTus(call, uploadId, at, part)).status).toBe(204);
        at += part.length;
      }
      expect((await settled(uploadId)).sha256).toBe(sha256(bytes));
    }), { numRuns: 5 });
  });
});

describe("limits", () => {
  it("refuses an empty file, one that is too large, and one without a name", async () => {
    expect(await problemOf(await beginTus(call, "empty.csv", 0))).toEqual({ status: 422, code: "upload-empty" });
    expect(await problemOf(await beginTus(call, "huge.csv", region.deps.limits.uploadBytes + 1))).toEqual({ status: 413, code: "upload-too-large" });
    expect(await problemOf(await beginTus(call, "  ", 10))).toEqual({ status: 422, code: "upload-name" });
  });

  it("takes a name for a name and not for a path", async () => {
    const uploadId = idOf(await beginTus(call, "../../etc/pass\u0000wd", 10));
    expect(((await (await call("GET", `/uploads/${uploadId}`)).json()) as Upload).fileName).toBe("passwd");
  });

  it("removes what was begun and abandoned, and its blobs", async () => {
    const uploadId = idOf(await beginTus(call, "abandoned.csv", 1_000));
    await patchTus(call, uploadId, 0, Buffer.alloc(400, "x"));
    expect(await expireUploads(region.deps, site.siteId)).toBe(0);
    nowMs = region.deps.limits.unfinishedUploadMs + 60_000;
    const begun = await expireUploads(region.deps, site.siteId);
    expect(begun).toBeGreaterThan(0);
    expect(await sweepBlobs(region.deps, site.siteId)).toBeGreaterThan(0);
    nowMs = 0;
    expect((await call("GET", `/uploads/${uploadId}`)).status).toBe(404);
    const left: string[] = [];
    for await (const { name } of region.deps.blobs.list(site.siteId)) left.push(name.object);
    const kept = await keptBlobs();
    expect(left.sort()).toEqual(kept.sort());
  });

  const keptBlobs = (): Promise<string[]> =>
    withSite(region.world.db, site.siteId, async (tx) => (await tx.selectFrom("blob_line").select("blob_id").where("kept", "=", true).execute()).map(({ blob_id }) => blob_id as string));
});

describe("files that cannot be read", () => {
  const refused: readonly [what: string, fileName: string, bytes: () => Uint8Array | Promise<Uint8Array>, code: RegExp][] = [
    ["headings only", "headings.csv", () => Buffer.from(LEDGER), /^file-no-rows$/],
    ["binary", "picture.csv", () => Buffer.from(Array.from({ length: 4_000 }, (_, n) => (n * 37) % 256)), /^file-/],
    ["one column", "words.csv", () => Buffer.from("alpha\nbeta\ngamma\ndelta\n"), /^file-/],
    ["a PDF by another name", "ledger.csv", () => Buffer.from("%PDF-1.7 something"), /^file-type$/],
    ["a zip bomb named .xlsx", "bomb.xlsx", () => zipOf("xl/worksheets/sheet1.xml", 600 * 1024 ** 2), /^workbook-|^file-/],
  ];
  it.each(refused)("%s", async (_what, fileName, bytes, code) => {
    const upload = await settled(await sendFile(call, fileName, await bytes()));
    expect(upload.state).toBe("refused");
    expect(upload.refusal?.code).toMatch(code);
    expect(upload.refusal?.message).toContain(fileName);
    expect(upload.refusal?.details.some(({ remedy }) => (remedy ?? "") !== "")).toBe(true);
  });

  it("without an amount column is not taken for invoices, says what is missing, and is refused when imported all the same", async () => {
    const text = "Supplier number,Invoice number,Invoice date\r\nS1,INV-1,2026-01-02\r\nS2,INV-2,2026-01-03\r\n";
    const upload = await settled(await sendFile(call, "no-amount.csv", Buffer.from(text)));
    expect(upload.inspection?.tables[0]).toMatchObject({ table: null });
    expect(upload.inspection?.tables[0]?.uncertain.join(" ")).toMatch(/amount/);
    const outcome = await importOf(upload.id, { supplier_id: "Supplier number", invoice_no: "Invoice number", invoice_date: "Invoice date" });
    expect(outcome.state).toBe("refused");
    expect(outcome.refusal?.details).toEqual(expect.arrayContaining([expect.objectContaining({ at: "no-amount.csv", expected: expect.stringMatching(/amount/) })]));
  });

  it("with a column that is not there: nothing is imported, and the message names file and column", async () => {
    const upload = await settled(await sendFile(call, "columns.csv", Buffer.from(lines(20))));
    const outcome = await importOf(upload.id, { supplier_id: "Supplier number", amount_gross: "Amount in euro", invoice_no: "Invoice number" });
    expect(outcome).toMatchObject({ state: "refused", runId: null, refusal: { code: "column-unknown" } });
    expect(outcome.refusal?.message).toContain("columns.csv");
    expect(outcome.refusal?.message).toContain("Amount in euro");
  });

  it("with bad rows: the good ones are taken, the bad ones are counted, listed and downloadable", async () => {
    const text = `${lines(30)}S1,INV-X,31/31/2026,12.00,GBP\r\nS1,=INV-Y,2026-02-01,twelve,GBP\r\n`;
    const upload = await settled(await sendFile(call, "rows.csv", Buffer.from(text)));
    const columns = { supplier_id: "Supplier number", invoice_no: "Invoice number", invoice_date: "Invoice date", amount_gross: "Gross amount", currency: "Currency" };
    const outcome = await importOf(upload.id, columns);
    expect(outcome.state).toBe("committed");
    expect(outcome.files[0]).toMatchObject({ rowsRead: 32, rowsTaken: 31 });
    expect(outcome.problems.count).toBe(2);
    expect(outcome.problems.sample).toEqual(expect.arrayContaining([
      expect.objectContaining({ file: "rows.csv", row: 32, column: "Invoice date" }), expect.objectContaining({ file: "rows.csv", row: 33, column: "Gross amount", taken: false }),
    ]));
    const csv = await (await call("GET", `/imports/${outcome.id}/problems.csv`)).text();
    expect(csv.trimEnd().split("\r\n").length).toBe(3);
  });

  const importOf = async (uploadId: string, columns: Record<string, string>): Promise<Import> => {
    const asked = await call("POST", "/imports", { files: [{ uploadId, tables: [{ table: "invoice", columns }] }] });
    const { id } = (await asked.json()) as Import;
    return vi.waitFor(async () => {
      const found = (await (await call("GET", `/imports/${id}`)).json()) as Import;
      if (["queued", "reading", "committing"].includes(found.state)) throw new Error(found.state);
      return found;
    }, { timeout: 30_000, interval: 100 });
  };
});
