/** Alert rules of a site over a real trail: what fires, what does not, once per window, also when killed or run twice at once. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../src/base/ids.ts";
import { watchTrail } from "../../src/platform/alerts/alerts.ts";
import type { AlertView, RuleView } from "../../src/platform/alerts/alerts.schema.ts";
import { newsIn, placesOf } from "../../src/platform/alerts/place-of.ts";
import { audit, type AuditEntry, findEntries } from "../../src/platform/audit/audit.ts";
import { openEntry } from "../../src/platform/feeds/feeds.ts";
import { eventOf } from "../../src/platform/ocsf/ocsf.ts";
import { faultsOf } from "../../src/platform/ocsf/ocsf.schema.ts";
import { withSite } from "../../src/platform/postgres/postgres.ts";
import { siteWatchDeps } from "../../src/region/alerts/alerts.ts";
import { borrowSite, type BorrowedSite } from "../../src/region/sites/sites.ts";
import { callerOf, openTestRegion, type Caller, type TestRegion, type TestSite } from "../region/region-world.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await openTestRegion();
});
afterAll(() => region.close());

async function newSite(): Promise<{ site: TestSite; call: Caller }> {
  const site = await region.newSite();
  return { site, call: await callerOf(region, site, "administrator") };
}
/** The site, lent to a round of the test's own. */
function lent<T>({ siteId }: TestSite, work: (site: BorrowedSite) => Promise<T>): Promise<T> {
  const actor = { kind: "job", job: newId("job"), site: siteId, cause: "test", permissions: new Set<never>() } as const;
  return region.deps.jobs.during(siteId, actor.job, () => borrowSite(region.deps, actor, siteId, work));
}
/** Entries as they would have been written then, with details sealed under the site's keys. */
async function write(site: TestSite, entry: Omit<AuditEntry, "object"> & Partial<Pick<AuditEntry, "object">>, minutesAgo = 0): Promise<void> {
  await lent(site, ({ keys }) =>
    withSite(region.world.db, site.siteId, async (tx) => {
      const clock = { now: () => new Date(Date.now() - minutesAgo * 60_000) };
      await audit(tx, { object: { kind: "site", id: site.siteId }, ...entry }, (place, clear) => keys.sealRow(place, clear), clock);
    }));
}
const taken = (person: `per_${string}`, rows: number) => ({ actor: { kind: "person", person }, act: "findings.export", detail: { rows } }) as const;
const watch = (site: TestSite, more = {}): Promise<number> => watchTrail({ ...siteWatchDeps(region.deps), ...more }, site.siteId);
const alerts = async (call: Caller, query = ""): Promise<{ items: AlertView[]; open: number; total: number }> => (await call("GET", `/alerts${query}`)).json() as never;

it("mass export counts the rows that one person takes away within the window, and fires once", async () => {
  const { site, call } = await newSite();
  const [ann, bob] = [newId("per"), newId("per")];
  await write(site, taken(ann, 6_000), 90);
  await write(site, taken(ann, 6_000));
  await write(site, taken(bob, 9_999));
  expect(await watch(site)).toBe(0);
  await write(site, taken(ann, 4_000));
  expect(await watch(site)).toBe(1);
  for (let n = 0; n < 5; n += 1) await write(site, taken(ann, 50_000));
  expect(await watch(site)).toBe(0);
  await write(site, taken(bob, 1));
  expect(await watch(site)).toBe(1);
  const { items, open } = await alerts(call);
  expect(items.map(({ rule, subject, title }) => [rule, subject, title])).toEqual([
    ["mass-export", bob, "One person took away 10,000 rows within 1 h"], ["mass-export", ann, "One person took away 10,000 rows within 1 h"],
  ]);
  expect(open).toBe(2);
  expect(items[1]?.entries).toHaveLength(2);
});

it("each act on keys by a person, each reach of staff, and a stopped feed fire; the schedule's own do not", async () => {
  const { site, call } = await newSite();
  await call("POST", "/keys/rotate");
  await write(site, { actor: { kind: "system", name: "schedule" }, act: "keys.rotated" });
  await write(site, { actor: { kind: "staff", person: newId("stf"), grant: "grt_1" }, act: "findings.read" });
  await write(site, { actor: { kind: "system", name: "grants" }, act: "grants.ask" });
  await write(site, { actor: { kind: "job", job: newId("job") }, act: "feeds.stop" });
  expect(await watch(site)).toBe(3);
  const { items } = await alerts(call);
  expect(items.map(({ rule }) => rule).toSorted()).toEqual(["break-glass", "feed-stopped", "key-acts"]);
});

it("breaking the glass fires for each grant, whatever the same member of staff did before under an ordinary one", async () => {
  const { site, call } = await newSite();
  const by = { actor: { kind: "system", name: "control" } } as const;
  await write(site, { ...by, act: "grants.use", object: { kind: "grant", id: "grt_1" } });
  await write(site, { ...by, act: "grants.use", object: { kind: "grant", id: "grt_2" } });
  for (const grant of ["grt_3", "grt_3", "grt_4"]) await write(site, { ...by, act: "break-glass.open", object: { kind: "grant", id: grant } });
  expect(await watch(site)).toBe(3);
  expect((await alerts(call)).items.map(({ title, severity }) => `${severity} ${title}`)).toEqual([
    "4 The operator's staff broke the glass: access without the usual approvals", "4 The operator's staff broke the glass: access without the usual approvals", "4 The operator's staff reached into the customer's data",
  ]);
});

it("a firing is an entry of the trail, and an OCSF finding with the entries behind it", async () => {
  const { site, call } = await newSite();
  await call("POST", "/keys/rotate");
  await watch(site);
  const [alert] = (await alerts(call)).items;
  const event = await lent(site, ({ keys, transact }) => transact(async (tx) => {
    const [entry] = await findEntries(tx, { act: "alerts.fire" }, { limit: 1 });
    return eventOf(await openEntry((place, sealed) => keys.openRow(place, sealed), entry as NonNullable<typeof entry>));
  }));
  expect(faultsOf(event)).toEqual([]);
  expect(event).toMatchObject({ class_uid: 2004, severity_id: 4, finding_info: { uid: alert?.id, related_events: alert?.entries.map((uid) => ({ uid })) } });
});

it("killed before it is committed, it fires once the next time; three at once fire once", async () => {
  const { site, call } = await newSite();
  await call("POST", "/keys/rotate");
  await expect(watch(site, { beforeCommit: () => Promise.reject(new Error("killed")) })).rejects.toThrow("killed");
  expect((await alerts(call)).items).toEqual([]);
  expect(await watch(site)).toBe(1);
  await write(site, taken(newId("per"), 20_000));
  const fired = await Promise.all([watch(site), watch(site), watch(site)]);
  expect(fired.reduce((sum, one) => sum + one)).toBe(1);
  expect((await alerts(call)).items).toHaveLength(2);
});

it("entries that no rule looks at, however many, are passed over without opening the site's keys", async () => {
  const { site } = await newSite();
  await withSite(region.world.db, site.siteId, async (tx) => {
    for (let n = 0; n < 1_200; n += 1) await audit(tx, { actor: { kind: "person", person: newId("per") }, act: "findings.read", object: { kind: "finding", id: "f" } });
  });
  expect(await watch(site, { lend: () => Promise.reject(new Error("opened")) })).toBe(0);
});

it("rules can be switched off and set, within their range, and every change is an entry", async () => {
  const { site, call } = await newSite();
  const rules = ((await (await call("GET", "/alert-rules")).json()) as { items: RuleView[] }).items;
  expect(rules.map(({ rule, on, threshold, unit }) => `${rule} ${on} ${threshold} ${unit}`)).toEqual(["mass-export true 10000 rows", "key-acts true 1 acts", "break-glass true 1 acts", "feed-stopped true 1 acts", "trail-damaged true 1 acts"]);
  const change = (rule: string, on: boolean, threshold: number, windowMinutes = 60) => call("POST", "/alert-rules", { rule, on, threshold, windowMinutes });
  expect((await change("mass-export", true, 100)).status).toBe(200);
  expect((await change("key-acts", false, 1)).status).toBe(200);
  for (const [rule, threshold, minutes, at] of [["key-acts", 2, 60, "/threshold"], ["mass-export", 10_000_001, 60, "/threshold"], ["mass-export", 5, 999_999, "/windowMinutes"], ["failures", 5, 5, "/rule"]] as const) {
    const refused = await change(rule, true, threshold, minutes);
    expect([refused.status, ((await refused.json()) as { details: { at: string }[] }).details[0]?.at]).toEqual([422, at]);
  }
  await call("POST", "/keys/rotate");
  await write(site, taken(newId("per"), 100));
  expect(await watch(site)).toBe(1);
  const acts = await withSite(region.world.db, site.siteId, (tx) => findEntries(tx, { act: "alerts.change-rules" }, { limit: 10 }));
  expect(acts).toHaveLength(2);
});

it("is acknowledged once, by whoever was first; another site's alert is none", async () => {
  const { site, call } = await newSite();
  await call("POST", "/keys/rotate");
  await watch(site);
  const [alert] = (await alerts(call)).items;
  const second = await callerOf(region, { ...site, person: newId("per") }, "ap_manager");
  expect((await call("POST", `/alerts/${alert?.id}/acknowledge`)).status).toBe(204);
  expect((await second("POST", `/alerts/${alert?.id}/acknowledge`)).status).toBe(204);
  expect((await alerts(call)).items[0]?.acknowledgedBy).toBe(site.person);
  expect((await alerts(call, "?open=yes")).items).toEqual([]);
  const other = await newSite();
  expect((await other.call("POST", `/alerts/${alert?.id}/acknowledge`)).status).toBe(404);
  expect((await (await callerOf(region, site, "analyst"))("GET", "/alerts")).status).toBe(403);
});

it("keeps its facts sealed", async () => {
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM alert`.execute(region.world.db.kysely);
  expect(rows[0]?.n).toBe(0); // without a site nothing is seen at all
});

it("a place is new by country where that is known of both, else by network; the first of all is no news", () => {
  const place = (country: string | undefined, address: string) => placesOf({ detail: { address, ...(country !== undefined && { country }) } });
  expect([place("FR", "::ffff:192.0.2.9"), place("f", "2001:db8:7:9::1"), place(undefined, "2001:db8::1"), place(undefined, "unknown")]).toEqual([{ country: "FR", network: "192.0.2.0/24" }, { network: "2001:db8:7::/48" }, { network: "2001:db8:0::/48" }, {}]);
  const home = [place("GB", "192.0.2.7"), place(undefined, "198.51.100.7")];
  expect(newsIn(place("GB", "203.0.113.1"), home)).toBeUndefined();
  expect(newsIn(place("FR", "192.0.2.8"), home)).toEqual({ kind: "country", name: "FR" });
  expect(newsIn(place(undefined, "192.0.2.8"), home)).toBeUndefined();
  expect(newsIn(place(undefined, "203.0.113.1"), home)).toEqual({ kind: "network", name: "203.0.113.0/24" });
  expect(newsIn(place("GB", "203.0.113.1"), [place(undefined, "192.0.2.7")])).toEqual({ kind: "network", name: "203.0.113.0/24" }); // the day on which countries began to be told
  expect(newsIn(place("GB", "192.0.2.7"), [])).toBeUndefined();
  expect(newsIn(place(undefined, "unknown"), home)).toBeUndefined();
});
