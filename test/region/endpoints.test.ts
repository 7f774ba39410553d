/**
 * Every endpoint of a region against every role, against another site, and what it leaves in the trail: as text, so that
 * changing who may do what is a visible difference in test/golden. An endpoint without a sample here fails the test.
 */
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { newId, type PersonId } from "../../src/base/ids.ts";
import { permissionsOf, ROLES } from "../../src/platform/access/access.ts";
import { watchTrail } from "../../src/platform/alerts/alerts.ts";
import { listEntries } from "../../src/platform/audit/audit.ts";
import { withSite } from "../../src/platform/postgres/postgres.ts";
import { databaseNonces, fixedKeys, MESSAGE_HEADER, newSigningKey, publicKeySet, readSigningKey, signMessage, signStatement } from "../../src/platform/tokens/tokens.ts";
import { createApp } from "../../src/platform/http/http.ts";
import { standingAccessRoutes } from "../../src/region/standing-access/standing-access.ts";
import { localFileKeyService } from "../../src/platform/vault/vault.ts";
import { setRetention } from "../../src/region/retention/set-retention.ts";
import { siteWatchDeps } from "../../src/region/alerts/alerts.ts";
import type { Import } from "../../src/region/imports/imports.schema.ts";
import type { Run } from "../../src/region/runs/runs.schema.ts";
import type { Upload } from "../../src/region/uploads/uploads.schema.ts";
import { createRegionWorker, REGION_QUEUES, type RegionWorker } from "../../src/region/worker.ts";
import { actsLine } from "../golden/acts-line.ts";
import { LIST_SAMPLES, readList } from "./list-steps.ts";
import { PAYMENT_SAMPLES, PAYMENTS } from "./payment-samples.ts";
import { mailFile, ticketPass } from "./ticket-file-senders.ts";
import { currentOf, draftAs, tried } from "./parameter-steps.ts";
import { beginTus, callerOf, callerWith, openTestRegion, patchTus, sendFile, type Caller, type TestRegion, type TestSite } from "./region-world.ts";
import { code } from "../tidy/source.ts";

/** Ids of things that exist at the site; `fresh` names uploads that may be used up. */
type Things = { readonly uploadId: string; readonly importId: string; readonly runId: string; readonly findingId: string; readonly paymentRunId: string; readonly readingId: string; readonly sendingLists: Caller; readonly entryId: string; readonly alertId: string; readonly feedId: string; readonly spareFeed: () => Promise<string>; readonly decision: typeof decision; readonly version: number; readonly spareVersion: (what: SpareVersion) => Promise<number>; readonly fresh: () => Promise<string>; readonly connectOwnKey: () => Promise<void> };
type Sample = (call: Caller, things: Things) => Promise<Response>;

/** Versions of the parameters that may be used up; whoever may not use one leaves it to the next. */
type SpareVersion = "draft" | "tried draft";
const unusedVersions = new Map<SpareVersion, number>();
const actOn = (what: SpareVersion, act: string): Sample => async (call, { spareVersion }) => {
  const version = unusedVersions.get(what) ?? (await spareVersion(what));
  unusedVersions.set(what, version);
  const answer = await call("POST", `/parameters/${version}/${act}`, act === "switch-on" ? {} : undefined);
  if (answer.ok) unusedVersions.delete(what);
  if (answer.ok && act === "back-test") await tried(await callerOf(region, site, "administrator"), version);
  return answer;
};

const COLUMNS = { supplier_id: "Supplier number", invoice_no: "Invoice number", invoice_date: "Invoice date", amount_gross: "Gross amount", currency: "Currency", entity: "Company code" };
const mapping = (uploadId: string) => ({ files: [{ uploadId, tables: [{ table: "invoice", columns: COLUMNS }] }] });
const TUS = { "tus-resumable": "1.0.0" };

/** Nothing listens there. */
const FEED = { kind: "webhook", name: "Hook", url: "https://127.0.0.1:9/" };

const SAMPLES: Readonly<Record<string, Sample>> = {
  "get /uploads": (call) => call("GET", "/uploads"),
  "get /uploads/{uploadId}": (call, { uploadId }) => call("GET", `/uploads/${uploadId}`),
  "delete /uploads/{uploadId}": async (call, { fresh }) => call("DELETE", `/uploads/${await fresh()}`),
  "post /uploads": (call) => beginTus(call, "sample.csv", 10),
  "head /uploads/{uploadId}": (call, { uploadId }) => call("HEAD", `/uploads/${uploadId}`, undefined, TUS),
  "patch /uploads/{uploadId}": async (call, { fresh }) => patchTus(call, await fresh(), 0, Buffer.alloc(10, "a")),
  "get /imports": (call) => call("GET", "/imports"),
  "post /imports": (call, { uploadId }) => call("POST", "/imports", mapping(uploadId)),
  "get /imports/{importId}": (call, { importId }) => call("GET", `/imports/${importId}`),
  "get /imports/{importId}/problems.csv": (call, { importId }) => call("GET", `/imports/${importId}/problems.csv`),
  "get /runs": (call) => call("GET", "/runs"),
  "get /runs/{runId}": (call, { runId }) => call("GET", `/runs/${runId}`),
  "get /findings": (call) => call("GET", "/findings"),
  "get /findings/{findingId}": (call, { findingId }) => call("GET", `/findings/${findingId}`),
  "post /findings/{findingId}/viewers": async (call, { findingId }) => call("POST", `/findings/${findingId}/viewers`, { statement: await statementFor(call.person) }),
  ...PAYMENT_SAMPLES, ...LIST_SAMPLES,
  "get /company-codes": (call) => call("GET", "/company-codes"),
  "post /access-preview": (call) => call("POST", "/access-preview", { companyCodes: ["C1"] }),
  "post /findings/{findingId}/decisions": decided,
  "get /learning": (call) => call("GET", "/learning"),
  "post /learning/reset": (call) => call("POST", "/learning/reset"),
  "post /runs": async (call) => {
    await noRunUnderWay();
    return call("POST", "/runs");
  },
  "get /decisions": (call) => call("GET", "/decisions"),
  "post /decisions/{decisionId}/undo": async (call, { decision }) => call("POST", `/decisions/${await decision("live")}/undo`),
  "post /decisions/{decisionId}/agree": async (call, { decision }) => call("POST", `/decisions/${await decision("pending")}/agree`),
  "get /findings.csv": (call) => call("GET", "/findings.csv"),
  "get /tests": (call) => call("GET", "/tests"),
  "get /tests/{testId}": (call) => call("GET", "/tests/FRD-08"),
  "get /parameters": (call) => call("GET", "/parameters"),
  "post /parameters": async (call) => draftAs(call, await currentOf(region, site)),
  "get /parameters/{version}": (call, { version }) => call("GET", `/parameters/${version}`),
  "post /parameters/{version}/withdraw": actOn("draft", "withdraw"),
  "get /parameters/{version}/back-test": (call, { version }) => call("GET", `/parameters/${version}/back-test`),
  "post /parameters/{version}/back-test": actOn("draft", "back-test"),
  "get /parameters/{version}/differences": (call, { version }) => call("GET", `/parameters/${version}/differences`),
  "post /parameters/{version}/switch-on": actOn("tried draft", "switch-on"),
  "get /population": (call) => call("GET", "/population"),
  "get /population/rows": (call) => call("GET", "/population/rows?digits=11"),
  "get /overview": (call) => call("GET", "/overview"),
  "get /activity": (call) => call("GET", "/activity"),
  "get /activity/pack": (call) => call("GET", "/activity/pack"),
  "get /activity/ocsf": (call) => call("GET", "/activity/ocsf?act=sites.open"),
  "get /feeds": (call) => call("GET", "/feeds"),
  "post /feeds": (call) => call("POST", "/feeds", { feed: FEED }),
  "post /feeds/{feedId}": (call, { feedId }) => call("POST", `/feeds/${feedId}`, { feed: FEED }),
  // A site has ten feeds at most: whoever may not remove one leaves it to the next.
  "delete /feeds/{feedId}": async (call, { spareFeed }) => {
    unused ??= await spareFeed();
    const answer = await call("DELETE", `/feeds/${unused}`);
    if (answer.ok) unused = undefined;
    return answer;
  },
  "post /feeds/{feedId}/pause": (call, { feedId }) => call("POST", `/feeds/${feedId}/pause`),
  "post /feeds/{feedId}/resume": (call, { feedId }) => call("POST", `/feeds/${feedId}/resume`),
  "post /feeds/{feedId}/secret": (call, { feedId }) => call("POST", `/feeds/${feedId}/secret`),
  "post /feeds/{feedId}/test": (call, { feedId }) => call("POST", `/feeds/${feedId}/test`),
  "get /alerts": (call) => call("GET", "/alerts"),
  "post /alerts/{alertId}/acknowledge": (call, { alertId }) => call("POST", `/alerts/${alertId}/acknowledge`),
  "get /alert-rules": (call) => call("GET", "/alert-rules"),
  "post /alert-rules": (call) => call("POST", "/alert-rules", { rule: "mass-export", on: true, threshold: 500, windowMinutes: 60 }),
  "get /activity/checkpoint": (call) => call("GET", "/activity/checkpoint"),
  "get /activity/{entryId}/proof": (call, { entryId }) => call("GET", `/activity/${entryId}/proof`),
  "get /log/checkpoint": (call) => call("GET", "/log/checkpoint"),
  "get /state": (call) => call("GET", "/state"),
  "get /keys": (call) => call("GET", "/keys"),
  "get /keys/certificate.txt": (call) => call("GET", "/keys/certificate.txt"),
  "get /ticket-files": async (call) => call("GET", "/ticket-files", undefined, await ticketPass(region, site, TICKET, call.person)),
  "get /ticket-files/{uploadId}": async (call) => call("GET", `/ticket-files/${await ticketFile()}`, undefined, await ticketPass(region, site, TICKET, call.person)),
  "post /keys/rotate": (call) => call("POST", "/keys/rotate"),
  "post /keys/customer-key": async (call, { connectOwnKey }) => {
    await connectOwnKey();
    return call("POST", "/keys/customer-key", {});
  },
  "delete /keys/customer-key": (call) => call("DELETE", "/keys/customer-key"),
  // Not confirmed here: who may is seen without the site's end. "leaves the acts" ends a site of its own.
  "post /keys/destroy": (call) => call("POST", "/keys/destroy", { confirm: "no" }),
};

/** Decided on, and for the next one undone again: what somebody has decided on is a conflict. */
async function decided(call: Caller, { findingId }: Pick<Things, "findingId">): Promise<Response> {
  await undoAll();
  return call("POST", `/findings/${findingId}/decisions`, { verdict: "dismissed", reason: "agreed" });
}
const undoAll = (): Promise<unknown> => withSite(region.world.db, site.siteId, (tx) => sql`UPDATE decision SET state = 'undone', ended_at = now(), ended_by = decided_by WHERE state IN ('live', 'pending')`.execute(tx))
  .then(() => withSite(region.world.db, site.siteId, (tx) => sql`UPDATE site SET decision_revision = decision_revision + 1`.execute(tx)));
/** A decision of somebody else's that stands; or that waits for a second person, as if it set a shared account aside: this ledger has none. */
async function decision(state: "live" | "pending"): Promise<string> {
  const made = await decided(await callerOf(region, { ...site, person: newId("per") }, "analyst"), things);
  const { id } = (await made.json()) as { id: string };
  await withSite(region.world.db, site.siteId, (tx) => sql`UPDATE decision SET state = ${state}, needs_second = ${state === "pending"} WHERE decision_id = ${id}`.execute(tx));
  return id;
}
/** One that is asked for while another is under way is a conflict. */
const noRunUnderWay = (): Promise<unknown> => vi.waitFor(async () => {
  const { rows } = await withSite(region.world.db, site.siteId, (tx) => sql`SELECT 1 FROM run WHERE state IN ('queued', 'running')`.execute(tx));
  expect(rows).toEqual([]);
}, { timeout: 60_000, interval: 50 });
const TICKET = newId("tck");
/** One that is checked; made at the first asking. */
let checkedFile: Promise<string> | undefined;
const ticketFile = (): Promise<string> => (checkedFile ??= mailFile(region, site, TICKET, "notes.txt", "Notes"));

/** What control would have signed for that person. */
const statementFor = (person: PersonId): Promise<string> =>
  signStatement(region.signer, { region: "uk", site: site.siteId, person, about: "viewers" }, [{ role: "Auditor", allSites: true, companyCodes: null, count: 1, names: ["Ada"] }], Date.now());

/** Spoken by tus, or paths of any depth, and therefore not in OpenAPI. */
const OTHER_ENDPOINTS = ["post /uploads", "head /uploads/{uploadId}", "patch /uploads/{uploadId}", "get /log/checkpoint"];

let unused: string | undefined;
let region: TestRegion;
let worker: RegionWorker;
let site: TestSite;
let other: TestSite;
let things: Things;

beforeAll(async () => {
  region = await openTestRegion();
  worker = await createRegionWorker(region.deps);
  site = await region.newSite();
  other = await region.newSite();
  things = await fill(site);
}, 120_000);
afterAll(async () => {
  worker.stop();
  await region.close();
});

async function fill(at: TestSite): Promise<Things> {
  const call = await callerOf(region, at, "analyst");
  const row = (n: number, no: string): string => `S${n % 3},${no},2026-03-${String((n % 28) + 1).padStart(2, "0")},${(n * 17.31 + 100).toFixed(2)},GBP,${n % 2 === 0 ? "C1" : "C2"}\r\n`;
  const rows = Array.from({ length: 60 }, (_, n) => row(n, `INV-${1000 + n * 3}`)).join("");
  const { id: readingId } = await readList(call);
  const uploadId = await sendFile(call, "ledger.csv", Buffer.from(`${Object.values(COLUMNS).join(",")}\r\n${rows}${row(50, "INV-1150")}`));
  const get = async <T>(path: string, done: (body: T) => boolean): Promise<T> =>
    vi.waitFor(async () => {
      const body = (await (await call("GET", path)).json()) as T;
      if (!done(body)) throw new Error(JSON.stringify(body));
      return body;
    }, { timeout: 60_000, interval: 100 });
  await get<Upload>(`/uploads/${uploadId}`, ({ state }) => state === "ready");
  const { id: importId } = (await (await call("POST", "/imports", mapping(uploadId))).json()) as Import;
  const { runId } = await get<Import>(`/imports/${importId}`, ({ state }) => state === "committed");
  await get<Run>(`/runs/${runId}`, ({ state }) => state === "done");
  const { id: paymentRunId } = (await (await call("POST", "/payment-runs", PAYMENTS)).json()) as { id: string };
  await get<Run>(`/payment-runs/${paymentRunId}`, ({ state }) => state === "done");
  const { items } = (await (await call("GET", "/findings")).json()) as { items: [{ id: string }, ...{ id: string }[]] };
  const administrator = await callerOf(region, at, "administrator");
  const spareFeed = async (): Promise<string> => ((await (await administrator("POST", "/feeds", { feed: FEED })).json()) as { feed: { id: string } }).feed.id;
  const feedId = await spareFeed();
  // A change of keys by a person is an alert.
  expect((await administrator("POST", "/keys/rotate")).status).toBe(200);
  await watchTrail(siteWatchDeps(region.deps), at.siteId);
  const alerts = (await (await administrator("GET", "/alerts")).json()) as { items: { id: string }[] };
  const connectOwnKey = async (): Promise<void> => {
    const folder = join(region.folder, `own key of ${at.siteId}`);
    await (await localFileKeyService({ folder })).close();
    await region.deps.customerKeys.connect(at.siteId, { kind: "local-file", folder });
  };
  const spareVersion = async (what: SpareVersion): Promise<number> => {
    const { version } = (await (await draftAs(administrator, await currentOf(region, at))).json()) as { version: number };
    if (what === "tried draft") await tried(administrator, version, true);
    return version;
  };
  const version = await spareVersion("tried draft");
  const fresh = async (): Promise<string> => (await beginTus(call, "fresh.csv", 10)).headers.get("location")?.split("/").at(-1) ?? "";
  await region.signTrail(at.siteId);
  // The oldest: what the worker writes meanwhile is not signed yet.
  const entry = (await withSite(region.world.db, at.siteId, (tx) => listEntries(tx, { limit: 500 }))).at(-1);
  return { uploadId, importId, runId: runId ?? "", findingId: items[0].id, paymentRunId, readingId, sendingLists: call, entryId: entry?.id ?? "", alertId: alerts.items[0]?.id ?? "", feedId, spareFeed, decision, version, spareVersion, fresh, connectOwnKey };
}

const endpoints = (): string[] => {
  const document = region.app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "region", version: "0" } });
  const described = Object.entries(document.paths ?? {}).flatMap(([path, item]) => Object.keys(item ?? {}).map((method) => `${method} ${path.replace("/api/sites/{siteId}", "")}`));
  return [...described, ...OTHER_ENDPOINTS].sort();
};

it("has a sample for every endpoint", () => {
  expect(endpoints().length).toBeGreaterThan(15);
  expect(Object.keys(SAMPLES).sort()).toEqual(endpoints());
});

it("lets each role do what the table says, and nobody anything at another site", async () => {
  // Roles by company code: the finding of the sample belongs to C1. An own role that holds one right, for all codes.
  const limited = (code: string): Promise<Caller> => callerWith(region, site, ["sites:read"], [{ permissions: [...permissionsOf("ap_manager")], companyCodes: [code] }]);
  const others: readonly (readonly [string, () => Promise<Caller>])[] = [["manager in C1", () => limited("C1")], ["manager in C2", () => limited("C2")], ["own: keys", () => callerWith(region, site, ["keys:read"], [])]];
  const header = ["endpoint".padEnd(40), ...[...ROLES, ...others.map(([name]) => name)].map((role) => role.padEnd(14)), "other site  ", "no token"].join("");
  const lines = [header.trimEnd()];
  for (const endpoint of endpoints()) {
    const cells: string[] = [];
    for (const role of ROLES) cells.push(String((await sampleOf(endpoint)(await callerOf(region, site, role), things)).status).padEnd(14));
    for (const [, caller] of others) cells.push(String((await sampleOf(endpoint)(await caller(), things)).status).padEnd(14));
    const foreign = await sampleOf(endpoint)(await callerOf(region, other, "ap_manager", site.siteId), things);
    const bare = await region.app.request(`https://region.test/api/sites/${site.siteId}${pathOf(endpoint)}`, { method: endpoint.split(" ")[0]?.toUpperCase() ?? "GET", headers: TUS });
    lines.push([endpoint.padEnd(40), ...cells, String(foreign.status).padEnd(12), String(bare.status)].join("").trimEnd());
    expect(foreign.status, endpoint).toBe(404);
    expect(bare.status, endpoint).toBe(401);
  }
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("../golden/region-matrix.txt");
});

const sampleOf = (endpoint: string): Sample => SAMPLES[endpoint] as Sample;
const pathOf = (endpoint: string): string => endpoint.slice(endpoint.indexOf(" ") + 1)
  .replace("{uploadId}", things.uploadId).replace("{importId}", things.importId).replace("{runId}", things.runId).replace("{findingId}", things.findingId).replace("{paymentRunId}", things.paymentRunId).replace("{readingId}", things.readingId).replace("{line}", "1").replace("{entryId}", things.entryId).replace("{feedId}", things.feedId).replace("{alertId}", things.alertId).replace("{version}", String(things.version)).replace("{testId}", "FRD-08");

it("answers another site's thing, one that never was, and nonsense alike", async () => {
  const theirs = await fill(other);
  const call = await callerOf(region, site, "ap_manager");
  const kinds = [["uploads", theirs.uploadId, newId("upl")], ["imports", theirs.importId, newId("imp")], ["runs", theirs.runId, newId("run")], ["findings", theirs.findingId, newId("fnd")], ["payment-runs", theirs.paymentRunId, newId("prn")], ["sanctions-lists/readings", theirs.readingId, newId("snr")]] as const;
  for (const [kind, foreign, unknown] of kinds) {
    const bodies = await Promise.all([foreign, unknown, "nonsense", "a%00b"].map(async (id) => {
      const answer = await call("GET", `/${kind}/${id}`);
      return { status: answer.status, body: await answer.json() };
    }));
    expect(bodies[0]?.status).toBe(404);
    for (const body of bodies) expect(body).toEqual(bodies[0]);
  }
  expect((await call("DELETE", `/uploads/${theirs.uploadId}`)).status).toBe(404);
  expect((await patchTus(call, await theirs.fresh(), 0, Buffer.alloc(10))).status).toBe(404);
  expect((await call("POST", "/imports", mapping(theirs.uploadId))).status).toBe(404);
});

it("leaves the acts in the trail that it should", async () => {
  const lines: string[] = ["# What each endpoint, message and job of a region writes to the site's audit trail when it succeeds; rounds are in region-rounds.txt.", "# Written by test/region/endpoints.test.ts.", ""];
  for (const endpoint of endpoints()) {
    if (ENDING.includes(endpoint)) continue;
    const ready = endpoint.includes("{uploadId}") ? await things.fresh() : "";
    const spare = endpoint === "delete /feeds/{feedId}" ? await things.spareFeed() : "";
    const made = endpoint.startsWith("post /decisions/") ? await decision(endpoint.endsWith("agree") ? "pending" : "live") : "";
    unusedVersions.clear();
    const version = /^post .parameters.\{version\}/.test(endpoint) ? await things.spareVersion(endpoint.endsWith("switch-on") ? "tried draft" : "draft") : 0;
    // A person of its own for each: a read that somebody repeats within a minute makes no second entry.
    const call = await callerOf(region, { ...site, person: newId("per") }, /activity|log/.test(endpoint) ? "auditor" : /keys|feeds|alert/.test(endpoint) ? "administrator" : "ap_manager");
    const before = (await acts())[0]?.seq ?? 0;
    const answer = await sampleOf(endpoint)(call, { ...things, fresh: async () => ready, spareFeed: async () => spare, spareVersion: async () => version, decision: async () => made });
    expect(answer.status, `${endpoint} ${answer.status < 300 ? "" : await answer.clone().text()}`).toBeLessThan(300);
    await answer.arrayBuffer();
    const written = (await acts()).filter(({ seq, actorKind }) => seq > before && actorKind === "person").map(({ act }) => act).filter(notOpening);
    lines.push(actsLine(endpoint, written.reverse(), NO_ENTRY[endpoint]));
  }
  const doomed = await region.newSite();
  const call = await callerOf(region, doomed, "administrator");
  for (const [endpoint, ask] of [["post /keys/destroy", () => call("POST", "/keys/destroy", { confirm: doomed.siteId })], ["get /keys/certificate.txt", () => call("GET", "/keys/certificate.txt")]] as const) {
    const before = (await acts(doomed))[0]?.seq ?? 0;
    expect((await ask()).status, endpoint).toBe(200);
    lines.push(actsLine(endpoint, (await acts(doomed)).filter(({ seq }) => seq > before).map(({ act }) => act).reverse(), undefined));
  }
  lines.push("", "# Messages of control", ...(await messageLines()), "", "# Jobs of the worker", ...(await jobLines()), "", "# Acts over SFTP", ...sftpLines());
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("../golden/region-endpoints.txt");
});

/** Endpoints that leave no entry of their own, and why that is right. */
const NO_ENTRY: Readonly<Record<string, string>> = {
  "get /state": "says whether the keys answer; nothing of the customer's",
  "post /alerts/{alertId}/acknowledge": "this one was acknowledged before, which changes nothing; the first time writes alerts.acknowledge",
  "head /uploads/{uploadId}": "how many bytes have arrived, asked by the program that is sending them",
};

/** What control may ask of a region: signed, and outside of what OpenAPI describes. */
const MESSAGES: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  // Made by openSite, which the route calls with the message's fields (test/up sends the message itself).
  "post /internal/sites/retention": async () => {
    const kept = await region.newSite();
    await setRetention(region.deps, { kind: "system", name: "control" }, { ...kept, days: 400, setAt: new Date() });
    return (await acts(kept)).map(({ act }) => act).filter((act) => act.startsWith("retention."));
  },
  "post /internal/sites": async () => (await acts(await region.newSite())).map(({ act }) => act).filter((act) => act.startsWith("sites.")),
  "post /internal/ticket-files": async () => {
    const at = await region.newSite();
    await mailFile(region, at, TICKET, "by-mail.txt", "Hello");
    return (await acts(at)).map(({ act }) => act).filter((act) => /^uploads\.(begin|receive)$/.test(act)).reverse();
  },
  // What ended has its entry in control's trail, of whoever ended it (revocations.test.ts sends the message).
  "post /internal/revocations": async () => [],
};
const NO_MESSAGE_ENTRY: Readonly<Record<string, string>> = { "post /internal/revocations": "what ended has its entry in control, of whoever ended it" };

/**
 * Acts over SFTP. There is no such server: nothing in the source speaks SSH. Whoever adds one lists each of its acts here with the entry it writes.
 */
const SFTP_ACTS: Readonly<Record<string, readonly string[]>> = {};

function sftpLines(): readonly string[] {
  const speaking = code.filter(({ path, text, imports }) => path.startsWith("src/") && (imports.some((name) => /^ssh2|sftp/.test(name)) || /\bsftp\b/i.test(path) || /\bnew (Ssh|Sftp)\w*\(/i.test(text))).map(({ path }) => path);
  if (speaking.length === 0) {
    expect(SFTP_ACTS).toEqual({});
    return ["none: there is no SFTP server"];
  }
  expect(Object.keys(SFTP_ACTS).length, `${speaking.join(", ")} speaks SFTP: list its acts and their entries`).toBeGreaterThan(0);
  return Object.entries(SFTP_ACTS).map(([act, entries]) => actsLine(act, entries, undefined));
}

async function messageLines(): Promise<string[]> {
  const routed = region.app.routes.filter(({ path, method }) => path.startsWith("/internal/") && method !== "ALL").map(({ path, method }) => `${method.toLowerCase()} ${path}`);
  expect([...new Set(routed)].sort()).toEqual(Object.keys(MESSAGES).sort());
  return Promise.all(Object.entries(MESSAGES).map(async ([message, ask]) => actsLine(message, await ask(), NO_MESSAGE_ENTRY[message])));
}

const NO_JOB_ENTRY: Readonly<Record<string, string>> = { "compare-part": "a part of an examination, whose own job writes runs.finish once all parts are done", "prepare-history": "makes what the next check would make of the ledger, sealed; nobody is shown anything of it, and each check has its own entry" };

/** By the jobs that examined this file's ledger. */
async function jobLines(): Promise<string[]> {
  const { rows } = await withSite(region.world.db, site.siteId, (tx) => sql<{ queue: string; act: string }>`
    SELECT DISTINCT queue, act FROM job_progress JOIN audit_entry ON audit_entry.site_id = job_progress.site_id AND actor_id = job_id
    WHERE job_progress.site_id = ${site.siteId} AND act <> 'keys.open' ORDER BY queue, act`.execute(tx));
  return REGION_QUEUES.map(({ name }) => actsLine(name, rows.filter(({ queue }) => queue === name).map(({ act }) => act), NO_JOB_ENTRY[name]));
}

/** They need a site of their own, which they end. */
const ENDING = ["post /keys/destroy", "get /keys/certificate.txt"];
/** The opening of the site's keys is an entry of each session's first request, whichever that is (keys.test.ts). */
const notOpening = (act: string): boolean => act !== "keys.open";
const acts = (at: TestSite = site) => withSite(region.world.db, at.siteId, (tx) => listEntries(tx, { limit: 100 }));

it("takes no token of another region, no altered one, and no message that control did not sign", async () => {
  const call = await callerOf(region, site, "analyst");
  const altered = call.authorization.slice(0, -3) + (call.authorization.endsWith("AAA") ? "BBB" : "AAA");
  for (const authorization of [altered, "Bearer nonsense", "Basic dXNlcjpwYXNz", ""]) {
    expect((await region.app.request(`https://region.test/api/sites/${site.siteId}/overview`, { headers: { authorization } })).status).toBe(401);
  }
  const message = { siteId: newId("sit"), organisationId: newId("org"), name: "Forged", region: "uk" };
  const forged = await region.app.request("https://region.test/internal/sites", { method: "POST", body: JSON.stringify(message), headers: { "spendward-message": "x.y.z" } });
  expect(forged.status).toBe(401);
});

it("tells control alone who could reach its data without a grant, once for each question", async () => {
  const app = createApp({ log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} } as never, allowOrigins: [], ready: {} });
  const planted = [{ who: "somebody", what: "may read the folder of the root keys" }];
  standingAccessRoutes(app, region.deps, { controlKeys: fixedKeys(publicKeySet([region.signer])), nonces: databaseNonces(region.world.db) }, async () => planted);
  const path = "/internal/standing-access";
  const body = Buffer.from("{}");
  const ask = async (message?: string) => app.request(`https://region.test${path}`, { method: "POST", body, headers: { ...(message !== undefined && { [MESSAGE_HEADER]: message }) } });
  const signed = (from: "control" | "region:uk" = "control", to: "region:uk" | "region:eu" = "region:uk", signer = region.signer) => signMessage(signer, from, to, { method: "POST", path, body });
  for (const message of [undefined, "x.y.z", await signed("region:uk"), await signed("control", "region:eu"), await signed("control", "region:uk", await readSigningKey(newSigningKey()))]) expect((await ask(message)).status).toBe(401);
  const right = await signed();
  const answer = await ask(right);
  const { database, keys } = (await answer.json()) as { database: { who: string }[]; keys: unknown };
  expect([answer.status, keys]).toEqual([200, planted]);
  // The owner of the tables can log in here, which an installation locks after migrating; it is found, and nothing else of this database.
  expect(database.map(({ who }) => who)).toContain(new URL(region.world.ownerUrl).username);
  expect((await ask(right)).status, "once").toBe(401);
});
