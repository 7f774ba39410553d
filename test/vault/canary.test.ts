/**
 * The canary (promise D1): words unlike anything else in every field of customer data there is, sent through the real service,
 * afterwards looked for in everything it stores, writes, passes on or leaves. Found nowhere but in memory; and the search
 * is shown to see, in each kind of place and each form.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newId, type SiteId } from "../../src/base/ids.ts";
import { zip } from "../../src/engine/ledger/workbook/workbook.fixture.ts";
import type { RegionClient } from "../../src/main/demo/region-client.ts";
import { openRegionParts } from "../../src/main/region-parts.ts";
import { connectionOf } from "../../src/platform/postgres/postgres.ts";
import { loadLedger, manifestOf, withLedgerDb } from "../../src/region/ledgers/ledgers.ts";
import { FIELDS } from "../../src/region/mappings/mappings.schema.ts";
import { openLog } from "../../src/platform/telemetry/telemetry.ts";
import { REGION_QUEUES } from "../../src/region/region.ts";
import { borrowSite } from "../../src/region/sites/sites.ts";
import { allReady, portsInARow, nothingLeft, processesOf, processNamed, ready, startUp, until, type Started } from "../up/running.ts";
import { callAgain, firstCustomer, originOf } from "./customer.ts";
import { amountForms, clearColumns, filesIn, formsOf, rowsOf, seen, unpacked, type Place } from "./canary-search.ts";
import { AMOUNT_MINOR, inputsWithWords, knownInputs, NUMBER_STEM, PEOPLE_STEM, plantedFiles, plantedInputs, readablePaths, STEM, TABLES, unknownInputs, word } from "./canary-words.ts";

const PASSWORD = `${randomBytes(12).toString("hex")} lantern`;
const SHM = "/dev/shm";

let folder: string;
let up: Started;
let client: RegionClient;
let siteId: SiteId;
let databases: { readonly name: string; readonly oid: string; readonly client: pg.Client }[];
const clients: pg.Client[] = [];
/** Inputs of the API that have held a word. */
const said = new Set<string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spendward canary "));
  await chmod(folder, 0o711);
  up = await startUp(join(folder, "data"), await portsInARow());
  await ready(up);
  databases = await openDatabases();
  const customer = await firstCustomer(up, { organisation: `${PEOPLE_STEM} Holdings`, name: `${PEOPLE_STEM} Person`, email: `${PEOPLE_STEM}@example.com`, password: PASSWORD });
  siteId = await customer.newSite(`${PEOPLE_STEM} site`);
  client = customer.clientOf(siteId, { fetch: (url, init) => {
    for (const input of inputsWithWords(url, typeof init.body === "string" && init.body !== "" ? JSON.parse(init.body) : undefined)) said.add(input);
    return callAgain(url, init);
  } });
  await liveThrough();
}, 240_000);

afterAll(async () => {
  for (const one of clients) await one.end();
  up.child.kill("SIGTERM");
  await up.exit;
  await nothingLeft(up);
  await rm(folder, { recursive: true, force: true });
}, 60_000);

type Upload = { readonly id: string; readonly state: string; readonly fileName: string };
type Import = { readonly id: string; readonly state: string; readonly runId: string; readonly problems: { readonly count: number; readonly sample: readonly { readonly value: string | null }[] } };

/** Puts each canary where a customer would, and makes every noun store, show and search what it can. */
async function liveThrough(): Promise<void> {
  const files = plantedFiles();
  const mappings = [];
  for (const { fileName, table, sheet, columns, bytes } of files) {
    const uploadId = await client.send(fileName, bytes);
    await client.until<Upload>(`/uploads/${uploadId}`, ({ state }) => state === "ready", 60_000);
    mappings.push({ uploadId, tables: [{ table, columns, ...(sheet !== undefined && { sheet }) }] });
  }
  const readingId = await readPlantedList();
  const { id } = await client.post<Import>("/imports", { files: mappings });
  const done = await client.until<Import>(`/imports/${id}`, ({ state }) => ["committed", "refused", "failed"].includes(state), 120_000);
  expect(done).toMatchObject({ state: "committed" });
  expect(done.problems.sample.map(({ value }) => value)).toContain(word("badamount"));
  await client.until<{ state: string }>(`/runs/${done.runId}`, ({ state }) => state === "done", 120_000);
  const refused = await client.send(`${word("refusedfile")}.csv`, Buffer.from(`%PDF ${word("refusedcontent")}`));
  await client.until<Upload>(`/uploads/${refused}`, ({ state }) => state === "refused", 60_000);
  const { items } = await client.get<{ items: { id: string; title: string; detectors: string[]; supplierIds: string[]; documentIds: string[] }[] }>("/findings");
  expect(items.some(({ title }) => title.includes(STEM))).toBe(true);
  const supplier = encodeURIComponent(items[0]?.supplierIds[0] ?? "");
  for (const path of [`/findings?q=${word("search")}`, `/findings?supplier=${supplier}`, `/activity?person=${word("person")}&object=${word("object")}`]) await client.get(path);
  const activity = await client.get<{ items: { id: string }[] }>("/activity");
  await client.post("/access-preview", { companyCodes: [word("previewed")] });
  await client.post(`/findings/${items[0]?.id}/decisions`, { verdict: "dismissed", reason: "other", note: word("note") });
  const payment = { payee: word("payee"), supplierId: word("paidid"), iban: word("paidiban"), accountNumber: word("paidaccount"), amount: { minor: AMOUNT_MINOR, currency: "GBP" }, references: [word("paidreference")], text: word("paidtext") };
  const { id: paymentRunId } = await client.post<{ id: string }>("/payment-runs", { payments: [payment] });
  await client.until<{ state: string }>(`/payment-runs/${paymentRunId}`, ({ state }) => state === "done", 120_000);
  await client.post("/payment-checks", { payment });
  await client.post(`/payment-runs/${paymentRunId}/lines/1/override`, { verdict: "release", reason: word("released") });
  const version = await tryParameters(items[0]?.detectors ?? []);
  await readEverything({ paymentRunId, readingId, uploadId: refused, importId: id, runId: done.runId, findingId: items[0]?.id ?? "", entryId: activity.items[0]?.id ?? "", version, testId: "FRD-08" });
  for (const feed of [{ kind: "webhook", name: word("hookname"), url: `https://${word("hookhost")}.invalid/${word("hookpath")}` }, { kind: "syslog", name: word("syslogname"), host: `${word("sysloghost")}.invalid` }]) {
    const added = await client.post<{ feed: { id: string } }>("/feeds", { feed });
    expect(await client.post(`/feeds/${added.feed.id}/test`, {})).toMatchObject({ delivered: false, trouble: "name-not-found" });
  }
  // Refused in words: what a refusal quotes must not end in a log either.
  for (const path of [`/findings/${word("notanid")}`, `/findings?kind=${word("notakind")}`, `/imports/${word("notanimport")}`]) await expect(client.get(path)).rejects.toThrow();
  await expect(client.post("/imports", { files: [{ uploadId: word("notanupload"), tables: [{ table: "invoice", columns: { invoice_no: word("notacolumn") } }] }] })).rejects.toThrow();
}

/** The file is called, and whom it lists is called, by words of ours. */
async function readPlantedList(): Promise<string> {
  const listed = `<CONSOLIDATED_LIST dateGenerated="2026-04-01"><ENTITIES><ENTITY><FIRST_NAME>${word("listedname")}</FIRST_NAME><REFERENCE_NUMBER>${word("listedentry")}</REFERENCE_NUMBER></ENTITY></ENTITIES></CONSOLIDATED_LIST>`;
  const uploadId = await client.send(`${word("listfile")}.xml`, Buffer.from(listed));
  await client.until<Upload>(`/uploads/${uploadId}`, ({ state }) => state === "ready", 60_000);
  const { items } = await client.post<{ items: { id: string }[] }>("/sanctions-lists/readings", { uploadIds: [uploadId] });
  await client.until<{ state: string }>(`/sanctions-lists/readings/${items[0]?.id}`, ({ state }) => state === "done", 60_000);
  return items[0]?.id ?? "";
}

/** Without these tests a finding is lost, whose words the trial keeps. */
async function tryParameters(off: readonly string[]): Promise<string> {
  const { version } = await client.post<{ version: number }>("/parameters", { basedOn: 0, why: word("whyparameters"), off, values: {}, showFrom: {} });
  await client.post(`/parameters/${version}/back-test`, {});
  await client.until<{ backTest: { state: string } }>(`/parameters/${version}/back-test`, ({ backTest }) => backTest.state === "done", 60_000);
  const { items } = await client.get<{ items: { before: { title: string } }[] }>(`/parameters/${version}/differences?side=lost`);
  expect(items.some(({ before }) => before.title.includes(STEM))).toBe(true);
  return String(version);
}

/** Whatever the product gives out, tables and exports alike, is made once: nothing of it may stay behind. */
async function readEverything(ids: Readonly<Record<string, string>>): Promise<void> {
  for (const path of readablePaths(ids)) {
    const answer = await client.get(path).then(() => "read", (error: Error) => error.message);
    // What is no JSON was read all the same; a certificate there is not, a proof there may not be yet, and files of tickets ask for control's pass.
    expect(answer, path).toMatch(/^read$|JSON|certificate.* 404|proof.* 40[49]|ticket-files.* 403/);
  }
}

async function openDatabases() {
  const port = /-c port=(\d+)/.exec((await processNamed(up, "postgres")).command)?.[1];
  const password = (await readFile(join(up.data, "postgres", "superuser-password"), "utf8")).trim();
  const ca = await readFile(join(up.data, "ca.pem"), "utf8");
  const opened = [];
  for (const name of ["control", "region_uk", "region_eu", "region_us"]) {
    const one = new pg.Client(connectionOf(`postgres://postgres:${password}@127.0.0.1:${port}/${name}`, { ca }));
    await one.connect();
    clients.push(one);
    const { rows } = await one.query("SELECT oid::text AS oid FROM pg_database WHERE datname = current_database()");
    opened.push({ name, oid: (rows[0] as { oid: string }).oid, client: one });
  }
  return opened;
}

const database = (name: string) => databases.find((one) => one.name === name) as (typeof databases)[number];

/** What is there whether anything runs or not: the data folder, files in memory, and dumps of processes that started here or in /. */
async function filesLeft(): Promise<Place[]> {
  const files = await filesIn(up.data, (path) => path === join(up.data, "binaries"));
  const shared = await filesIn(SHM);
  const dumps = (await Promise.all([process.cwd(), "/"].map(async (where) => filesIn(where, (path) => !/\/core[^/]*$/.test(path))))).flat();
  return [...files, ...shared, ...dumps];
}

/** Everything that can be looked at, with the database's memory written out first. */
async function allPlaces(more: readonly ChildProcess[] = []): Promise<Place[]> {
  await database("region_uk").client.query("CHECKPOINT");
  const files = await filesLeft();
  const rows = (await Promise.all(databases.map((one) => rowsOf(one.client, one.name)))).flat();
  const processes = (await processesOf(up)).map(({ name, command, environment }) => ({ place: `process ${name}`, bytes: Buffer.from(`${command}\n${environment}`) }));
  const own = await Promise.all(more.map(async ({ pid }) => ({ place: "process control", bytes: Buffer.concat([await readFile(`/proc/${pid}/cmdline`), await readFile(`/proc/${pid}/environ`)]) })));
  return [...files, ...rows, ...processes, ...own, { place: "standard output", bytes: Buffer.from(up.output()) }];
}

test("every field of the ledger holds its word when it is opened with the keys, and every input of the API is known", async () => {
  expect(unknownInputs()).toEqual([]);
  expect([...said]).toEqual(expect.arrayContaining(plantedInputs()));
  expect(knownInputs()).toBeGreaterThan(15);
  const password = clients[1] as pg.Client;
  const { deps, close } = await openRegionParts({
    plane: "region", region: "uk", listen: { host: "127.0.0.1", port: 0 }, tls: { cert: "", key: "" }, origin: originOf(up), controlOrigin: originOf(up), rotateKeysAfterDays: 365, keyService: { kind: "local-file" }, outbound: { allow: [] }, edge: { trustedProxies: [], addressHeader: "x-forwarded-for" },
    database: { url: `postgres://postgres:${password.password}@127.0.0.1:${password.port}/region_uk`, ca: await readFile(join(up.data, "ca.pem"), "utf8") },
    keyFolder: join(up.data, "region-uk", "keys"), blobFolder: join(up.data, "region-uk", "blobs"), cacheFolder: folder, trail: { folder, name: "spendward.example", witnesses: [], retentionDays: 90 }, logs: { folder, spoolMegabytes: 64 },
  }, REGION_QUEUES, openLog("region uk", () => undefined));
  try {
    const actor = { kind: "job", job: newId("job"), site: siteId, cause: "test", permissions: new Set<never>() } as const;
    const empty = await deps.jobs.during(siteId, actor.job, () => borrowSite(deps, actor, siteId, async (site) => withLedgerDb(deps, async (ledger) => {
      const manifest = await site.transact((tx) => manifestOf(site, tx));
      await loadLedger(deps, site, ledger, manifest?.segments ?? [], async () => undefined);
      const columns = await ledger.db.all<{ table_name: string; column_name: string }>(`SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'VARCHAR' AND table_name IN ('${TABLES.join("', '")}')`);
      expect(columns.length).toBeGreaterThan(35);
      const without = [];
      for (const { table_name, column_name } of columns) {
        const [found] = await ledger.db.all<{ n: number }>(`SELECT count(*)::INTEGER AS n FROM ${table_name} WHERE contains(lower(${column_name}), '${STEM}') OR contains(${column_name}, '${NUMBER_STEM}')`);
        // What no mapping of the service leads to yet stays empty; it is planted as soon as one does.
        const mapped = (FIELDS[table_name as keyof typeof FIELDS] as readonly string[]).includes(column_name);
        if (mapped && found?.n === 0) without.push(`${table_name}.${column_name}`);
      }
      return without.sort();
    })));
    // Codes of closed lists, which no customer makes up.
    expect(empty).toEqual(["invoice.currency", "invoice.doc_type", "payment.currency", "statement_line.currency", "statement_line.doc_type", "supplier.country"]);
  } finally {
    await close();
  }
}, 120_000);

test("a word of the customer is found nowhere outside memory", async () => {
  const places = await allPlaces();
  expect(places.length).toBeGreaterThan(1_000);
  expect(places.some(({ place, bytes }) => place.includes("/log/uk-server/") && bytes.length > 500)).toBe(true);
  expect(places.some(({ place, bytes }) => place.includes("/region-uk/blobs/") && bytes.length > 500)).toBe(true);
  for (const [what, forms] of [["words", formsOf(STEM)], ["numbers", formsOf(NUMBER_STEM)], ["amounts", amountForms(AMOUNT_MINOR)], ["password", formsOf(PASSWORD)]] as const) {
    expect(seen(places, forms), what).toEqual([]);
  }
  // Parquet that is not sealed would hide words from the search: its pages are packed in ways of their own.
  expect(places.filter(({ bytes }) => bytes.subarray(0, 4).toString("latin1") === "PAR1").map(({ place }) => place)).toEqual([]);
  // Names of people and company are administration data: control's, and its part of the log of changes; nobody else's.
  const { oid } = database("control");
  const others = places.filter(({ place }) => !place.startsWith("rows of control ") && !place.includes("/pg_wal/") && !place.includes(`/base/${oid}/`));
  expect(seen(others, formsOf(PEOPLE_STEM))).toEqual([]);
  expect(seen(places, formsOf(PEOPLE_STEM)).length).toBeGreaterThan(0);
}, 180_000);

/** Rows enough that each of their pieces is under way for a while. */
const longLedger = (which: string): Buffer => {
  const row = (n: number): string => `${word("longsupplier")}${n % 50},${word(`longinvoice${which}`)}${n},2026-03-0${(n % 9) + 1},${(n % 9973) + 100}.31,GBP,${word("longtext")} ${n}`;
  return Buffer.from(["Supplier number,Invoice number,Invoice date,Gross amount,Currency,Description", ...Array.from({ length: 120_000 }, (_, n) => row(n)), ""].join("\r\n"));
};
const LONG_COLUMNS = { supplier_id: "Supplier number", invoice_no: "Invoice number", invoice_date: "Invoice date", amount_gross: "Gross amount", currency: "Currency", description: "Description" };

async function sendLong(which: string): Promise<string> {
  const uploadId = await client.send(`${word("longfile")}.csv`, longLedger(which));
  await client.until<Upload>(`/uploads/${uploadId}`, ({ state }) => state === "ready", 60_000);
  return uploadId;
}
const importLong = async (uploadId: string): Promise<string> => (await client.post<Import>("/imports", { files: [{ uploadId, tables: [{ table: "invoice", columns: LONG_COLUMNS }] }] })).id;

/** Kills processes while a piece of a ledger is in the worker's memory file, and gives how many bytes of it there were. */
async function killedAtAPiece(names: readonly string[] | "all"): Promise<number> {
  const { pid } = await processNamed(up, "worker uk");
  const doomed = (await processesOf(up)).filter(({ name }) => names === "all" || names.includes(name)).map((one) => one.pid);
  const pieceOf = async (): Promise<number> => {
    for (const name of await readdir(`/proc/${pid}/fd`)) {
      const link = `/proc/${pid}/fd/${name}`;
      const isPiece = /^\/dev\/shm\/spendward-.*\(deleted\)$/.test(await readlink(link).catch(() => ""));
      if (isPiece) return (await stat(link).catch(() => ({ size: 0 }))).size;
    }
    return 0;
  };
  return vi.waitFor(async () => {
    const bytes = await pieceOf();
    if (bytes === 0) throw new Error("no piece yet");
    for (const one of doomed) process.kill(one, "SIGKILL");
    return bytes;
  }, { timeout: 150_000, interval: 1 });
}

test("a worker killed with a piece in its hands, and processes that crash, leave no word behind", async () => {
  const id = await importLong(await sendLong("a"));
  expect(await killedAtAPiece(["worker uk"])).toBeGreaterThan(1_000);
  expect(seen(await filesLeft(), formsOf(STEM))).toEqual([]);
  await client.until<Import>(`/imports/${id}`, ({ state }) => state === "committed", 180_000);
  await client.get(`/findings?q=${word("crashsearch")}`); // in the server's memory now
  for (const [name, signal] of [["worker uk", "SIGSEGV"], ["region uk", "SIGABRT"], ["control", "SIGSEGV"]] as const) {
    const { pid } = await processNamed(up, name);
    process.kill(pid, signal);
    await until(async () => expect((await processNamed(up, name)).pid).not.toBe(pid));
  }
  await allReady(up);
  const places = await allPlaces();
  for (const [what, forms] of [["words", formsOf(STEM)], ["numbers", formsOf(NUMBER_STEM)]] as const) expect(seen(places, forms), what).toEqual([]);
}, 600_000);

test("nothing is dumped to a disk when a process dies", async () => {
  const processes = await processesOf(up);
  expect(processes.map(({ name }) => name)).toEqual(expect.arrayContaining(["up", "control", "region uk", "worker uk", "guard", "postgres"]));
  for (const { pid, name } of processes) {
    expect(await readFile(`/proc/${pid}/limits`, "utf8"), name).toMatch(/Max core file size +0 /);
    expect(await readFile(`/proc/${pid}/coredump_filter`, "utf8"), name).toBe("00000000\n");
  }
});

test("the search sees a word in each place, in each form, and packed in any way", async () => {
  const { client: sql } = database("region_uk");
  const known = `x${STEM.slice(1)}`; // of the same shape, and planted on purpose
  const mixed = Buffer.from(`before ${known}after`);
  const piece = join(SHM, `spendward-${process.pid}-control`);
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()", known], { stdio: ["pipe", "ignore", "ignore"], env: { KNOWN: `${known}env` } });
  try {
    await sql.query("CREATE TABLE control_word (word text, sealed bytea)");
    await sql.query("INSERT INTO control_word VALUES ($1, $2)", [`${known} `.repeat(2_000), mixed]); // long enough to be compressed in its page
    await mkdir(piece, { mode: 0o700 });
    await writeFile(join(piece, "piece.parquet"), mixed);
    const packed: Record<string, Buffer> = { gzip: gzipSync(mixed), zstd: zstdCompressSync(mixed), deflate: deflateSync(mixed), brotli: brotliCompressSync(mixed), "xlsx in a stream": Buffer.concat([randomBytes(99), zip({ a: mixed })]) };
    const planted = join(up.data, "region-uk", "blobs", "planted");
    await mkdir(planted);
    for (const [n, form] of formsOf(known).entries()) await writeFile(join(planted, `form ${n}`), Buffer.concat([Buffer.from("x"), form, Buffer.from("y")]));
    for (const [name, bytes] of Object.entries(packed)) await writeFile(join(planted, name), bytes);
    await writeFile(join(up.data, "log", "planted.log"), `{"msg":"${known}"}\n`);
    await until(async () => expect((await readFile(`/proc/${child.pid}/environ`, "utf8")).length).toBeGreaterThan(0));

    const found = seen(await allPlaces([child]), formsOf(known)).join("\n");
    for (const place of ["rows of region_uk public.control_word", "/pg_wal/", `/base/${database("region_uk").oid}/`, "/log/planted.log", `${piece}/piece.parquet`, "process control"]) expect(found).toContain(place);
    for (const n of formsOf(known).keys()) expect(found).toContain(`file ${planted}/form ${n}:`);
    for (const name of Object.keys(packed)) expect(found, name).toContain(`packed in ${planted}/${name}:`);
    const encoded = (["base64", "base64url", "hex"] as const).flatMap((encoding) => [0, 1, 2, 3].map((shift) => Buffer.from(Buffer.from(`${"abc".slice(0, shift)}${known}xyz`).toString(encoding))));
    expect(encoded.filter((bytes) => seen([{ place: "", bytes }], formsOf(known)).length === 0).length).toBe(0);
    const amount = Buffer.alloc(24);
    amount.writeBigInt64LE(BigInt(AMOUNT_MINOR), 5);
    expect(seen([{ place: "", bytes: amount }], amountForms(AMOUNT_MINOR))).toHaveLength(1);
    expect(unpacked(randomBytes(100_000)).every((inner) => seen([{ place: "", bytes: inner }], formsOf(known)).length === 0)).toBe(true);
  } finally {
    child.kill();
    await rm(piece, { recursive: true, force: true });
    await rm(join(up.data, "region-uk", "blobs", "planted"), { recursive: true, force: true });
    await rm(join(up.data, "log", "planted.log"), { force: true });
  }
}, 180_000);

test("a column that stores what should be sealed is seen twice: by its name and by its content", async () => {
  const { client: sql } = database("region_uk");
  const before = await clearColumns(sql);
  await sql.query("ALTER TABLE finding ADD COLUMN note text");
  const known = `y${STEM.slice(1)}`; // of the same shape: what other tests look for stays unwritten
  await sql.query("UPDATE finding SET note = $1", [known]);
  expect((await clearColumns(sql)).split("\n").filter((line) => !before.includes(line))).toEqual(["finding.note text"]);
  expect(seen(await rowsOf(sql, "region_uk"), formsOf(known)).join("\n")).toContain("rows of region_uk public.finding");
});

test("killed all at once, with a ledger being read, it leaves no word either", async () => {
  await importLong(await sendLong("b"));
  for (const one of clients.splice(0)) await one.end();
  expect(await killedAtAPiece("all")).toBeGreaterThan(1_000); // of the import, or of a run before it
  await nothingLeft(up);
  const places = await filesLeft();
  expect(places.length).toBeGreaterThan(1_000);
  for (const [what, forms] of [["words", formsOf(STEM)], ["numbers", formsOf(NUMBER_STEM)]] as const) expect(seen(places, forms), what).toEqual([]);
}, 240_000);
