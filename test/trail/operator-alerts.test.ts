/**
 * What must not be in a trail reaches people: a line of the log, an alert of the operator in control, and where the trail is a customer's, an
 * entry and an alert of the customer's own. Once each, however often it is seen.
 */
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { mailOperator, operatorAlertRoutes } from "../../src/control/control.ts";
import { operatorAlerts } from "../../src/main/operator-alerts-rounds.ts";
import { startTrailRounds } from "../../src/main/trail-rounds.ts";
import { startWitness } from "../../src/main/witness.ts";
import { systemClock } from "../../src/base/clock.ts";
import { watchTrail } from "../../src/platform/alerts/alerts.ts";
import { advanceTrail, askWitness, findEntries, listOperatorAlerts, type OperatorAlert, openTrailSigner, raiseOperatorAlert, tellOperatorAlerts, withTrail } from "../../src/platform/audit/audit.ts";
import { createApp } from "../../src/platform/http/http.ts";
import type { OutgoingMail } from "../../src/platform/mail/mail.ts";
import { connectionOf } from "../../src/platform/postgres/postgres.ts";
import { openLog } from "../../src/platform/telemetry/telemetry.ts";
import { checkpointText, readVerifier, signLine, verifierText } from "../../src/platform/tlog/tlog.ts";
import { databaseNonces, fixedKeys, MESSAGE_HEADER, newSigningKey, type PlaneName, publicKeySet, readSigningKey, type SigningKey, signMessage } from "../../src/platform/tokens/tokens.ts";
import { siteWatchDeps } from "../../src/region/alerts/alerts.ts";
import { beginTus, callerOf, openTestRegion, type Caller, type TestRegion, type TestSite } from "../region/region-world.ts";
import { openWorld, type WorldDatabase } from "../world/world.ts";

let region: TestRegion;
let control: WorldDatabase<any>;
let superuser: pg.Client;
let site: TestSite;
let call: Caller;
let trailFolder: string;
let lines: string[] = [];
beforeAll(async () => {
  [region, control] = await Promise.all([openTestRegion(), openWorld("control")]);
  superuser = new pg.Client(connectionOf(region.world.superuserUrl, region.world.tls));
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await Promise.all([region.close(), control.close()]);
});
/** Each with a plane's folder of its own, so that no trail of another test is looked at. */
beforeEach(async () => {
  await superuser.query("SET session_replication_role = replica");
  for (const table of ["audit_entry", "trail_log", "trail_tile", "trail_day", "trail_witness", "trail_register", "operator_alert"]) await superuser.query(`DELETE FROM ${table}`);
  trailFolder = await mkdtemp(join(tmpdir(), "trail "));
  site = await region.newSite();
  call = await callerOf(region, site, "administrator");
  for (let n = 0; n < 5; n += 1) await beginTus(call, `file ${n}.csv`, 10);
});

const signed = (): Promise<void> => vi.waitFor(async () => expect((await superuser.query("SELECT FROM trail_register WHERE trail = $1 AND NOT due", [site.siteId])).rowCount).toBe(1), { timeout: 10_000, interval: 50 });
const alerts = async (): Promise<string[]> => (await listOperatorAlerts(region.world.db, true)).map(({ plane, what, subject }) => `${plane} ${what} ${subject}`);
const logged = (msg: string): string[] => lines.map((line) => JSON.parse(line) as { msg: string; level: string; code?: string }).filter((line) => line.msg === msg).map(({ level, code }) => `${level} ${code}`);
const damaged = () => withTrail(region.world.db, site.siteId, (tx) => findEntries(tx, { act: "trail.damaged" }, { limit: 10 }));

async function during(work: () => Promise<void>, witnesses: { url: string; key: string; ca?: string }[] = []): Promise<void> {
  lines = [];
  const parts = { plane: "uk", db: region.world.db, clock: systemClock, log: openLog("worker uk", (line) => void lines.push(line)) };
  const rounds = await startTrailRounds({ ...parts, alerts: operatorAlerts({ ...parts, tell: async () => undefined }) }, { folder: trailFolder, name: "spendward.example", witnesses, retentionDays: 90 });
  try {
    await work();
  } finally {
    await rounds.stop();
    await rm(trailFolder, { recursive: true });
  }
}

test("an entry that was altered before it was signed: nothing is signed, and operator and customer are told once", async () => {
  await superuser.query("UPDATE audit_entry SET act = 'uploads.remove' WHERE site_id = $1 AND seq = 3", [site.siteId]);
  await during(async () => {
    await vi.waitFor(async () => expect(await damaged()).toHaveLength(1), { timeout: 10_000, interval: 100 });
    await vi.waitFor(async () => expect(await watchTrail(siteWatchDeps(region.deps), site.siteId)).toBe(1), { timeout: 5_000 });
  });
  expect(logged("trail not signed")).toEqual([`error trail-entry-altered ${site.siteId}`]);
  // The daily check, which comes at the start, finds it too.
  expect(logged("operator alert").sort()).toEqual([`error trail-damaged ${site.siteId}`, `error trail-entry-altered ${site.siteId}`]);
  expect((await alerts()).sort()).toEqual([`uk trail-damaged ${site.siteId}`, `uk trail-entry-altered ${site.siteId}`]);
  const { items } = (await (await call("GET", "/alerts")).json()) as { items: { rule: string; severity: number }[] };
  expect(items).toMatchObject([{ rule: "trail-damaged", severity: 4 }]);
  expect(await withTrail(region.world.db, "operator", (tx) => findEntries(tx, { act: "operator-alerts.raise" }, { limit: 10 }))).toHaveLength(2);
});

test("a fault that the daily check finds: line, entry in both trails, alert with its place", async () => {
  const signer = await openTrailSigner(trailFolder);
  await advanceTrail({ db: region.world.db, signer, origin: "spendward.example/uk", clock: systemClock }, site.siteId);
  await superuser.query("UPDATE audit_entry SET object_id = 'upl_x' WHERE site_id = $1 AND seq = 2", [site.siteId]);
  await during(() => vi.waitFor(async () => expect(await damaged()).toHaveLength(1), { timeout: 10_000, interval: 100 }));
  expect(logged("trail is not what was written")).toEqual([expect.stringMatching(new RegExp(`^error ${site.siteId} entry 2 `))]);
  expect(await listOperatorAlerts(region.world.db, true)).toMatchObject([{ what: "trail-damaged", subject: site.siteId, place: expect.stringMatching(/^entry 2/) }]);
  expect(await withTrail(region.world.db, "operator", (tx) => findEntries(tx, { act: "trails.broken" }, { limit: 10 }))).toMatchObject([{ objectId: site.siteId }]);
});

test("a witness that has seen another tree: it keeps the evidence, and this side says so", async () => {
  const folder = await mkdtemp(join(tmpdir(), "witness "));
  const name = `spendward.example/uk/${site.siteId}`;
  const { privateKey } = await openTrailSigner(trailFolder);
  const said: string[] = [];
  const witness = await startWitness({ state: folder, name: "witness.example/w1", log: [verifierText(name, "log", privateKey)], port: "0", host: "localhost" }, (line) => void said.push(line));
  const [key, ca, url] = [said.find((line) => line.startsWith("Its verifier key: "))?.slice(18) ?? "", await readFile(join(folder, "ca.pem"), "utf8"), `https://localhost:${witness.port}`];
  const { postTo } = await import("../../src/main/witness-post.ts");
  const forged = checkpointText(name, { size: 3, root: Buffer.alloc(32, 7) });
  expect(await postTo(url, ca)(`old 0\n\n${forged}\n${signLine({ name, privateKey }, forged)}`)).toMatchObject({ status: 200 });
  await during(() => vi.waitFor(async () => expect(await damaged()).toHaveLength(1), { timeout: 10_000, interval: 100 }), [{ url, key, ca }]);
  expect(logged("witness did not cosign")).toEqual(expect.arrayContaining([`error witness-refused ${site.siteId}`]));
  expect(await listOperatorAlerts(region.world.db, true)).toEqual(expect.arrayContaining([expect.objectContaining({ what: "witness-refused", subject: site.siteId, place: "witness.example-w1" })]));
  expect(said.join("\n")).toContain(`FORK: ${name}`);
  await witness.stop();
  await rm(folder, { recursive: true });
});

test("a witness that is full, away or does not know the log is no alarm; one that another node asks meanwhile is asked again", async () => {
  const signer = await openTrailSigner(trailFolder);
  await advanceTrail({ db: region.world.db, signer, origin: "spendward.example/uk", clock: systemClock }, site.siteId);
  const { privateKey } = generateKeyPairSync("ed25519");
  const key = readVerifier(verifierText("witness.example/w2", "witness", privateKey));
  const codeOf = (answers: readonly { status: number; text: string }[]) => {
    let n = 0;
    return askWitness(region.world.db, site.siteId, { key, post: async () => answers[Math.min(n++, answers.length - 1)] as { status: number; text: string } }).then(() => "cosigned", ({ code }: { code: string }) => code);
  };
  for (const status of [500, 503, 404, 403, 429, 302]) expect(await codeOf([{ status, text: "" }]), String(status)).toBe("witness-not-ready");
  expect(await codeOf([{ status: 409, text: "1\n" }, { status: 409, text: "2\n" }, { status: 409, text: "3\n" }, { status: 409, text: "4\n" }])).toBe("witness-not-ready");
  expect(await codeOf([{ status: 409, text: "2\n" }])).toBe("witness-refused"); // at the size that it says
  expect(await codeOf([{ status: 409, text: "2\n" }, { status: 422, text: "" }])).toBe("witness-refused");
  expect(await codeOf([{ status: 409, text: "9999\n" }])).toBe("witness-ahead");
  await rm(trailFolder, { recursive: true });
});

test("no room for the signing record: nothing is signed, the operator is told, the customer's trail is whole; with room signing goes on", async () => {
  await openTrailSigner(trailFolder);
  await symlink("/dev/full", join(trailFolder, "signed", `${site.siteId}.new`));
  await during(async () => {
    await vi.waitFor(async () => expect(await alerts()).toEqual([`uk signing-record-full ${site.siteId}`]), { timeout: 10_000, interval: 100 });
    expect(logged("trail not signed")).toEqual([`error signing-record-full ${site.siteId}`]);
    await rm(join(trailFolder, "signed", `${site.siteId}.new`));
    await signed();
  });
  expect(await damaged()).toEqual([]);
});

test("control takes a region's word for its own only, once, and the operator is written to, again after a day, until somebody acknowledges", async () => {
  const keys = new Map<string, SigningKey>();
  for (const whose of ["uk", "eu", "us", "operator"]) keys.set(whose, await readSigningKey(newSigningKey()));
  let nowMs = Date.now();
  const clock = { now: () => new Date(nowMs) };
  const app = createApp({ log: openLog("control", () => undefined), allowOrigins: [], ready: {} });
  operatorAlertRoutes(app, { db: control.db, clock, keysOf: (whose) => fixedKeys(publicKeySet([keys.get(whose) as SigningKey])), nonces: databaseNonces(control.db) });
  const post = async (path: string, what: object, from: PlaneName, signer: string): Promise<{ status: number; body: any }> => {
    const body = Buffer.from(JSON.stringify(what));
    const message = await signMessage(keys.get(signer) as SigningKey, from, "control", { method: "POST", path, body }, nowMs);
    const answer = await app.request(path, { method: "POST", headers: { [MESSAGE_HEADER]: message }, body });
    return { status: answer.status, body: answer.status === 204 ? undefined : await answer.json() };
  };
  const trouble = { what: "trail-forked", subject: site.siteId, place: "size 7" };
  const list = async (more: object = {}): Promise<OperatorAlert[]> => (await post("/internal/operator-alert-list", { by: "ops@machine", ...more }, "operator", "operator")).body.items;
  expect((await post("/internal/operator-alerts/uk", trouble, "region:uk", "uk")).status).toBe(204);
  expect((await post("/internal/operator-alerts/uk", trouble, "region:uk", "uk")).status).toBe(204);
  expect((await post("/internal/operator-alerts/uk", trouble, "region:uk", "eu")).status).toBe(401);
  expect((await post("/internal/operator-alerts/eu", trouble, "region:uk", "uk")).status).toBe(401);
  expect((await post("/internal/operator-alerts/mars", trouble, "region:uk", "uk")).status).toBe(404);
  expect((await post("/internal/operator-alert-list", { by: "x" }, "region:uk", "uk")).status).toBe(401);
  for (const bad of [{ ...trouble, what: "anything" }, { ...trouble, place: "Acme Ltd <x>" }, { ...trouble, more: 1 }, { what: "trail-forked" }]) expect((await post("/internal/operator-alerts/uk", bad, "region:uk", "uk")).status, JSON.stringify(bad)).toBe(422);
  expect(await list()).toMatchObject([{ plane: "uk", ...trouble, times: 2 }]);

  const mails: OutgoingMail[] = [];
  let outcome: "delivered" | "later" = "later";
  const failures: unknown[] = [];
  const tell = () => tellOperatorAlerts(control.db, clock, (alert) => mailOperator({ to: "ops@operator.example", send: async (mail) => (mails.push(mail), { outcome, reply: "451" }) }, alert), (error) => void failures.push(error));
  expect([await tell(), await tell(), mails.length, failures.length]).toEqual([0, 0, 1, 1]); // not taken: later, and not at once
  outcome = "delivered";
  nowMs += 60_000;
  expect([await tell(), await tell(), mails.length]).toEqual([1, 0, 2]);
  expect(mails[1]).toMatchObject({ to: "ops@operator.example", subject: "Spendward operator alert: trail-forked (uk)", text: expect.stringContaining(site.siteId) });
  await raiseOperatorAlert(control.db, { plane: "uk", what: "trail-forked", subject: site.siteId }, clock);
  expect(await tell()).toBe(0);
  nowMs += 90_000_000;
  await raiseOperatorAlert(control.db, { plane: "uk", what: "trail-forked", subject: site.siteId }, clock);
  expect(await tell()).toBe(1);
  const [open] = await list();
  expect(await list({ acknowledge: open?.alertId })).toEqual([]);
  expect(await list({ acknowledge: open?.alertId, all: true })).toMatchObject([{ acknowledgedBy: "ops@machine", times: 4 }]);
  expect((await post("/internal/operator-alert-list", { by: "x", acknowledge: "alr_019a0000-0000-7000-8000-000000000000" }, "operator", "operator")).status).toBe(404);
  await post("/internal/operator-alerts/uk", trouble, "region:uk", "uk");
  expect(await list()).toHaveLength(1); // it is not over: a new one
  const acts = await withTrail(control.db, "operator", (tx) => findEntries(tx, { act: "operator-alerts" }, { limit: 100 }));
  expect(acts.map(({ act }) => act).filter((act) => act !== "operator-alerts.list").reverse()).toEqual(["operator-alerts.raise", "operator-alerts.acknowledge", "operator-alerts.raise"]);
});
