/**
 * Feeds of a site, on a real database and vault, to receivers that take everything, nothing, half, or answer whatever there is to answer.
 * What must hold: in order, at least once, known by the entry's id; and a receiver's trouble is its own feed's alone.
 */
import { createHmac } from "node:crypto";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SiteId } from "../../src/base/ids.ts";
import { newId } from "../../src/base/ids.ts";
import { type Authority, openAuthority, type ServerTls } from "../../src/main/certificates.ts";
import { audit, listEntries } from "../../src/platform/audit/audit.ts";
import { openAddressGuard } from "../../src/platform/egress/egress.ts";
import { deliverDueFeeds, type FeedDeps } from "../../src/platform/feeds/feeds.ts";
import type { FeedView } from "../../src/platform/feeds/feeds.schema.ts";
import { faultsOf } from "../../src/platform/ocsf/ocsf.schema.ts";
import { connectionOf, withSite } from "../../src/platform/postgres/postgres.ts";
import { siteFeedDeps } from "../../src/region/feeds/feeds.ts";
import { callerOf, openTestRegion, type Caller, type TestRegion, type TestSite } from "../region/region-world.ts";
import { readSyslog, syslogReceiver, webhookReceiver, type SyslogReceiver, type WebhookReceiver } from "./receivers.ts";

let region: TestRegion;
let folder: string;
let authority: Authority;
let tls: ServerTls;
/** Of the deliveries, which run ahead of the people's. */
let nowMs = Date.now();
const clock = { now: () => new Date(nowMs) };
const open: { close: () => Promise<void> }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "feeds "));
  authority = await openAuthority(folder);
  tls = await authority.issue(["localhost", "127.0.0.1"]);
  await promisify(execFile)("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", "/CN=spendward", "-out", join(folder, "client.pem"), "-keyout", join(folder, "client-key.pem")]);
  region = await openTestRegion();
});
afterAll(async () => {
  for (const one of open) await one.close();
  await region.close();
  await rm(folder, { recursive: true });
});

const syslog = async (options = {}): Promise<SyslogReceiver> => {
  const receiver = await syslogReceiver({ ...tls, ...options });
  open.push(receiver);
  return receiver;
};
const webhook = async (options = {}): Promise<WebhookReceiver> => {
  const receiver = await webhookReceiver({ ...tls, ...options });
  open.push(receiver);
  return receiver;
};
const toSyslog = (port: number, more = {}) => ({ kind: "syslog", name: "SIEM", host: "127.0.0.1", port, ca: authority.ca, ...more });
const toWebhook = (port: number, more = {}) => ({ kind: "webhook", name: "Hook", url: `https://localhost:${port}/in?key=a`, ca: authority.ca, ...more });

/** Feeds of the tests before are forgotten by the rounds. */
async function newSite(): Promise<{ site: TestSite; call: Caller }> {
  await sql`DELETE FROM feed_line`.execute(region.world.db.kysely);
  const site = await region.newSite();
  return { site, call: await callerOf(region, site, "administrator") };
}
async function add(call: Caller, feed: object, from = "now"): Promise<{ feed: FeedView; secret: string | null }> {
  const answer = await call("POST", "/feeds", { feed, from });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as never;
}
const feedOf = async (call: Caller, id: string): Promise<FeedView> => ((await (await call("GET", "/feeds")).json()) as { items: FeedView[] }).items.find((one) => one.id === id) as FeedView;
const write = async (site: SiteId, count: number, act = "findings.read"): Promise<void> =>
  withSite(region.world.db, site, async (tx) => {
    for (let n = 0; n < count; n += 1) await audit(tx, { actor: { kind: "person", person: newId("per") }, act, object: { kind: "finding", id: newId("fnd") } });
  });
const seqsOf = (receiver: SyslogReceiver): number[] => receiver.messages.map((message) => readSyslog(message).event.metadata.sequence);
const entriesIn = (receiver: WebhookReceiver): { id: string; seq: number }[] =>
  receiver.requests.flatMap(({ body }) => (JSON.parse(body) as { data: { metadata: { uid: string; sequence: number } }[] }).data.map(({ metadata }) => ({ id: metadata.uid, seq: metadata.sequence })));
/** One round a while later, whatever backs off; short waits, so that receivers that never answer do not cost the test minutes. */
async function round(more: Partial<FeedDeps> = {}, laterMs = 400_000): Promise<number> {
  nowMs += laterMs;
  return deliverDueFeeds({ ...siteFeedDeps(region.deps), clock, holder: "test", waitMs: 1_500, ...more });
}
const allSeqs = async (site: SiteId, after: number): Promise<number[]> =>
  (await withSite(region.world.db, site, (tx) => listEntries(tx, { limit: 500 }))).map(({ seq }) => seq).filter((seq) => seq > after).toReversed();

it("delivers every entry in order over TLS as RFC 5424 in RFC 5425 frames, each a valid OCSF event", async () => {
  const { site, call } = await newSite();
  const receiver = await syslog();
  const { feed } = await add(call, toSyslog(receiver.port, { name: "Lieferanten für März" }));
  await write(site.siteId, 20);
  await round();
  expect(seqsOf(receiver)).toEqual(await allSeqs(site.siteId, feed.deliveredSeq));
  expect(receiver.faults).toEqual([]);
  expect(receiver.protocols[0]).toBe("TLSv1.3");
  for (const message of receiver.messages) {
    const { priority, id, event } = readSyslog(message);
    expect(faultsOf(event)).toEqual([]);
    expect(Math.floor(priority / 8)).toBe(13);
    expect(id).toBe(event.metadata["event_code"]);
  }
  expect(receiver.messages.join("\n")).toContain("Lieferanten für März");
  const shown = await feedOf(call, feed.id);
  expect(shown).toMatchObject({ state: "on", trouble: null, failingSince: null });
  await write(site.siteId, 3);
  await round();
  expect(seqsOf(receiver)).toEqual(await allSeqs(site.siteId, feed.deliveredSeq));
});

it("signs webhooks as Standard Webhooks has it, shows the secret once, and signs with both while it is replaced", async () => {
  const { site, call } = await newSite();
  const receiver = await webhook();
  const { feed, secret } = await add(call, toWebhook(receiver.port));
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(await (await call("GET", "/feeds")).text()).not.toContain(secret ?? "");
  await write(site.siteId, 3);
  await round();
  const signed = (which: string | null): boolean => {
    const { headers, body } = receiver.requests.at(-1) as (typeof receiver.requests)[0];
    const mac = createHmac("sha256", Buffer.from((which ?? "").slice("whsec_".length), "base64")).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`).digest("base64");
    return String(headers["webhook-signature"]).split(" ").includes(`v1,${mac}`);
  };
  expect(signed(secret)).toBe(true);
  expect(Number(receiver.requests.at(-1)?.headers["webhook-timestamp"])).toBe(Math.floor(nowMs / 1000));
  expect(receiver.requests[0]?.path).toBe("/in?key=a");
  expect(entriesIn(receiver).map(({ seq }) => seq)).toEqual(await allSeqs(site.siteId, feed.deliveredSeq));
  const rotated = (await (await call("POST", `/feeds/${feed.id}/secret`)).json()) as { secret: string; feed: FeedView };
  expect(Date.parse(rotated.feed.secretEnds ?? "") - Date.now()).toBeGreaterThan(23 * 3_600_000);
  await round({}, 1_000);
  expect([signed(secret), signed(rotated.secret)]).toEqual([true, true]);
  nowMs += 24 * 3_600_000;
  await write(site.siteId, 1);
  await round();
  expect([signed(secret), signed(rotated.secret)]).toEqual([false, true]);
  expect((await call("POST", `/feeds/${feed.id}/secret`)).status).toBe(200);
});

it("a receiver that never reads, resets, hangs up or never closes gets everything again later, and says so in the meantime", async () => {
  const { site, call } = await newSite();
  const receiver = await syslog();
  const { feed } = await add(call, toSyslog(receiver.port));
  await write(site.siteId, 40);
  const troubles: (string | null)[] = [];
  for (const mode of ["never-reads", "resets-mid-frame", "hangs-up", "never-closes"] as const) {
    receiver.mode = mode;
    await round();
    const shown = await feedOf(call, feed.id);
    troubles.push(shown.trouble);
    expect(shown.deliveredSeq, mode).toBe(feed.deliveredSeq);
  }
  expect(troubles).toEqual(["not-confirmed", "connection-lost", "connection-lost", "not-confirmed"]);
  receiver.mode = "takes";
  receiver.messages.length = 0;
  await round();
  expect(seqsOf(receiver)).toEqual(await allSeqs(site.siteId, feed.deliveredSeq));
  expect(await feedOf(call, feed.id)).toMatchObject({ trouble: null, failingSince: null });
}, 60_000);

it("says in a stable code what is wrong with a certificate, and sends nothing", async () => {
  const { site, call } = await newSite();
  const elsewhere = await openAuthority(await mkdtemp(join(folder, "other ")));
  const receivers = {
    "certificate-expired": await syslog(await authority.issue(["127.0.0.1"], new Date("2020-01-01"))),
    "certificate-unknown": await syslog(await elsewhere.issue(["127.0.0.1"])),
    "certificate-other-name": await syslog(await authority.issue(["siem.example"])),
    "tls-failed": await syslog({ maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" }),
    "certificate-refused": await syslog({ requestCert: true, rejectUnauthorized: true, ca: await readFile(join(folder, "client.pem"), "utf8") }),
  };
  const client = { cert: await readFile(join(folder, "client.pem"), "utf8"), key: await readFile(join(folder, "client-key.pem"), "utf8") };
  for (const [trouble, receiver] of Object.entries(receivers)) {
    const { feed } = await add(call, toSyslog(receiver.port, { name: trouble }));
    await write(site.siteId, 1);
    await round();
    const shown = await feedOf(call, feed.id);
    expect(shown.trouble === "connection-lost" ? trouble : shown.trouble, trouble).toBe(trouble);
    expect(receiver.messages).toEqual([]);
    if (trouble !== "certificate-refused") await call("DELETE", `/feeds/${feed.id}`);
    else {
      // With the certificate that it asks for, the same feed goes through; changed again without naming the key, it keeps it.
      for (const more of [{ client }, { name: "Renamed" }]) expect((await call("POST", `/feeds/${feed.id}`, { feed: toSyslog(receiver.port, more) })).status).toBe(200);
      await round();
      expect(receiver.messages.length).toBeGreaterThan(0);
      expect(await feedOf(call, feed.id)).toMatchObject({ name: "Renamed", ca: expect.stringContaining("BEGIN CERTIFICATE"), clientCertificate: true, trouble: null });
      expect((await (await call("POST", `/feeds/${feed.id}`, { feed: toSyslog(receiver.port, { client: null }) })).json())).toMatchObject({ clientCertificate: false });
    }
  }
});

it("answers other than 2xx are failures in their own words; redirects are not followed; gone ends it", async () => {
  const { site, call } = await newSite();
  const receiver = await webhook();
  const victim = await webhook();
  receiver.headers = { location: `https://localhost:${victim.port}/` };
  const { feed } = await add(call, toWebhook(receiver.port));
  await write(site.siteId, 2);
  const seen: [number | "never", string | null, string][] = [];
  for (const status of [500, 404, 301, 307, 429, "never", 410] as const) {
    receiver.status = status;
    await round();
    const { trouble, state } = await feedOf(call, feed.id);
    seen.push([status, trouble, state]);
  }
  expect(seen).toEqual([[500, "answered-error", "on"], [404, "answered-refused", "on"], [301, "redirected", "on"], [307, "redirected", "on"], [429, "answered-busy", "on"], ["never", "no-answer", "on"], [410, "gone", "stopped"]]);
  expect(victim.requests).toEqual([]);
  const acts = await withSite(region.world.db, site.siteId, (tx) => listEntries(tx, { limit: 30 }));
  expect(acts.some(({ act, objectId }) => act === "feeds.stop" && objectId === feed.id)).toBe(true);
  receiver.status = 200;
  await round();
  expect((await feedOf(call, feed.id)).state).toBe("stopped");
  receiver.requests.length = 0;
  await call("POST", `/feeds/${feed.id}/resume`);
  await round();
  expect(entriesIn(receiver).map(({ seq }) => seq)).toEqual(await allSeqs(site.siteId, feed.deliveredSeq));
});

it("waits as long as it is asked to, longer after each failure, and stops after seven days", async () => {
  const { site, call } = await newSite();
  const receiver = await webhook();
  receiver.status = 503;
  receiver.headers = { "retry-after": "600" };
  const { feed } = await add(call, toWebhook(receiver.port));
  await write(site.siteId, 1);
  await round();
  expect(receiver.requests).toHaveLength(1);
  await round({}, 500_000);
  expect(receiver.requests).toHaveLength(1);
  await round({}, 200_000);
  expect(receiver.requests).toHaveLength(2);
  for (let day = 0; day < 8; day += 1) await round({}, 86_400_000);
  expect(await feedOf(call, feed.id)).toMatchObject({ state: "stopped", trouble: "answered-busy" });
  const tries = receiver.requests.length;
  await round({}, 86_400_000);
  expect(receiver.requests).toHaveLength(tries);
}, 60_000);

it("a receiver that takes its time holds up no other feed and no request", async () => {
  const [slow, quick] = [await syslog(), await syslog()];
  slow.mode = "never-closes";
  const one = await newSite();
  await add(one.call, toSyslog(slow.port));
  await add(one.call, toSyslog(quick.port));
  await write(one.site.siteId, 5);
  const started = performance.now();
  const going = round({ waitMs: 8_000 });
  while (quick.messages.length < 5 && performance.now() - started < 6_000) await call200(one.call);
  expect(quick.messages.length).toBeGreaterThanOrEqual(5);
  expect(await Promise.race([going.then(() => "over"), Promise.resolve("still going")])).toBe("still going");
  await slow.close();
  await going;
});
const call200 = async (call: Caller): Promise<void> => expect((await call("GET", "/state")).status).toBe(200);

it("killed after sending, it sends again; two workers at once send once; the place never moves back", async () => {
  const { site, call } = await newSite();
  const receiver = await webhook();
  const { feed } = await add(call, toWebhook(receiver.port));
  await write(site.siteId, 4);
  const dies: FeedDeps["afterStep"] = async (step) => {
    if (step === "sent") throw new Error("killed");
  };
  await round({ holder: "dies", afterStep: dies, onError: () => undefined });
  const first = entriesIn(receiver);
  await round();
  const ids = entriesIn(receiver).map(({ id }) => id);
  expect(ids.slice(0, first.length)).toEqual(first.map(({ id }) => id));
  expect([...new Set(ids)]).toHaveLength((await allSeqs(site.siteId, feed.deliveredSeq)).length);
  expect(ids.length).toBe(2 * first.length);
  receiver.requests.length = 0;
  await write(site.siteId, 50);
  nowMs += 400_000;
  await Promise.all(["a", "b", "c"].map((holder) => deliverDueFeeds({ ...siteFeedDeps(region.deps), clock, holder })));
  expect(entriesIn(receiver).map(({ seq }) => seq)).toEqual((await allSeqs(site.siteId, 0)).slice(-entriesIn(receiver).length));
  expect(new Set(entriesIn(receiver).map(({ id }) => id)).size).toBe(entriesIn(receiver).length);
  // A worker that slept through its hold, while another went on: it may send twice, and moves nothing.
  await write(site.siteId, 1);
  let other: Promise<unknown> = Promise.resolve();
  await round({ holder: "slow", afterStep: async (step) => {
    if (step === "sent") {
      nowMs += 120_000;
      other = deliverDueFeeds({ ...siteFeedDeps(region.deps), clock, holder: "quick" });
      await other;
      await write(site.siteId, 1);
    }
  } });
  const seqs = (await feedOf(call, feed.id)).deliveredSeq;
  await round();
  expect((await feedOf(call, feed.id)).deliveredSeq).toBeGreaterThanOrEqual(seqs);
});

it("a full disk where the place is noted: nothing is lost, the same entries come again, and it goes on when there is room", async () => {
  const { site, call } = await newSite();
  const receiver = await webhook();
  await add(call, toWebhook(receiver.port));
  await write(site.siteId, 3);
  const client = new pg.Client(connectionOf(region.world.superuserUrl, region.world.tls));
  await client.connect();
  await client.query(`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER no_room BEFORE UPDATE OF delivered_seq ON feed FOR EACH ROW EXECUTE FUNCTION no_room()`);
  const told: unknown[] = [];
  for (const _ of [1, 2]) await round({ onError: (error) => told.push(error) });
  await client.query("DROP FUNCTION no_room CASCADE");
  await client.end();
  expect(told).toMatchObject([{ code: "53100" }, { code: "53100" }]);
  const before = entriesIn(receiver).map(({ id }) => id);
  await round();
  const after = entriesIn(receiver).slice(before.length);
  expect(new Set(before)).toEqual(new Set(after.slice(0, new Set(before).size).map(({ id }) => id)));
  expect(after.map(({ seq }) => seq)).toEqual((await allSeqs(site.siteId, 0)).slice(-after.length));
});

it("a clock that is set back holds up no feed, whether it waited or was held when its holder died", async () => {
  const { site, call } = await newSite();
  const receiver = await webhook();
  const { feed } = await add(call, toWebhook(receiver.port));
  await sql`UPDATE feed_line SET due_at = ${new Date(nowMs + 86_400_000)}, holder = 'dead', held_until = ${new Date(nowMs + 86_460_000)}, backs_off = true WHERE feed_id = ${feed.id}`.execute(region.world.db.kysely);
  await write(site.siteId, 2);
  await round();
  expect(entriesIn(receiver).length).toBeGreaterThanOrEqual(2);
  await call("POST", `/feeds/${feed.id}/pause`); // due in a hundred years, and no further
  receiver.requests.length = 0;
  expect([await round(), await round()]).toEqual([1, 0]);
  expect(receiver.requests).toEqual([]);
});

it("a feed that is removed or paused with a queue sends no more", async () => {
  const { site, call } = await newSite();
  const receiver = await webhook();
  const [removed, paused] = [await add(call, toWebhook(receiver.port)), await add(call, toWebhook(receiver.port, { name: "Paused" }))];
  await write(site.siteId, 5);
  expect((await call("DELETE", `/feeds/${removed.feed.id}`)).status).toBe(204);
  expect((await call("POST", `/feeds/${paused.feed.id}/pause`)).status).toBe(200);
  await round();
  await round();
  expect(receiver.requests).toEqual([]);
  expect((await call("POST", `/feeds/${removed.feed.id}/resume`)).status).toBe(404);
  await call("POST", `/feeds/${paused.feed.id}/resume`);
  await round();
  expect(entriesIn(receiver).map(({ seq }) => seq)).toEqual(await allSeqs(site.siteId, paused.feed.deliveredSeq));
});

it("refuses servers inside, when set up and at each connect, and input that is not what it should be", async () => {
  const { site, call } = await newSite();
  const refused = async (feed: object): Promise<string> => {
    const answer = await call("POST", "/feeds", { feed });
    expect(answer.status).toBe(422);
    const { code, details } = (await answer.json()) as { code: string; details: { at: string }[] };
    return `${code} ${details[0]?.at}`;
  };
  expect(await refused(toSyslog(6514, { host: "10.0.0.1" }))).toBe("feed-address-refused /feed/host");
  expect(await refused(toWebhook(1, { url: "https://169.254.169.254/latest/meta-data" }))).toBe("feed-address-refused /feed/url");
  for (const url of ["http://siem.example/", "https://user:pw@siem.example/", "https://siem.example/#x", "ftp://siem.example", "nonsense", "https://"]) expect(await refused(toWebhook(1, { url })), url).toBe("input-not-valid /feed/url");
  for (const host of ["", "a b", "siem_.example/..", "siem.example\r\nX: y", "-bad.example", `${"a".repeat(64)}.example`, "file:///etc"]) expect(await refused(toSyslog(6514, { host })), host).toBe("input-not-valid /feed/host");
  expect(await refused(toSyslog(6514, { ca: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" }))).toBe("input-not-valid /feed/ca");
  const other = await authority.issue(["client.example"]);
  expect(await refused(toSyslog(6514, { client: { cert: tls.cert, key: other.key } }))).toBe("input-not-valid /feed/client");
  expect(await refused(toSyslog(0))).toBe("input-not-valid /feed/port");
  // Rebinding: fine when it was set up, inside when it is connected to.
  const receiver = await webhook();
  const { feed } = await add(call, toWebhook(receiver.port));
  await write(site.siteId, 1);
  await round({ guard: openAddressGuard([], async () => [{ address: "127.0.0.1", family: 4 }]) });
  expect(await feedOf(call, feed.id)).toMatchObject({ trouble: "address-refused" });
  expect(receiver.requests).toEqual([]);
});

it("tries a feed on demand, and says how it went", async () => {
  const { call } = await newSite();
  const receiver = await syslog();
  const { feed } = await add(call, toSyslog(receiver.port));
  expect(await (await call("POST", `/feeds/${feed.id}/test`)).json()).toEqual({ delivered: true, trouble: null });
  expect(readSyslog(receiver.messages[0] ?? "")).toMatchObject({ id: "feeds.test" });
  await round();
  const tests = receiver.messages.map((message) => readSyslog(message)).filter(({ id }) => id === "feeds.test");
  expect(tests).toHaveLength(2);
  expect(new Set(tests.map(({ event }) => event.metadata.uid)).size).toBe(1);
  await receiver.close();
  expect(await (await call("POST", `/feeds/${feed.id}/test`)).json()).toEqual({ delivered: false, trouble: "connection-refused" });
});

it("goes through a long backlog in bounded steps", async () => {
  const { site, call } = await newSite();
  const receiver = await webhook();
  await write(site.siteId, 1_700);
  await add(call, toWebhook(receiver.port), "beginning");
  while ((await round({}, 0)) > 0);
  const seqs = entriesIn(receiver).map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, n) => n + 1));
  expect(seqs.length).toBeGreaterThan(1_700);
  expect(Math.max(...receiver.requests.map(({ body }) => body.length))).toBeLessThan(700_000);
}, 60_000);

it("keeps where it goes and with what secret sealed, and out of the log", async () => {
  const { call } = await newSite();
  const { secret } = await add(call, toWebhook(9, { url: "https://localhost:9/canary-path-3141" }));
  const rows = await withSite(region.world.db, (await newSite()).site.siteId, async () => region.logLines.join("\n"));
  expect(rows).not.toContain("canary-path");
  expect(rows).not.toContain(secret ?? "whsec_");
});
