/**
 * A customer's own key withheld while the real service works for it: processes of `spendward up`, the command line, HTTP. What
 * was under way waits, whatever is killed meanwhile; what is asked for is refused in words; the other site notices nothing;
 * and all goes on when the key returns. The promise is a minute, and a minute is what is waited.
 */
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SiteId } from "../../src/base/ids.ts";
import type { RegionClient } from "../../src/main/demo/region-client.ts";
import { allReady, portsInARow, nothingLeft, processNamed, ready, startUp, until, type Started } from "../up/running.ts";
import { firstCustomer, type Customer } from "./customer.ts";

const SPENDWARD = fileURLToPath(new URL("../../spendward", import.meta.url));
const A_MINUTE_MS = 60_000;

let folder: string;
let up: Started;
let customer: Customer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spendward withheld "));
  await chmod(folder, 0o711);
  up = await startUp(join(folder, "data"), await portsInARow());
  await ready(up);
  customer = await firstCustomer(up, { organisation: "Northwind Trading", name: "Ada Moor", email: "ada@example.com", password: `${randomBytes(12).toString("hex")} lantern` });
}, 120_000);

afterAll(async () => {
  up.child.kill("SIGTERM");
  await up.exit;
  await nothingLeft(up);
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const ROWS = 120_000;
const COLUMNS = { supplier_id: "Supplier number", invoice_no: "Invoice number", invoice_date: "Invoice date", amount_gross: "Gross amount", currency: "Currency" };
const ledgerOf = (rows: number, first: number): Buffer =>
  Buffer.from(["Supplier number,Invoice number,Invoice date,Gross amount,Currency", ...Array.from({ length: rows }, (_, n) => `S${n % 97},INV-${first + n * 7},2026-03-${String((n % 28) + 1).padStart(2, "0")},${(n % 9973) + 100}.31,GBP`), ""].join("\r\n"));

type Import = { readonly id: string; readonly state: string; readonly runId: string; readonly files: readonly { readonly rowsTaken: number }[] };

async function uploaded(client: RegionClient, bytes: Buffer): Promise<string> {
  const id = await client.send("ledger.csv", bytes);
  await client.until<{ state: string }>(`/uploads/${id}`, ({ state }) => state === "ready", A_MINUTE_MS);
  return id;
}
const ask = async (client: RegionClient, uploadId: string): Promise<string> =>
  (await client.post<Import>("/imports", { files: [{ uploadId, tables: [{ table: "invoice", columns: COLUMNS }] }] })).id;

/** Connected as an operator does it; the customer's folder is the customer's to take away. */
async function ownKeyOf(site: SiteId): Promise<{ readonly withhold: () => Promise<void>; readonly giveBack: () => Promise<void> }> {
  const [own, file] = [join(folder, "customer"), join(folder, "connection.json")];
  await writeFile(file, JSON.stringify({ kind: "local-file", folder: own }));
  const said = spawnSync(SPENDWARD, ["keys", "connect", "--data", up.data, "--site", site, "--file", file], { encoding: "utf8" });
  expect(said.stderr).toBe("");
  expect((await customer.ask(site, "/keys/customer-key", "POST", {})).body).toMatchObject({ customerKey: { inUse: true } });
  return { withhold: () => rename(own, `${own} away`), giveBack: () => rename(`${own} away`, own) };
}

async function kill(name: string): Promise<void> {
  const { pid } = await processNamed(up, name);
  process.kill(pid, "SIGKILL");
  await until(async () => expect((await processNamed(up, name)).pid).not.toBe(pid));
  await allReady(up);
}

test("work under way when the customer withholds its key waits, and goes on when it returns; nothing is lost", async () => {
  const [site, other] = [await customer.newSite("Works"), await customer.newSite("Office")];
  const [client, elsewhere] = [customer.clientOf(site), customer.clientOf(other)];
  const first = await ask(client, await uploaded(client, ledgerOf(50, 1)));
  await client.until<Import>(`/imports/${first}`, ({ state }) => state === "committed", A_MINUTE_MS);
  const own = await ownKeyOf(site);
  const waiting = await uploaded(client, ledgerOf(ROWS, 900_001));
  const notYet = await uploaded(client, ledgerOf(60, 5_000_003));

  // Stopped in the midst of reading, it finds the key gone when it wakes: the longest a lease can be out of date.
  const { pid } = await processNamed(up, "worker uk");
  const importId = await ask(client, waiting);
  await until(async () => expect((await client.get<Import>(`/imports/${importId}`)).state).toBe("reading"));
  process.kill(pid, "SIGSTOP");
  await own.withhold();
  const fromMs = Date.now();
  await until(async () => expect((await customer.ask(site, "/state")).body).toMatchObject({ state: "paused", code: "customer-key-revoked" }), A_MINUTE_MS);
  expect(Date.now() - fromMs).toBeLessThan(A_MINUTE_MS);
  process.kill(pid, "SIGCONT");

  for (const path of ["/findings", "/overview", "/uploads", `/imports/${importId}`]) {
    const { status, body } = await customer.ask(site, path);
    expect([status, body.code], path).toEqual([503, "customer-key-revoked"]);
  }
  expect((await customer.ask(site, "/imports", "POST", { files: [{ uploadId: notYet, tables: [{ table: "invoice", columns: COLUMNS }] }] })).status).toBe(503);
  expect((await customer.ask(site, "/keys")).body).toMatchObject({ state: { state: "paused" }, versions: [{ version: 2, customerHeld: true }, { version: 1, state: "destroyed" }] });

  // Whoever dies meanwhile finds the key gone as well, and makes none in its place.
  await kill("worker uk");
  await kill("region uk");
  const theirs = await ask(elsewhere, await uploaded(elsewhere, ledgerOf(70, 3)));
  await elsewhere.until<Import>(`/imports/${theirs}`, ({ state }) => state === "committed", A_MINUTE_MS);
  expect((await customer.ask(site, "/state")).body).toMatchObject({ state: "paused", code: "customer-key-revoked" });

  await own.giveBack(); // fails if anybody had made a key in the folder that was taken away
  const backMs = Date.now();
  await until(async () => expect((await customer.ask(site, "/state")).body.state).toBe("ready"), A_MINUTE_MS);
  const done = await client.until<Import>(`/imports/${importId}`, ({ state }) => !["queued", "reading", "committing"].includes(state), 2 * A_MINUTE_MS);
  expect(done).toMatchObject({ state: "committed", files: [{ rowsTaken: ROWS }] });
  expect(Date.now() - backMs).toBeLessThan(2 * A_MINUTE_MS);
  await client.until<{ state: string }>(`/runs/${done.runId}`, ({ state }) => state === "done", A_MINUTE_MS);
  const after = await ask(client, notYet);
  expect(await client.until<Import>(`/imports/${after}`, ({ state }) => state === "committed", A_MINUTE_MS)).toMatchObject({ files: [{ rowsTaken: 60 }] });

  const log = await readFile(join(up.data, "log", `${new Date().toISOString().slice(0, 10)}.log`), "utf8").catch(() => "");
  expect(log).not.toContain("INV-");
}, 600_000);
