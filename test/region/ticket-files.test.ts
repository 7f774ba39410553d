/** Files of tickets in a region: who gets at them, what is stored, what a malware scanner says, and a mail's file sent again and again. */
import { createServer, type AddressInfo, type Server } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId, type TicketId, type UploadId } from "../../src/base/ids.ts";
import { openScanner, type Scanner } from "../../src/platform/malware/malware.ts";
import { createRegionWorker, type RegionWorker } from "../../src/region/worker.ts";
import { callerOf, openTestRegion, patchTus, type Caller, type TestRegion, type TestSite } from "./region-world.ts";
import { handOver, mailFile, saidOf, settledFile, ticketPass } from "./ticket-file-senders.ts";

/** The EICAR test file, in two halves so that no scanner takes this source for it. */
const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

/** Speaks clamd's INSTREAM and knows one signature: a stand-in for the real scanner. */
function standIn(): Promise<{ port: number; server: Server; scanned: () => number }> {
  let scanned = 0;
  const server = createServer((socket) => {
    let held = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      if (!held.subarray(-4).equals(Buffer.alloc(4))) return;
      scanned += 1;
      const text = held.toString("latin1");
      socket.end(text.includes("BROKEN") ? "stream: Can't allocate memory ERROR\0" : text.includes("HUGE") ? "INSTREAM size limit exceeded. ERROR\0" : text.includes(EICAR) ? "stream: Eicar-Test-Signature FOUND\0" : "stream: OK\0");
    }).on("error", () => undefined);
  });
  return new Promise((resolve) => void server.listen(0, "127.0.0.1", () => resolve({ port: (server.address() as AddressInfo).port, server, scanned: () => scanned })));
}

let clamd: Awaited<ReturnType<typeof standIn>>;
let region: TestRegion;
let worker: RegionWorker;
let site: TestSite;
let other: TestSite;
let [analyst, administrator]: Caller[] = [];
let scanner: Scanner | undefined;
const ticket: TicketId = newId("tck");
beforeAll(async () => {
  clamd = await standIn();
  scanner = openScanner({ port: clamd.port });
  region = await openTestRegion({ scanner: (bytes) => (scanner as Scanner)(bytes) });
  worker = await createRegionWorker(region.deps);
  [site, other] = [await region.newSite(), await region.newSite()];
  [analyst, administrator] = [await callerOf(region, site, "analyst"), await callerOf(region, { ...site, person: newId("per") }, "administrator")];
});
afterAll(async () => {
  await worker.stop();
  await region.close();
  clamd.server.close();
});

const list = async (by: Caller | undefined, headers: Record<string, string>) => (await by?.("GET", "/ticket-files", undefined, headers)) as Response;
const files = async (by: Caller | undefined, of = ticket) => ((await (await list(by, await ticketPass(region, site, of, by?.person as never))).json()) as { items: { upload: string; fileName: string; state: string; malwareScan: string }[] }).items;
const open = async (by: Caller | undefined, id: string, of = ticket) => (await by?.("GET", `/ticket-files/${id}`, undefined, await ticketPass(region, site, of, by?.person as never))) as Response;
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;

async function sendFor(by: Caller | undefined, text: string, headers: Record<string, string>, fileName = "Canary notes.txt"): Promise<{ status: number; id: UploadId }> {
  const bytes = Buffer.from(text);
  const begun = (await by?.("POST", "/uploads", undefined, { "tus-resumable": "1.0.0", "upload-length": String(bytes.length), "upload-metadata": `filename ${Buffer.from(fileName).toString("base64")}`, ...headers })) as Response;
  const id = (begun.headers.get("location")?.split("/").at(-1) ?? "") as UploadId;
  if (begun.status !== 201) return { status: begun.status, id };
  return { status: (await patchTus(by as Caller, id, 0, bytes)).status, id };
}

it("is sent by whoever may write in the ticket, also without the right to add to the ledger, and is no upload of the ledger's", async () => {
  const { status, id } = await sendFor(administrator, "Canary-content", await ticketPass(region, site, ticket, administrator?.person as never));
  expect(status).toBe(204);
  await settledFile(region, site, id);
  expect(await files(analyst)).toMatchObject([{ upload: id, fileName: "Canary notes.txt", state: "ready", malwareScan: "clean" }]);
  expect(await (await open(analyst, id)).text()).toBe("Canary-content");
  expect((await open(analyst, id)).headers.get("content-disposition")).toMatch(/^attachment;/);
  const uploads = await analyst?.("GET", "/uploads");
  expect(await uploads?.json()).toMatchObject({ total: 0 });
  for (const [method, path] of [["GET", ""], ["DELETE", ""]] as const) expect((await administrator?.(method, `/uploads/${id}${path}`))?.status).toBe(404);
  expect((await analyst?.("POST", "/imports", { files: [{ uploadId: id, tables: [] }] }))?.status).toBeGreaterThanOrEqual(404);
  expect(region.logLines.join("\n")).not.toMatch(/Canary/);
});

it("is reached with a pass of control for that ticket, that person and that site, and with nothing less", async () => {
  const id = await mailFile(region, site, ticket, "by-mail.txt", "text");
  const person = analyst?.person as never;
  const stranger = await callerOf(region, other, "analyst");
  const wrong = [{}, await ticketPass(region, site, ticket, newId("per")), await ticketPass(region, other, ticket, person), { "spendward-ticket-pass": (analyst as Caller).authorization.slice(7) }];
  for (const headers of wrong) {
    expect((await list(analyst, headers)).status).toBe(403);
    expect(await codeOf((await analyst?.("GET", `/ticket-files/${id}`, undefined, headers)) as Response)).toBe("ticket-pass-not-valid");
  }
  const elsewhere = await open(analyst, id, newId("tck"));
  expect([elsewhere.status, await codeOf(elsewhere)]).toEqual([404, "not-found"]);
  expect(await codeOf(await stranger("GET", `/ticket-files/${id}`, undefined, await ticketPass(region, other, ticket, stranger.person)))).toBe("not-found");
  const uploader = await callerOf(region, { ...site, person: newId("per") }, "uploader");
  expect((await sendFor(uploader, "x", await ticketPass(region, site, ticket, uploader.person))).status).toBe(403);
  expect((await sendFor(analyst, "x", await ticketPass(region, site, ticket, person, { write: false }))).status).toBe(403);
  expect((await sendFor(administrator, "x", {})).status).toBe(403);
  const { id: theirs } = await sendFor(administrator, "whose", await ticketPass(region, site, ticket, administrator?.person as never));
  expect((await patchTus(analyst as Caller, theirs, 0, Buffer.from("mine"))).status).toBeGreaterThanOrEqual(400);
});

it("is locked away when it is malware, and opened by nobody; too large for the scanner is said to be so", async () => {
  const bad = await mailFile(region, site, ticket, "invoice.exe", EICAR);
  const huge = await mailFile(region, site, ticket, "big.txt", "HUGE");
  const found = await files(analyst);
  expect(found.find(({ upload }) => upload === bad)).toMatchObject({ state: "quarantined", malwareScan: "refused" });
  expect(found.find(({ upload }) => upload === huge)).toMatchObject({ state: "ready", malwareScan: "too large" });
  const answer = await open(analyst, bad);
  expect([answer.status, await codeOf(answer)]).toEqual([409, "file-quarantined"]);
  const ledger = await sendFor(analyst, `a,b\r\n${EICAR},1\r\n`, {});
  await settledFile(region, site, ledger.id);
  expect(await (await analyst?.("GET", `/uploads/${ledger.id}`))?.json()).toMatchObject({ state: "refused", malwareScan: "refused", refusal: { code: "upload-malware" } });
});

it("is not given out while the scanner that is configured cannot be asked", async () => {
  await expect((scanner as Scanner)(chunks("BROKEN"))).rejects.toThrow("could not scan");
  const asked = scanner;
  scanner = openScanner({ port: 1 });
  const said = saidOf(site, ticket, "waits.txt");
  expect((await handOver(region, said, "waits")).status).toBe(204);
  const answer = await open(analyst, said.uploadId);
  expect([answer.status, await codeOf(answer)]).toEqual([409, "file-not-ready"]);
  scanner = asked;
});

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

it("is stored once, however often control hands it over, and only for a site of that organisation", async () => {
  const said = saidOf(site, ticket, "again.txt");
  const answers = await Promise.all([handOver(region, said, "again"), handOver(region, said, "again")]);
  expect(answers.map(({ status }) => status).filter((status) => status === 204).length).toBeGreaterThan(0);
  expect((await handOver(region, said, "again")).status).toBe(204);
  await settledFile(region, site, said.uploadId);
  expect((await files(analyst)).filter(({ fileName }) => fileName === "again.txt")).toHaveLength(1);
  expect(await (await open(analyst, said.uploadId)).text()).toBe("again");
  expect((await handOver(region, { ...said, ticketId: newId("tck") }, "again")).status).toBe(409);
  expect((await handOver(region, { ...saidOf(site, ticket, "x"), organisationId: newId("org") }, "x")).status).toBe(404);
  expect((await handOver(region, { ...saidOf(site, ticket, "x"), siteId: newId("sit") }, "x")).status).toBeGreaterThanOrEqual(404);
  expect((await handOver(region, { ...saidOf(site, ticket, "x"), more: 1 }, "x")).status).toBe(422);
});
