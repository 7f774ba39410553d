/**
 * Sanctions lists over the life of a site: sent and recognised, read into versions, screened against by runs, trials and payment runs; what a newer
 * list changes and what not; what stays with a decision. The people and companies on the lists are invented.
 */
import { gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { newId } from "../../src/base/ids.ts";
import { openDuckDb } from "../../src/engine/duckdb/duckdb.ts";
import { bytesSource, createLedger, inspect, makeWorkFolder, proposeMapping, readInto } from "../../src/engine/ledger/ledger.ts";
import { layoutOf, readLists, type Layout } from "../../src/engine/screening/screening.ts";
import { runDetectors } from "../../src/engine/run/run.ts";
import { connectionOf } from "../../src/platform/postgres/database.ts";
import { withSite } from "../../src/platform/postgres/postgres.ts";
import type { Decision } from "../../src/region/decisions/decisions.schema.ts";
import type { FindingDetail, FindingItem } from "../../src/region/findings/findings.schema.ts";
import type { Import } from "../../src/region/imports/imports.schema.ts";
import type { PaymentRunDetail, ShownLine } from "../../src/region/payment-runs/payment-runs.schema.ts";
import type { Run } from "../../src/region/runs/runs.schema.ts";
import type { Reading, VersionList } from "../../src/region/sanctions-lists/sanctions-lists.schema.ts";
import type { Upload } from "../../src/region/uploads/uploads.schema.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";
import { entity, unList } from "./list-steps.ts";
import { callerOf, openTestRegion, sendFile, type Caller, type TestRegion, type TestSite } from "./region-world.ts";

const UK_SUBJECTS = `unique_id,subject_type,un_reference_number,ofsi_group_id,date_designated,last_updated
XYZ0001,entity,,1,24/02/2022,01/02/2026
XYZ0002,individual,TAi.999,2,25/02/2022,29/04/2026
`;
const UK_NAMES = `name_id,unique_id,name_type,alias_strength,full_name,name_6,name_1,name_2
0,XYZ0001,primary,,Zarovich Metallurgiya,Zarovich Metallurgiya,,
1,XYZ0002,primary,,Vasilko Andreyich PETRENSKOV,PETRENSKOV,Vasilko,Andreyich
`;
const NAMES = ["Zarovich Metallurgiya Ltd", "Lakewind Aeronautics", "Alder Stone Works", "Beacon Paper", "Cobalt Freight"];
const suppliers = `Supplier number,Supplier name,VAT number,IBAN,Postcode\r\n${NAMES.map((name, n) => `S${n},${name},GB${100_000_000 + n * 7_654_321},,AB${n} 1CD`).join("\r\n")}`;
const invoices = ["Document number,Company code,Supplier number,Invoice number,Invoice date,Posting date,Gross amount,Currency",
  ...Array.from({ length: 40 }, (_, n) => `D${n},A,S${n % 5},${7000 + n * 17},2026-0${1 + (n % 8)}-11,2026-0${1 + (n % 8)}-12,${(300 + ((n * 7919) % 997) * 3.07).toFixed(2)},GBP`)].join("\r\n");
const FILES = [["invoices.csv", invoices], ["suppliers.csv", suppliers]] as const;

let region: TestRegion;
let worker: RegionWorker;
let site: TestSite;
let manager: Caller;
beforeAll(async () => {
  region = await openTestRegion();
  worker = await createRegionWorker(region.deps);
  site = await region.newSite();
  manager = await callerOf(region, site, "ap_manager");
}, 60_000);
afterAll(async () => {
  await worker.stop();
  await region.close();
});

const json = async <T>(answer: Response | Promise<Response>, status = 200): Promise<T> => {
  const got = await answer;
  const body = (await got.json()) as T;
  expect(got.status, `${JSON.stringify(body)} ${region.logLines.filter((line) => line.includes("error")).slice(-2).join("\n")}`).toBe(status);
  return body;
};
const settled = <T extends { state: string }>(path: string): Promise<T> => vi.waitFor(async () => {
  const body = await json<T>(manager("GET", path));
  if (["receiving", "inspecting", "queued", "reading", "committing", "running", "checking"].includes(body.state)) throw new Error(JSON.stringify(body).slice(0, 900));
  return body;
}, { timeout: 20_000, interval: 30 });
const lists = (): Promise<VersionList> => json<VersionList>(manager("GET", "/sanctions-lists"));

async function send(name: string, text: string | Uint8Array, purpose?: string): Promise<Upload> {
  return settled<Upload>(`/uploads/${await sendFile(manager, name, typeof text === "string" ? Buffer.from(text) : text, purpose)}`);
}
async function read(...files: readonly (readonly [name: string, text: string | Uint8Array])[]): Promise<Reading[]> {
  const uploads = await Promise.all(files.map(([name, text]) => send(name, text)));
  const { items } = await json<{ items: Reading[] }>(manager("POST", "/sanctions-lists/readings", { uploadIds: uploads.map(({ id }) => id) }), 202);
  return Promise.all(items.map(({ id }) => settled<Reading>(`/sanctions-lists/readings/${id}`)));
}
/** The newest run, when nothing is under way any more. */
const lastRun = (): Promise<Run> => vi.waitFor(async () => {
  const [first] = (await json<{ items: Run[] }>(manager("GET", "/runs?limit=1"))).items;
  if (first?.state !== "done") throw new Error(first?.state ?? "none");
  return first;
}, { timeout: 20_000, interval: 30 });
const matches = async (): Promise<FindingItem[]> => (await json<{ items: FindingItem[] }>(manager("GET", "/findings?decision=all&limit=200"))).items.filter(({ kind }) => kind === "sanctions_match");
const screening = ({ coverage }: Run) => coverage.find(({ detector }) => detector === "MAS-06");

it("says that nobody was screened, and what to do, where no list was given", async () => {
  const uploads = await Promise.all(FILES.map(([name, text]) => send(name, text)));
  const tables = uploads.map(({ id, inspection }) => ({ uploadId: id, tables: (inspection?.tables ?? []).map(({ table, columns }) => ({ table, columns: Object.fromEntries(columns.flatMap(({ field, name }) => (field === null ? [] : [[field, name]]))) })) }));
  const { id } = await json<Import>(manager("POST", "/imports", { files: tables, replaces: "all" }), 202);
  await settled<Import>(`/imports/${id}`);
  const run = await lastRun();
  expect(run.screened).toEqual([]);
  expect(screening(run)).toMatchObject({ state: "skipped", why: expect.stringContaining("Read one on the page Sanctions lists") });
  expect(await lists()).toMatchObject({ items: [], waiting: [], lastRun: { id: run.id, screened: false } });
});

it("recognises a list by its content, needs no mapping, and takes it for no ledger", async () => {
  const list = await send("whatever.txt", gzipSync(unList("2026-04-01", entity("CDe.999", "Lakewind Aeronautics"))));
  expect(list).toMatchObject({ state: "ready", inspection: { tables: [], sanctionsList: { list: "un", layout: "un", part: "the whole list" } } });
  expect(await json(manager("POST", "/imports", { files: [{ uploadId: list.id, tables: [{ table: "invoice", columns: {} }] }] }), 409)).toMatchObject({ code: "upload-is-sanctions-list" });
  const ledger = await send("sdn.csv", invoices);
  expect(ledger.inspection?.sanctionsList).toBeUndefined();
  expect(await json(manager("POST", "/sanctions-lists/readings", { uploadIds: [ledger.id] }), 409)).toMatchObject({ code: "upload-is-no-sanctions-list" });
  expect((await lists()).waiting).toMatchObject([{ fileName: "whatever.txt", state: "ready", list: "un" }]);
  expect((await manager("DELETE", `/uploads/${list.id}`)).status).toBe(204);
});

it.each([
  ["an unknown layout", "list.csv", "a,b\n1,2\n", "list-not-recognised", "list.csv, row 1"],
  ["a missing column", "names.csv", UK_NAMES.replace("name_type", "x"), "list-not-recognised", "names.csv, row 1"],
])("of %s sent as a list, it says what is wrong at once", async (_what, name, text, code, at) => {
  const upload = await send(name, text, "sanctions-list");
  expect(upload).toMatchObject({ state: "refused", refusal: { code, details: [{ at, expected: expect.stringMatching(/\w/), remedy: expect.stringMatching(/\w/) }] } });
  expect((await lists()).waiting).toMatchObject([{ uploadId: upload.id, state: "refused", refusal: { code } }]);
  expect((await manager("DELETE", `/uploads/${upload.id}`)).status).toBe(204);
});

it("refuses what is cut off, empty or half a list with file and row, and keeps the file; a sound one beside it is read", async () => {
  const cut = unList("2026-04-01", entity("CDe.999", "Lakewind Aeronautics")).slice(0, -60);
  const [damaged, sound] = await read(["un.xml", cut], ["s.csv", UK_SUBJECTS], ["n.csv", UK_NAMES]);
  expect(damaged).toMatchObject({ list: "un", state: "refused", versionId: null, refusal: { code: "list-damaged", details: [{ at: "un.xml, row 2" }] } });
  expect(sound).toMatchObject({ list: "uk", state: "done", known: false, newest: true, files: ["s.csv", "n.csv"] });
  const [half] = await read(["names.csv", UK_NAMES.replace("Zarovich", "Zarowich")], ["subjects.csv", `${UK_SUBJECTS.trimEnd()},7\n`]);
  expect(half).toMatchObject({ state: "refused", refusal: { code: "list-damaged", details: [{ at: "subjects.csv, row 3" }] } });
  const [empty] = await read(["nobody.xml", unList("2026-04-01", "")]);
  expect(empty).toMatchObject({ state: "refused", refusal: { code: "list-empty" } });
  const { waiting, items } = await lists();
  expect(items.map(({ list }) => list)).toEqual(["uk"]);
  expect(waiting.map(({ fileName }) => fileName).sort()).toEqual(["names.csv", "nobody.xml", "subjects.csv", "un.xml"]);
  for (const { uploadId } of waiting) expect((await manager("DELETE", `/uploads/${uploadId}`)).status).toBe(204);
});

let lakewind: FindingItem;
it("finds what a scan of the same files finds, and says which lists it used", async () => {
  const [made] = await read(["un.xml", unList("2026-04-01", entity("CDe.999", "Lakewind Aeronautics") + entity("CDe.998", "Nobody At All"))]);
  expect(made).toMatchObject({ state: "done", newest: true });
  const run = await lastRun();
  expect(run.screened).toMatchObject([{ list: "uk", publishedOn: "2026-04-29", hits: 1, names: 2 }, { list: "un", publishedOn: "2026-04-01", hits: 1, names: 2, versionId: made?.versionId }]);
  expect(screening(run)).toMatchObject({ state: "ran", why: expect.stringContaining("UN Security Council Consolidated List of 1 Apr 2026, 2 names") });
  const found = await matches();
  expect(found.map(({ supplierIds }) => supplierIds[0]).sort()).toEqual(["S0", "S1"]);
  lakewind = found.find(({ supplierIds }) => supplierIds[0] === "S1") as FindingItem;
  const whole = await Promise.all(found.map(({ id }) => json<FindingDetail>(manager("GET", `/findings/${id}`))));
  expect(whole.map(({ kind, score, title, amountAtRisk, supplierIds, reasons }) => ({ kind, score, title, amountAtRisk, supplierIds, reasons })).sort((a, b) => (a.title < b.title ? -1 : 1))).toEqual(await scanned());
});

/** The same files through the engine alone, as a scan reads them. */
async function scanned(): Promise<unknown[]> {
  const folder = await makeWorkFolder({ diskAllowed: true });
  const db = await openDuckDb({ threads: 1, allowedFolder: folder.path });
  await createLedger(db);
  for (const [name, text] of [...FILES].reverse()) {
    const source = bytesSource(name, Buffer.from(text));
    const inspection = await inspect(source);
    const { mapping } = proposeMapping(inspection);
    if (mapping !== undefined) await readInto(db, source, inspection, mapping);
  }
  const given = [["s.csv", UK_SUBJECTS], ["n.csv", UK_NAMES], ["un.xml", unList("2026-04-01", entity("CDe.999", "Lakewind Aeronautics") + entity("CDe.998", "Nobody At All"))]].map(([name = "", text = ""]) => bytesSource(name, Buffer.from(text)));
  await readLists(db, await Promise.all(given.map(async (source) => ({ source, layout: (await layoutOf(source)) as Layout }))));
  const { findings } = await runDetectors(db, {});
  db.close();
  await folder.remove();
  return findings.filter(({ kind }) => kind === "sanctions_match").map(({ kind, score, title, amountAtRisk, supplierIds, reasons }) => ({ kind, score, title, amountAtRisk, supplierIds, reasons })).sort((a, b) => (a.title < b.title ? -1 : 1));
}

it("makes no new version of the same bytes, whatever the files are called", async () => {
  const before = (await lists()).items.map(({ id }) => id);
  const runs = await lastRun();
  const [again] = await read(["other.csv", UK_NAMES], ["third.csv", gzipSync(UK_SUBJECTS)]);
  expect(again).toMatchObject({ state: "done", known: true, newest: true });
  expect((await lists()).items.map(({ id }) => id)).toEqual(before);
  expect((await lastRun()).id).toBe(runs.id);
});

let dismissal: Decision;
const decided = async (): Promise<FindingItem["decision"] | undefined> => (await matches()).find(({ supplierIds }) => supplierIds[0] === "S1")?.decision;
it("keeps the version with a decision; a newer list that says the same leaves it", async () => {
  dismissal = await json<Decision>(manager("POST", `/findings/${lakewind.id}/decisions`, { verdict: "dismissed", reason: "other", note: "Another company of that name" }));
  expect(dismissal.lists).toMatchObject([{ list: "UN Security Council Consolidated List", publishedOn: "2026-04-01" }]);
  await read(["un.xml", unList("2026-04-20", entity("CDe.998", "Nobody At All") + entity("CDe.997", "Somebody New") + entity("CDe.999", "Lakewind Aeronautics"))]);
  expect((await lastRun()).screened.find(({ list }) => list === "un")).toMatchObject({ publishedOn: "2026-04-20", hits: 1 });
  expect(await decided()).toMatchObject({ state: "dismissed", decisionId: dismissal.id });
});

it("holds a payment to a listed name, whoever's record it is, with the version; not one that was set aside", async () => {
  const pay = (payment: object) => ({ amount: { minor: 1200, currency: "GBP" }, references: ["N1"], ...payment });
  const { id } = await json<{ id: string }>(manager("POST", "/payment-runs", { payments: [pay({ payee: "Vasilko Andreyich Petrenskov" }), pay({ supplierId: "S0" }), pay({ supplierId: "S1" }), pay({ payee: "Vasilko Petrenskov Andreyich", supplierId: "S3" })] }), 202);
  const checked = await settled<PaymentRunDetail>(`/payment-runs/${id}`);
  expect(checked.screened.map(({ list, hits }) => [list, hits])).toEqual([["uk", null], ["un", null]]);
  const { items } = await json<{ items: ShownLine[] }>(manager("GET", `/payment-runs/${id}/lines`));
  const listed = new Map(items.map(({ line, reasons }) => [line, reasons.filter(({ code }) => code === "listed").map(({ words }) => words)]));
  const version = (await lists()).items.find(({ list, state }) => list === "uk" && state === "current");
  expect(listed.get(1)?.[0]).toContain(`UK Sanctions List of 29 Apr 2026 (entry XYZ0002, listed since 25 Feb 2022; version ${version?.sha256.slice(0, 12)})`);
  expect(listed.get(2)?.length).toBeGreaterThan(0);
  expect(listed.get(3)).toEqual([]);
  expect(listed.get(4)?.length).toBeGreaterThan(0);
});

it("opens a dismissal again, and holds the payment, when a newer list says otherwise of the entry", async () => {
  await read(["un.xml", unList("2026-04-24", entity("CDe.999", "Lakewind Aeronautics") + entity("CDe.123", "Lakewind Aeronautics"))]);
  await lastRun();
  expect(await decided()).toMatchObject({ state: "reopened", decisionId: dismissal.id, why: "The entry on the sanctions list changed" });
  const { id } = await json<{ id: string }>(manager("POST", "/payment-runs", { payments: [{ supplierId: "S1", amount: { minor: 1200, currency: "GBP" } }] }), 202);
  await settled<PaymentRunDetail>(`/payment-runs/${id}`);
  const { items } = await json<{ items: ShownLine[] }>(manager("GET", `/payment-runs/${id}/lines`));
  expect(items[0]?.reasons.map(({ code }) => code)).toContain("listed");
});

it("tells an old list, lets an older one given later not count, and keeps what was used or decided on", async () => {
  const [older] = await read(["un.xml", unList("2026-01-01", entity("CDe.999", "Lakewind Aeronautics"))]);
  expect(older).toMatchObject({ state: "done", newest: false });
  const { items, oldAfterDays } = await lists();
  const current = items.filter(({ state }) => state === "current");
  expect(current.map(({ list, publishedOn, decisions }) => [list, publishedOn, decisions])).toEqual([["un", "2026-04-24", 0], ["uk", "2026-04-29", 0]]);
  expect(current.every(({ ageDays, old }) => ageDays > oldAfterDays && old)).toBe(true);
  expect(screening(await lastRun())?.why).toContain("days old: names listed since are not seen");
  const decidedOn = items.find(({ publishedOn }) => publishedOn === "2026-04-01");
  expect(decidedOn?.decisions).toBe(1);
  const remove = async (id: string | undefined) => (await manager("DELETE", `/sanctions-lists/${id}`)).json() as Promise<{ code: string }>;
  expect((await remove(decidedOn?.id)).code).toBe("version-decided-on");
  expect((await remove(current[1]?.id)).code).toBe("version-used-lately");
  expect((await manager("DELETE", `/sanctions-lists/${older?.versionId}`)).status).toBe(204);
  const client = new pg.Client(connectionOf(region.world.superuserUrl, region.world.tls));
  await client.connect();
  await client.query("UPDATE sanctions_use SET used_at = used_at - interval '91 days'");
  await client.end();
  expect((await remove(decidedOn?.id)).code).toBe("version-decided-on");
  await expect(withSite(region.world.db, site.siteId, (tx) => tx.deleteFrom("sanctions_version").where("version_id", "=", current[0]?.id as never).execute())).rejects.toThrow(/sanctions_use/);
  expect((await manager("DELETE", `/sanctions-lists/${current[1]?.id}`)).status).toBe(204);
});

it("keeps whoever lacks the right, and other sites, away", async () => {
  const version = (await lists()).items[0]?.id ?? "";
  const auditor = await callerOf(region, { ...site, person: newId("per") }, "auditor");
  expect((await auditor("GET", "/sanctions-lists")).status).toBe(200);
  expect((await auditor("DELETE", `/sanctions-lists/${version}`)).status).toBe(403);
  expect((await auditor("POST", "/sanctions-lists/readings", { uploadIds: [newId("upl")] })).status).toBe(403);
  const other = await callerOf(region, await region.newSite(), "ap_manager");
  expect((await other("DELETE", `/sanctions-lists/${version}`)).status).toBe(404);
  expect((await json<VersionList>(other("GET", "/sanctions-lists"))).total).toBe(0);
});
