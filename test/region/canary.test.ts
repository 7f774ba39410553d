/**
 * The canary: unlike strings in every field of customer data there is, afterwards looked for in everything that is stored or
 * written: files, database files with their write-ahead log, every row of every table, memory-backed files, logs. Found
 * nowhere, but where the test itself put one to prove that it can see.
 */
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { connectionOf } from "../../src/platform/postgres/database.ts";
import type { Import } from "../../src/region/imports/imports.schema.ts";
import type { Upload } from "../../src/region/uploads/uploads.schema.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";
import { callerOf, openTestRegion, sendFile, type Caller, type TestRegion } from "./region-world.ts";

let region: TestRegion;
let worker: RegionWorker;
let superuser: pg.Client;
beforeAll(async () => {
  region = await openTestRegion();
  worker = await createRegionWorker(region.deps);
  superuser = new pg.Client(connectionOf(region.world.superuserUrl, region.world.tls));
  await superuser.connect();
});
afterAll(async () => {
  worker.stop();
  await superuser.end();
  await region.close();
});

/** One word per field, long and unlike anything else; letters and digits only, so that no encoding of ours changes them. */
const word = (field: string): string => `cnry${field}${Math.random().toString(36).slice(2, 10)}q`;
const CANARIES = Object.fromEntries([
  "filename", "suppliername", "address", "email", "vat", "invoiceno", "description", "pono", "enteredby", "heading", "badvalue", "refusedname", "refusedvalue", "search", "iban", "employee",
].map((field) => [field, word(field)])) as Record<string, string>;
const c = (field: string): string => CANARIES[field] ?? "";

it("finds customer data nowhere outside memory", async () => {
  await liveThrough();
  const control = word("control");
  await superuser.query("CREATE TABLE control_word (word text)");
  await superuser.query("INSERT INTO control_word VALUES ($1)", [control]);
  await writeFile(join(region.folder, "control.txt"), control);
  await superuser.query("CHECKPOINT");

  const places = [...(await fileContents(region.folder)), ...(await databaseFiles()), ...(await fileContents("/dev/shm", /^spendward-/)), ...(await tableRows()), { place: "log", bytes: Buffer.from(region.logLines.join("\n")) }];
  expect(places.length).toBeGreaterThan(50);
  expect(region.logLines.length).toBeGreaterThan(10);

  const seen = (text: string): string[] => places.filter(({ bytes }) => forms(text).some((form) => bytes.includes(form))).map(({ place }) => place);
  expect(seen(control)).toEqual(expect.arrayContaining([expect.stringMatching(/control\.txt$/), expect.stringMatching(/^database file/), "rows of public.control_word"]));
  for (const [field, text] of Object.entries(CANARIES)) expect(seen(text), field).toEqual([]);
  // Clear Parquet, gzip or zstd would hide a word from the search.
  const packed = places.filter(({ place, bytes }) => place.startsWith("file ") && (bytes.subarray(0, 4).toString("latin1") === "PAR1" || bytes.subarray(0, 2).equals(Buffer.of(0x1f, 0x8b)) || bytes.subarray(0, 4).equals(Buffer.of(0x28, 0xb5, 0x2f, 0xfd))));
  expect(packed.map(({ place }) => place)).toEqual([]);
}, 120_000);

/** Puts each canary where a customer would, and makes every noun store what it stores. */
async function liveThrough(): Promise<void> {
  const site = await region.newSite();
  const call = await callerOf(region, site, "ap_manager");
  const invoices = [
    `Supplier number,Invoice number,Invoice date,Gross amount,Currency,PO number,Description,Entered by,${c("heading")}`,
    ...Array.from({ length: 40 }, (_, n) => `S${n % 4},INV${n * 3},2026-02-${String((n % 27) + 1).padStart(2, "0")},${(n * 31.7 + 90).toFixed(2)},GBP,PO${n},Goods,E1,x`),
    `S1,${c("invoiceno")},2026-02-03,4711.99,GBP,${c("pono")},${c("description")},${c("enteredby")},x`,
    `S1,${c("invoiceno")},2026-02-03,4711.99,GBP,${c("pono")},${c("description")},${c("enteredby")},x`,
    `S2,INVBAD,2026-02-03,${c("badvalue")},GBP,PO,Goods,E1,x`,
  ].join("\r\n");
  const suppliers = [
    "Supplier number,Supplier name,Address,Postcode,Country,VAT number,Email,IBAN",
    ...[0, 1, 2, 3].map((n) => `S${n},${n === 1 ? c("suppliername") : `Supplier ${n}`} Ltd,${n === 1 ? c("address") : "1 Road"},AB1 2CD,GB,${n === 1 ? c("vat") : "GB1"},${n === 1 ? c("email") : "a"}@b.example,${n === 1 ? c("iban") : "GB33BUKB20201555555555"}`),
  ].join("\r\n");
  const employees = `Employee number,Name,Address,Postcode,IBAN\r\nE1,${c("employee")},2 Road,AB1 2CD,GB33BUKB20201555555555\r\nE2,Somebody Else,3 Road,AB1 2CE,GB33BUKB20201555555556`;
  const ids = [];
  for (const [name, text] of [[`${c("filename")} invoices.csv`, invoices], ["supplier master.csv", suppliers], ["employees.csv", employees]] as const) ids.push(await sendFile(call, name, Buffer.from(text)));
  const uploads = await Promise.all(ids.map((id) => until<Upload>(call, `/uploads/${id}`, ({ state }) => state === "ready")));
  const { id } = (await (await call("POST", "/imports", {
    files: uploads.map((upload) => ({
      uploadId: upload.id,
      tables: (upload.inspection?.tables ?? []).map(({ table, columns }) => ({
        table, columns: Object.fromEntries(columns.flatMap(({ field, name }) => (field === null || (table === "invoice" && field === "approved_by") ? [] : [[field, name]])).concat(table === "invoice" ? [["approved_by", c("heading")]] : [])),
      })),
    })),
  })).json()) as Import;
  const done = await until<Import>(call, `/imports/${id}`, ({ state }) => state !== "queued" && state !== "reading" && state !== "committing");
  expect(done).toMatchObject({ state: "committed" });
  expect(done.problems.count).toBeGreaterThan(0);
  await until<{ state: string }>(call, `/runs/${done.runId}`, ({ state }) => state === "done");
  const refused = await sendFile(call, `${c("refusedname")}.csv`, Buffer.from(`%PDF ${c("refusedvalue")}`));
  await until<Upload>(call, `/uploads/${refused}`, ({ state }) => state === "refused");
  const { items } = (await (await call("GET", `/findings?q=${c("invoiceno")}`)).json()) as { items: { id: string; title: string }[] };
  expect(items[0]?.title).toContain(c("invoiceno"));
  for (const path of [`/findings/${items[0]?.id}`, `/findings?q=${c("search")}`, "/findings.csv", "/population", "/population/rows?digits=47", "/overview", "/activity", `/imports/${id}/problems.csv`]) {
    expect((await call("GET", path)).status, path).toBe(200);
  }
}

const until = <T>(call: Caller, path: string, done: (body: T) => boolean): Promise<T> =>
  vi.waitFor(async () => {
    const body = (await (await call("GET", path)).json()) as T;
    if (!done(body)) throw new Error("not yet");
    return body;
  }, { timeout: 60_000, interval: 100 });

/** The bytes a word may be stored as. */
function forms(text: string): Buffer[] {
  const utf8 = Buffer.from(text);
  // Base64 of a longer text holds the word at one of three shifts; the characters at its ends mix with what is beside it.
  const base64 = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), utf8]).toString("base64").replace(/=+$/, "").slice([0, 2, 3][shift], -1));
  return [utf8, Buffer.from(text, "utf16le"), Buffer.from(utf8.toString("hex")), Buffer.from(utf8.toString("hex").toUpperCase()), ...base64.map((one) => Buffer.from(one)), Buffer.from(text.toUpperCase())];
}

type Place = { readonly place: string; readonly bytes: Buffer };

async function fileContents(folder: string, only?: RegExp, label = "file"): Promise<Place[]> {
  const found: Place[] = [];
  for (const name of await readdir(folder)) {
    if (only && !only.test(name)) continue;
    const path = join(folder, name);
    const what = await stat(path).catch(() => undefined);
    if (what?.isDirectory()) found.push(...(await fileContents(path, undefined, label)));
    else if (what?.isFile()) found.push({ place: `${label} ${path}`, bytes: await readFile(path).catch(() => Buffer.alloc(0)) });
  }
  return found;
}

/** This database's own files, the log of changes, and whatever the server spilled. */
async function databaseFiles(): Promise<Place[]> {
  const { rows } = await superuser.query("SELECT current_setting('data_directory') AS folder, (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS oid");
  const { folder, oid } = rows[0] as { folder: string; oid: string };
  const places = [];
  for (const part of [join("base", oid), "pg_wal", "base/pgsql_tmp"]) places.push(...(await fileContents(join(folder, part), undefined, "database file").catch(() => [])));
  expect(places.length).toBeGreaterThan(100);
  return places;
}

/** Every row as text: what a page compresses is clear here, and bytes are in hexadecimal. */
async function tableRows(): Promise<Place[]> {
  const { rows: tables } = await superuser.query("SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");
  const places: Place[] = [];
  for (const { name } of tables as { name: string }[]) {
    const { rows } = await superuser.query(`SELECT one::text AS row FROM ${name} one`);
    places.push({ place: `rows of ${name}`, bytes: Buffer.from((rows as { row: string }[]).map(({ row }) => row).join("\n")) });
  }
  return places;
}
