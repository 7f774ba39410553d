/** The activity of a site: found by who and what, taken away with proofs, and every change to what was taken away found and named. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../src/base/ids.ts";
import { issueAccessToken } from "../../src/platform/tokens/tokens.ts";
import { audit, checkpointIn, checkStoredTrail, closeDays, openTrailSigner, proverOf, verifyPack, verifyProof, type Verdict } from "../../src/platform/audit/audit.ts";
import { withSite } from "../../src/platform/postgres/postgres.ts";
import { isConsistent, openCheckpoint, readVerifier } from "../../src/platform/tlog/tlog.ts";
import type { ActivityEntry, TrailState } from "../../src/platform/activity/activity.ts";
import { beginTus, callerOf, openTestRegion, type Caller, type TestRegion, type TestSite } from "./region-world.ts";

let region: TestRegion;
let site: TestSite;
let call: Caller;
let other: Caller;
const elsewhere = newId("per");
beforeAll(async () => {
  region = await openTestRegion();
  site = await region.newSite();
  call = await callerOf(region, site, "ap_manager");
  other = await callerOf(region, { ...site, person: elsewhere }, "ap_manager");
  for (let n = 0; n < 12; n += 1) await beginTus(n % 3 === 0 ? other : call, `file ${n}.csv`, 10);
  await withSite(region.world.db, site.siteId, (tx) => audit(tx, { actor: { kind: "staff", person: newId("stf"), grant: "grt_1" }, act: "findings.read", object: { kind: "finding", id: "fnd_1" } }));
  await region.signTrail(site.siteId);
});
afterAll(() => region.close());

const list = async (query = ""): Promise<{ items: ActivityEntry[]; total: number; nextCursor: string | null }> => (await call("GET", `/activity${query}`)).json() as never;
const pack = async (query = ""): Promise<string> => (await call("GET", `/activity/pack${query}`)).text();
const state = async (): Promise<TrailState> => (await call("GET", "/activity/checkpoint")).json() as never;
const verify = (text: string, more = {}): Verdict => verifyPack(text, { witnesses: [], ...more });
const faultsOf = (text: string): string[] => verify(text).faults.map(({ at, what }) => `${at ?? ""}: ${what}`);

it("is filtered by person, act, object, staff and day, in pages", async () => {
  expect((await list(`?person=${elsewhere}&act=uploads`)).items.map(({ who }) => who.id)).toEqual(Array.from({ length: 4 }, () => elsewhere));
  expect((await list("?act=uploads.begin")).total).toBe(12);
  expect((await list("?act=uploads")).total).toBe(12);
  expect((await list(`?object=${site.siteId}&act=sites.open`)).items).toHaveLength(1);
  expect((await list("?staff=yes")).items.map(({ who, act }) => [who.kind, act])).toEqual([["staff", "findings.read"]]);
  expect((await list("?staff=no")).items.some(({ who }) => who.kind === "staff")).toBe(false);
  expect((await list("?to=2020-01-01")).items).toEqual([]);
  expect((await list("?from=2020-01-01&act=uploads.begin")).total).toBe(12);
  const first = await list("?act=uploads.begin&limit=5");
  const second = await list(`?act=uploads.begin&limit=5&cursor=${first.nextCursor}`);
  const third = await list(`?act=uploads.begin&limit=5&cursor=${second.nextCursor}`);
  expect([first, second, third].map(({ items }) => items.length)).toEqual([5, 5, 2]);
  expect(third.nextCursor).toBeNull();
  for (const bad of ["?from=2026-02-30", "?to=yesterday", "?staff=maybe", "?act=Bad%20Act", "?since=-1"]) expect((await call("GET", `/activity/pack${bad}`)).status, bad).toBe(422);
});

it("a pack verifies without the server, with its details, against the key that was kept", async () => {
  const text = await pack();
  const { key } = await state();
  const verdict = verify(text, { key: readVerifier(key) });
  expect(verdict.faults).toEqual([]);
  expect(verdict).toMatchObject({ complete: true, firstSeq: 1, log: `spendward.example/uk/${site.siteId}` });
  expect([verdict.entries, verdict.lastSeq]).toEqual([(await state()).size, (await state()).size]);
  expect(verdict.opened).toBeGreaterThanOrEqual(12);
  expect(text).toContain("file 3.csv"); // the site's own people may know
  const some = verify(await pack("?act=uploads.begin"), { key: readVerifier(key) });
  expect(some).toMatchObject({ faults: [], entries: 12 });
});

it("names the entry, whatever was changed, left out, put twice or cut off", async () => {
  const lines = (await pack()).trimEnd().split("\n");
  // Line n holds entry n: the pack begins with the first.
  const [a = 0, b = 0, c = 0, d = 0] = lines.flatMap((line, n) => (line.includes("uploads.begin") ? [n] : []));
  const changed = (n: number, from: string | RegExp, to: string): string => {
    const line = (lines[n] ?? "").replace(from, to);
    expect(line).not.toBe(lines[n]);
    return `${lines.with(n, line).join("\n")}\n`;
  };
  expect(faultsOf(changed(a, "uploads.begin", "uploads.remove"))).toEqual([expect.stringMatching(new RegExp(`^entry ${a} \\(aud_.*, line ${a + 1}: .*not in the signed tree`))]);
  expect(faultsOf(changed(b, /"salt":"./, '"salt":"!'))).toEqual([expect.stringMatching(new RegExp(`^entry ${b} `))]);
  expect(faultsOf(changed(c, '\\"after\\"', '\\"before\\"'))).toEqual([expect.stringMatching(new RegExp(`^entry ${c} .*details shown with it are not those`))]);
  expect(faultsOf(`${lines.toSpliced(d, 1).join("\n")}\n`)).toEqual([`entry ${d}: The pack says it is complete, and this entry is missing.`]);
  expect(faultsOf(`${lines.toSpliced(d, 0, lines[d] ?? "").join("\n")}\n`)).toEqual([`entry ${d}, line ${d + 2}: It stands twice, or out of order.`]);
  expect(faultsOf(lines.join("\n").slice(0, -20))[0]).toMatch(/cut off/);
  const head = JSON.parse(lines[0] ?? "") as { checkpoint: string };
  const grown = JSON.stringify({ ...head, checkpoint: head.checkpoint.replace(/\n\d+\n/, "\n999\n") });
  expect(faultsOf(`${[grown, ...lines.slice(1)].join("\n")}\n`)).toEqual([expect.stringMatching(/^checkpoint: The signature of this checkpoint is wrong/)]);
});

it("every single byte of a pack is covered", async () => {
  const text = await pack("?act=uploads.begin&from=2020-01-01");
  const { key } = await state();
  const since = (await state()).size;
  const continued = await pack(`?act=uploads.begin&from=2020-01-01&since=${since}`);
  const head = continued.slice(0, continued.indexOf("\n") + 1);
  const body = text.slice(0, text.indexOf("\n", text.indexOf("\n") + 1) + 1); // head and first entry
  const covered = (changed: string): boolean => {
    try {
      return verifyPack(changed, { witnesses: [], key: readVerifier(key) }).faults.length > 0;
    } catch {
      return true;
    }
  };
  const start = body.indexOf("\n") + 1;
  expect(covered(body)).toBe(false);
  const missed = [];
  for (let at = start; at < body.length; at += 1) {
    const flipped = body.slice(0, at) + String.fromCharCode(body.charCodeAt(at) ^ 1) + body.slice(at + 1);
    if (!covered(flipped)) missed.push(`${at}: ${body.slice(at - 5, at + 5)}`);
  }
  // When it was made and what was asked for is not signed, and is not shown as a fact.
  for (let at = 0; at < head.indexOf('"made"'); at += 1) {
    const flipped = head.slice(0, at) + String.fromCharCode(head.charCodeAt(at) ^ 1) + head.slice(at + 1);
    if (!covered(flipped)) missed.push(`head ${at}: ${head.slice(at - 5, at + 5)}`);
  }
  expect(missed).toEqual([]);
});

it("proves that it continues a checkpoint kept from before, and shows when it does not", async () => {
  const old = (await state()).checkpoint;
  const size = Number(old.split("\n")[1]);
  for (let n = 0; n < 5; n += 1) await beginTus(call, "later.csv", 10);
  await region.signTrail(site.siteId);
  expect(verify(await pack(`?since=${size}`), { since: checkpointIn(old) }).faults).toEqual([]);
  expect(verify(await pack(), { since: checkpointIn(old) }).faults[0]?.what).toMatch(/holds no proof from size/);
  const forked = checkpointIn(old.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${Buffer.alloc(32).toString("base64")}\n`));
  expect(verify(await pack(`?since=${size}`), { since: forked }).faults[0]?.what).toMatch(/does not continue/);
});

it("gives one entry as a tlog-proof, and says when it is too new", async () => {
  const { key } = await state();
  const [entry] = (await list("?act=uploads.begin&limit=1")).items;
  const text = await (await call("GET", `/activity/${entry?.id}/proof`)).text();
  expect(verifyProof(text, { key: readVerifier(key), witnesses: [] })).toMatchObject({ faults: [], entries: 1, firstSeq: entry?.seq });
  expect(verifyProof(text.replace(`index ${(entry?.seq ?? 0) - 1}`, "index 0"), { key: readVerifier(key), witnesses: [] }).faults).not.toEqual([]);
  await beginTus(call, "new.csv", 10);
  const newest = (await list("?act=uploads.begin&limit=1")).items[0];
  expect(await (await call("GET", `/activity/${newest?.id}/proof`)).json()).toMatchObject({ code: "entry-not-signed-yet" });
  expect((await call("GET", `/activity/${newId("aud")}/proof`)).status).toBe(404);
});

it("serves its log as tiles, and nothing that is not in the signed tree", async () => {
  const { size } = await state();
  const get = async (path: string) => call("GET", `/log/${path}`);
  expect(Buffer.from(await (await get(`tile/0/000.p/${size}`)).arrayBuffer())).toHaveLength(size * 32);
  expect(Buffer.from(await (await get(`tile/entries/000.p/${size}`)).arrayBuffer())).toHaveLength(size * 34);
  for (const path of [`tile/0/000.p/${size + 1}`, "tile/0/000", "tile/1/000.p/1", "tile/0/001.p/1", "tile/0/../checkpoint", "nonsense"]) expect((await get(path)).status, path).toBe(404);
});

it("shows a clock that was set back, and packs of days and of closed days leave nothing out", async () => {
  const place = await region.newSite();
  const own = await callerOf(region, place, "auditor");
  const at = (instant: string) => ({ now: () => new Date(instant) });
  const act = (instant: string) => withSite(region.world.db, place.siteId, (tx) => audit(tx, { actor: { kind: "system", name: "test" }, act: "things.change", object: { kind: "thing", id: "thing_1" } }, undefined, at(instant)));
  const close = (instant: string) => closeDays(region.world.db, at(instant));
  await close("2020-03-02T00:00:05Z"); // closes the 1st
  await act("2020-03-02T10:00:00Z");
  await act("2020-03-01T22:00:00Z"); // the clock was set back
  await act("2020-03-02T11:00:00Z");
  await close("2020-03-03T00:00:05Z");
  await close("2020-03-04T00:00:05Z"); // nothing happened
  await region.signTrail(place.siteId);
  const get = async (path: string): Promise<Response> => own("GET", `/activity${path}`);
  const { items } = (await (await get("?act=things.change")).json()) as { items: ActivityEntry[] };
  expect(items.map(({ at: when, clockBehind }) => [when.slice(0, 13), clockBehind])).toEqual([["2020-03-02T11", undefined], ["2020-03-01T22", true], ["2020-03-02T10", undefined]]);
  const secondDay = verify(await (await get("/pack?from=2020-03-02&to=2020-03-02")).text());
  expect(secondDay).toMatchObject({ faults: [], complete: true, entries: 4 });
  const days = ((await (await get("/checkpoint")).json()) as TrailState).days.filter(({ day }) => day.startsWith("2020"));
  expect(days.map(({ day }) => day)).toEqual(["2020-03-03", "2020-03-02", "2020-03-01"]);
  const [third, second, first] = await Promise.all(days.map(async ({ day }) => verify(await (await get(`/pack?closedDay=${day}`)).text())));
  expect(second).toMatchObject({ faults: [], complete: true, entries: 5, closedDays: ["2020-03-01", "2020-03-02"], wholeDays: [{ day: "2020-03-02", entries: 3 }] });
  expect(second?.notes.map((note) => note.replaceAll(/\d+/g, "N"))).toEqual(["Entry N has an earlier time than entry N: a clock was set back. The numbers are the order.", "Entry N has a time on N-N-N, and was written after that day had been closed."]);
  expect(third).toMatchObject({ faults: [], complete: true, entries: 2, wholeDays: [{ day: "2020-03-03", entries: 0 }], notes: [] });
  expect(first).toMatchObject({ faults: [], complete: true, firstSeq: 1 });
  expect((await get("/pack?closedDay=2020-05-05")).status).toBe(404);
  expect(await (await get("/pack?closedDay=2020-03-02&act=findings")).json()).toMatchObject({ code: "day-with-filter" });
  expect((await get("/pack?closedDay=yesterday")).status).toBe(422);
});

it("what was taken away stays good when the keys are destroyed, and the log goes on from it", async () => {
  const place = await region.newSite();
  const own = await callerOf(region, place, "administrator");
  await (await callerOf(region, place, "ap_manager"))("GET", "/uploads");
  await region.signTrail(place.siteId);
  const text = await (await own("GET", "/activity/pack")).text();
  const old = (await (await own("GET", "/activity/checkpoint")).json()) as TrailState;
  expect((await own("POST", "/keys/destroy", { confirm: place.siteId })).status).toBe(200);
  await region.signTrail(place.siteId);
  expect(verify(text, { key: readVerifier(old.key) }).faults).toEqual([]);
  const signer = await openTrailSigner(join(region.folder, "trail"));
  expect(await checkStoredTrail({ db: region.world.db, signer, origin: "spendward.example/uk" }, place.siteId)).toMatchObject({ faults: [] });
  const grown = await withSite(region.world.db, place.siteId, async (tx) => {
    const prover = await proverOf(tx);
    return { ...openCheckpoint(prover.tree.checkpoint, readVerifier(old.key)), proof: await prover.consistency(old.size) };
  });
  expect(grown.size).toBeGreaterThan(old.size);
  expect(isConsistent(old.size, checkpointIn(old.checkpoint).root, grown.size, grown.root, grown.proof)).toBe(true);
});

it("under a grant staff see what was granted and nothing else, each look has its entry with what was shown, and the end is the end", async () => {
  const [grant, staff] = [newId("grt"), newId("stf")];
  const tokenFor = (region_: "uk" | "eu", expiresAtMs: number) => issueAccessToken(region.signer, {
    person: staff, organisation: site.organisationId, site: site.siteId, region: region_, permissions: ["uploads:read", "findings:decide", "keys:destroy"], session: newId("sse"), generation: 0,
    strength: ["hwk", "mfa"], name: "Ada of support", grant: { id: grant, expiresAtMs },
  });
  const { token } = await tokenFor("uk", Date.now() + 3_600_000);
  const look = (path: string, with_ = token, method = "GET", at = site.siteId) => region.app.request(`https://region.test/api/sites/${at}${path}`, { method, headers: { authorization: `Bearer ${with_}` } });
  const shown = ((await (await look("/uploads?limit=3")).json()) as { items: { id: string }[] }).items.map(({ id }) => id);
  expect(shown).toHaveLength(3);
  expect((await look("/uploads?limit=3")).status).toBe(200);
  // Signed or not, what can never be granted is not.
  for (const path of ["/findings", "/activity", "/keys", "/population", "/imports"]) expect((await look(path)).status, path).toBe(403);
  expect((await look("/keys/rotate", token, "POST")).status).toBe(403);
  expect((await look("/uploads", token, "GET", (await region.newSite()).siteId)).status).toBe(404);
  for (const other_ of [(await tokenFor("eu", Date.now() + 3_600_000)).token, (await tokenFor("uk", Date.now() - 60_000)).token]) expect((await look("/uploads", other_)).status).toBe(401);
  const looks = (await list(`?person=${encodeURIComponent(`${staff} under ${grant}`)}&act=uploads.list`)).items;
  expect(looks.map(({ who, detail }) => [who.kind, (detail as { shown: string[] }).shown])).toEqual([["staff", shown], ["staff", shown]]);
  expect((await list("?staff=no")).items.some(({ who }) => who.id.includes(staff))).toBe(false);
  await region.deps.revocations.takeIn([{ subject: grant, below: null }]);
  expect((await look("/uploads")).status).toBe(401);
});
