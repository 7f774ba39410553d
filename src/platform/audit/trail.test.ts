/** The log that a trail is: whoever is killed, whatever is changed behind its back, it signs one tree per size or nothing. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type WorldDatabase } from "../../../test/world/world.ts";
import { newId, type SiteId } from "../../base/ids.ts";
import type { SystemActor } from "../access/access.ts";
import { connectionOf, OPERATOR } from "../postgres/postgres.ts";
import { hashOfNode, openCheckpoint, readVerifier, rootByInclusion, verifierText, type Hash } from "../tlog/tlog.ts";
import { advanceDueTrails, advanceTrail, type AnyTrail, audit, closeDays, keepFor, keptOf, listEntries, logName, logOf, openTrailSigner, pruneTrail, retentionOf, type TrailLogDeps, type TrailSigner, withTrail } from "./audit.ts";
import { proveEntry } from "./prove-entry.ts";
import type { DyingSequencerSettings } from "./dying-sequencer.fixture.ts";

let world: WorldDatabase<any>;
let folder: string;
let signer: TrailSigner;
let deps: TrailLogDeps;
let shiftMs = 0;
const clock = { now: () => new Date(Date.now() + shiftMs) };
beforeAll(async () => {
  world = await openWorld("uk");
  folder = await mkdtemp(join(tmpdir(), "trail "));
  signer = await openTrailSigner(folder);
  deps = { db: world.db, signer, origin: "spendward.example/uk", clock };
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const actor: SystemActor = { kind: "system", name: "test" };
const act = (trail: AnyTrail, name = "thing.change") => withTrail(world.db, trail, (tx) => audit(tx, { actor, act: name, object: { kind: "thing", id: "thing_1" } }, undefined, clock));
const acts = async (trail: AnyTrail, count: number) => {
  for (let n = 0; n < count; n += 1) await act(trail);
};
const entriesOf = async (trail: AnyTrail) => (await withTrail(world.db, trail, (tx) => listEntries(tx, { limit: 500 }))).toReversed();

/** MTH as RFC 6962 defines it, over stored leaves. */
function mth(hashes: readonly Hash[]): Hash {
  if (hashes.length === 1) return hashes[0] as Hash;
  const k = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  return hashOfNode(mth(hashes.slice(0, k)), mth(hashes.slice(k)));
}
const checkpointOf = async (trail: AnyTrail) => {
  const row = await withTrail(world.db, trail, logOf);
  return openCheckpoint(row?.checkpoint ?? "", readVerifier(verifierText(logName(deps, trail), "log", signer.privateKey)));
};
const asSuperuser = async (...statements: string[]) => {
  const client = new pg.Client(connectionOf(world.superuserUrl, world.tls));
  await client.connect();
  // Somebody who holds the whole database and switches its guards off.
  for (const statement of ["SET session_replication_role = replica", ...statements]) await client.query(statement);
  await client.end();
};

test("a checkpoint is over exactly the entries there are, in batches of any size, for sites and for the plane", async () => {
  for (const trail of [newId("sit"), OPERATOR] as const) {
    await acts(trail, 5);
    expect(await advanceTrail({ ...deps, batch: 3 }, trail)).toBe(3);
    expect(await advanceTrail({ ...deps, batch: 3 }, trail)).toBe(2);
    expect(await advanceTrail(deps, trail)).toBe(0);
    const checkpoint = await checkpointOf(trail);
    const leaves = (await entriesOf(trail)).map(({ leaf }) => leaf);
    expect([checkpoint.size, Buffer.from(checkpoint.root)]).toEqual([5, Buffer.from(mth(leaves))]);
  }
});

test("the round finds what is due and nothing else, and one trail in trouble does not hold up the others", async () => {
  const [good, bad] = [newId("sit"), newId("sit")];
  await acts(good, 2);
  await acts(bad, 2);
  await asSuperuser(`UPDATE audit_entry SET act = 'thing.other' WHERE site_id = '${bad}' AND seq = 2`);
  const trouble: unknown[] = [];
  expect(await advanceDueTrails(deps, (error, trail) => trouble.push([trail, (error as { code: string }).code]))).toEqual([good]);
  expect(trouble).toEqual([[bad, "trail-entry-altered"]]);
  await asSuperuser(`UPDATE audit_entry SET act = 'thing.change' WHERE site_id = '${bad}' AND seq = 2`);
  expect(await advanceDueTrails(deps, () => {})).toEqual([bad]);
  expect(await advanceDueTrails(deps, () => {})).toEqual([]);
  await act(good);
  expect(await advanceDueTrails(deps, () => {})).toEqual([good]);
});

test.each(["locked", "tiles written", "record noted", "checkpoint saved", "committed"])("killed after '%s': the next round reaches the very tree that was recorded", async (dieAfter) => {
  const trail = newId("sit");
  await acts(trail, 3);
  await advanceTrail(deps, trail);
  await acts(trail, 4);
  const settings: DyingSequencerSettings = { url: world.url, ca: world.tls.ca, folder, trail, dieAfter };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", fileURLToPath(new URL("./dying-sequencer.fixture.ts", import.meta.url))], { stdio: ["pipe", "inherit", "inherit"] });
  child.stdin.end(JSON.stringify(settings));
  expect((await once(child, "exit"))[1]).toBe("SIGKILL");
  const recorded = await signer.record.last(trail);
  expect(recorded?.size).toBe(["locked", "tiles written"].includes(dieAfter) ? 3 : 7);
  await act(trail); // life goes on before anybody notices
  await advanceTrail(deps, trail);
  const checkpoint = await checkpointOf(trail);
  const leaves = (await entriesOf(trail)).map(({ leaf }) => leaf);
  expect([checkpoint.size, Buffer.from(checkpoint.root)]).toEqual([8, Buffer.from(mth(leaves))]);
  if (recorded !== undefined) expect(Buffer.from(recorded.root)).toEqual(Buffer.from(mth(leaves.slice(0, recorded.size))));
});

test("two sequencers at once sign one tree between them", async () => {
  const trail = newId("sit");
  await acts(trail, 6);
  const taken = await Promise.all(Array.from({ length: 4 }, () => advanceTrail({ ...deps, batch: 2 }, trail)));
  expect(taken.reduce((sum, n) => sum + n)).toBe(6);
  expect((await checkpointOf(trail)).size).toBe(6);
});

const refusal = async (trail: AnyTrail): Promise<string> => advanceTrail(deps, trail).then(() => "signed", (error: { code: string }) => error.code);

test("nothing is signed over an altered, missing, replaced or cut-off past", async () => {
  const made = async (): Promise<SiteId> => {
    const trail = newId("sit");
    await acts(trail, 4);
    await advanceTrail(deps, trail);
    await acts(trail, 2);
    return trail;
  };
  const [gap, tail, replaced, tile, lost, damaged] = [await made(), await made(), await made(), await made(), await made(), await made()];
  await asSuperuser(`DELETE FROM audit_entry WHERE site_id = '${gap}' AND seq = 5`);
  expect(await refusal(gap)).toBe("trail-gap");
  // The database put back to before the last checkpoint: entries, tiles and checkpoint agree with each other, and not with what was signed.
  await asSuperuser(`DELETE FROM audit_entry WHERE site_id = '${tail}' AND seq > 2`, `DELETE FROM trail_log WHERE site_id = '${tail}'`, `DELETE FROM trail_tile WHERE site_id = '${tail}'`);
  expect(await refusal(tail)).toBe("trail-behind-signed");
  await asSuperuser(`DELETE FROM audit_entry WHERE site_id = '${replaced}'`, `DELETE FROM trail_log WHERE site_id = '${replaced}'`, `DELETE FROM trail_tile WHERE site_id = '${replaced}'`);
  await acts(replaced, 6);
  expect(await refusal(replaced)).toBe("trail-forked");
  await asSuperuser(`UPDATE trail_tile SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) WHERE site_id = '${tile}'`);
  expect(await refusal(tile)).toBe("trail-forked");
  await rm(join(folder, "signed", lost));
  expect(await refusal(lost)).toBe("signing-record-missing");
  const file = join(folder, "signed", damaged);
  const record = await readFile(file, "utf8");
  await writeFile(file, record.slice(0, -3));
  expect(await refusal(damaged)).toBe("signing-record-damaged");
  await writeFile(file, record);
  expect(await refusal(damaged)).toBe("signed");
});

test("another key than the one that signed before signs nothing", async () => {
  const trail = newId("sit");
  await acts(trail, 2);
  await advanceTrail(deps, trail);
  await act(trail);
  const elsewhere = await mkdtemp(join(tmpdir(), "trail "));
  const other = await openTrailSigner(elsewhere);
  await expect(advanceTrail({ ...deps, signer: { ...other, record: signer.record } }, trail)).rejects.toMatchObject({ code: "signing-key-changed" });
  expect([(await checkpointOf(trail)).size, (await signer.record.last(trail))?.size]).toEqual([2, 2]);
  expect(await advanceTrail(deps, trail)).toBe(1);
  await rm(elsewhere, { recursive: true });
});

test("no room for the signing record: nothing is signed, and the same tree is once there is room", async () => {
  const trail = newId("sit");
  await acts(trail, 2);
  await advanceTrail(deps, trail);
  await acts(trail, 2);
  const before = await signer.record.last(trail);
  // A link to the device that is always full, where the new record is written first: the system's own ENOSPC.
  const fresh = join(folder, "signed", `${trail}.new`);
  await symlink("/dev/full", fresh);
  const trouble: unknown[] = [];
  await advanceDueTrails(deps, (error, at) => trouble.push([at, (error as { code: string }).code]));
  expect(trouble).toContainEqual([trail, "signing-record-full"]);
  expect([(await checkpointOf(trail)).size, await signer.record.last(trail)]).toEqual([2, before]);
  await rm(fresh);
  await act(trail);
  expect(await advanceDueTrails(deps, () => {})).toContain(trail);
  const leaves = (await entriesOf(trail)).map(({ leaf }) => leaf);
  const checkpoint = await checkpointOf(trail);
  expect([checkpoint.size, Buffer.from(checkpoint.root)]).toEqual([5, Buffer.from(mth(leaves))]);
});

test("each day is closed once, also by a clock that goes backwards, and its checkpoint kept", async () => {
  const trail = newId("sit");
  await act(trail);
  await closeDays(world.db, clock);
  await closeDays(world.db, clock);
  shiftMs = 86_400_000;
  await closeDays(world.db, clock);
  shiftMs = -86_400_000;
  await closeDays(world.db, clock);
  shiftMs = 0;
  await advanceTrail(deps, trail);
  const closing = (await entriesOf(trail)).filter((entry) => entry.act === "trail.close-day").map(({ objectId }) => objectId);
  const day = (shift: number) => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10);
  expect(closing).toEqual([day(-1), day(0)]);
});

test("old entries go, say so, and every proof given before stays good; young ones stay whoever asks", async () => {
  const trail = newId("sit");
  shiftMs = -100 * 86_400_000;
  await acts(trail, 5);
  shiftMs = 0;
  await acts(trail, 2);
  expect(await pruneTrail(world.db, trail, 90, clock)).toBeUndefined(); // nothing is in a signed tree yet
  await advanceTrail(deps, trail);
  const before = await withTrail(world.db, trail, (tx) => proveEntry(tx, 3));
  const third = (await entriesOf(trail)).find(({ seq }) => seq === 3);
  expect(await pruneTrail(world.db, trail, 90, clock)).toBe(5);
  expect((await entriesOf(trail)).map(({ seq, act: name, objectId }) => [seq, name, objectId])).toEqual([
    [6, "thing.change", "thing_1"], [7, "thing.change", "thing_1"], [8, "trail.prune", "5"],
  ]);
  await advanceTrail(deps, trail);
  const checkpoint = await checkpointOf(trail);
  const after = await withTrail(world.db, trail, (tx) => proveEntry(tx, 3));
  expect(rootByInclusion(third?.leaf ?? Buffer.alloc(32), 2, 8, after.hashes)).toEqual(Buffer.from(checkpoint.root));
  expect(before.checkpoint.split("\n")[1]).toBe("7");
  await expect(pruneTrail(world.db, trail, 89, clock)).rejects.toThrow(/90 days/);
  expect(await withTrail(world.db, trail, (tx) => keptOf(tx, 90))).toMatchObject({ days: 90, oldest: { seq: 6 }, deleted: { upTo: 5, provenBy: null } });
  const client = new pg.Client(connectionOf(world.superuserUrl, world.tls));
  await client.connect();
  await expect(client.query(`DELETE FROM audit_entry WHERE site_id = '${trail}'`)).rejects.toThrow(/only be added to/);
  await client.end();
});

test("what a customer has kept longer stays longer, by the schedule and by the database; the newest asking counts; what went is proven by a closed day", async () => {
  const trail = newId("sit");
  shiftMs = -200 * 86_400_000;
  await acts(trail, 3);
  shiftMs = -100 * 86_400_000;
  await acts(trail, 2);
  shiftMs = 0;
  await advanceTrail(deps, trail);
  const ask = (days: number, atMs: number): Promise<boolean> => withTrail(world.db, trail, (tx) => keepFor(tx, days, new Date(atMs)));
  expect([await ask(400, 2_000), await ask(90, 1_000), await ask(400, 3_000)]).toEqual([true, false, false]);
  expect(await pruneTrail(world.db, trail, 90, clock)).toBeUndefined();
  await expect(withTrail(world.db, trail, (tx) => sql`SELECT prune_audit_entries(now() - interval '90 days', 10)`.execute(tx))).rejects.toThrow(/only be added to/);
  await expect(ask(89, 4_000)).rejects.toThrow(/check constraint/);
  expect(await ask(150, 4_000)).toBe(true);
  await closeDays(world.db, clock);
  await advanceTrail(deps, trail);
  await closeDays(world.db, clock);
  expect(await pruneTrail(world.db, trail, 90, clock)).toBe(3);
  const kept = await withTrail(world.db, trail, (tx) => keptOf(tx, 90));
  expect(kept).toMatchObject({ days: 150, oldest: { seq: 4 }, deleted: { upTo: 3, provenBy: { checkpoint: expect.stringContaining(trail) } } });
  expect(await withTrail(world.db, trail, (tx) => retentionOf(tx, 300))).toBe(300); // the operator's own rule is longer
});
