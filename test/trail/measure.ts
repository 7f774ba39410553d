/**
 * What the audit trail costs: `node test/trail/measure.ts [ENTRIES] [LEAVES]`. Entries per second with each in a durable transaction of its
 * own while the sequencer signs, what an entry adds to a small change, bytes per million entries (measured at ENTRIES, 50,000
 * unless said otherwise, and scaled), and the time of proofs in a tree of LEAVES (10,000,000) made-up leaves. Prints figures; asserts that proofs hold.
 */
import { randomFillSync } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import { newId, type SiteId } from "../../src/base/ids.ts";
import { openAuthority } from "../../src/main/certificates.ts";
import { preparePlaneDatabase } from "../../src/main/databases.ts";
import { startPostgres } from "../../src/main/postgres-server.ts";
import type { PersonActor } from "../../src/platform/access/access.ts";
import { advanceDueTrails, advanceTrail, audit, logName, openTrailSigner, proverOf, withTrail, type TrailLogDeps } from "../../src/platform/audit/audit.ts";
import type { AuditedTransaction } from "../../src/platform/postgres/postgres.ts";
import { checkpointText, growTiles, isConsistent, nodesOf, rootByInclusion, rootOf, sameHash, signLine, verifierText, type TileName } from "../../src/platform/tlog/tlog.ts";
import { borrowSite } from "../../src/region/sites/sites.ts";
import { openDeps } from "../region/open-deps.ts";
import { appOver, beginTus, callerOf, type TestSite } from "../region/region-app.ts";

const [entries = 50_000, leaves = 10_000_000] = process.argv.slice(2).map(Number);
const WRITE_SECONDS = 5;
/** Between two rounds of the sequencer, as in the product. */
const REST_MS = 1_000;
const CHANGES = 500;
const PROOFS = 500;
const WRITERS = 6;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const root = await mkdtemp(join(tmpdir(), "measure "));
await chmod(root, 0o711);
const authority = await openAuthority(root);
const server = await startPostgres({ folder: join(root, "postgres"), binariesFolder: join(root, "binaries"), authority });
const { url } = await preparePlaneDatabase(server, authority.ca, "uk");
const { deps, close } = await openDeps({ url, ca: authority.ca, folder: join(root, "region"), onLog: () => undefined });
const log: TrailLogDeps = { db: deps.db, signer: await openTrailSigner(join(root, "trail")), origin: "spendward.example/uk", clock: deps.clock };
const region = await appOver(deps);
const postmaster = (await readFile(join(root, "postgres", "cluster", "postmaster.pid"), "utf8")).split("\n")[0] ?? "";

/** Seconds of processor of this process and of the database's. */
async function processorSeconds(): Promise<{ readonly own: number; readonly database: number }> {
  let ticks = 0;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const stat = (await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")).replace(/^.*\) /s, "").split(" ");
    if (pid === postmaster) ticks += Number(stat[13]) + Number(stat[14]);
    if (stat[1] === postmaster) ticks += Number(stat[11]) + Number(stat[12]);
  }
  const { user, system } = process.cpuUsage();
  return { own: (user + system) / 1e6, database: ticks / 100 };
}

async function spent(work: () => Promise<unknown>): Promise<{ readonly seconds: number; readonly own: number; readonly database: number }> {
  const [before, fromMs] = [await processorSeconds(), performance.now()];
  await work();
  const seconds = (performance.now() - fromMs) / 1000;
  const after = await processorSeconds();
  return { seconds, own: after.own - before.own, database: after.database - before.database };
}

type Change = (work: (tx: AuditedTransaction, write: () => Promise<unknown>) => Promise<unknown>) => Promise<void>;

/** Lends a site's transactions, with an entry that has details sealed under the site's keys, as an act of the product writes it. */
async function lent<T>(site: TestSite, work: (change: Change) => Promise<T>): Promise<T> {
  const actor: PersonActor = { kind: "person", person: site.person, organisation: site.organisationId, site: site.siteId, session: newId("ses"), permissions: new Set(), strength: ["pwd"], expiresAtMs: Date.now() + 3_600_000 };
  return borrowSite(deps, actor, site.siteId, async ({ keys, transact }) =>
    work(async (one) => {
      await transact(async (tx) => {
        await one(tx, () => audit(tx, {
          actor: { kind: "person", person: site.person }, act: "findings.decide", object: { kind: "finding", id: newId("fnd") },
          before: { state: "open" }, after: { state: "accepted", reason: "paid twice, claimed back" },
        }, (place, clear) => keys.sealRow(place, clear)));
      });
    }));
}

async function perSecond(name: string, sites: readonly TestSite[]): Promise<void> {
  let written = 0;
  const over = new AbortController();
  const untilMs = performance.now() + WRITE_SECONDS * 1000;
  const sequencer = (async () => {
    while (!over.signal.aborted) {
      await advanceDueTrails(log, (error) => { throw error; });
      await wait(REST_MS, undefined, { signal: over.signal }).catch(() => undefined); // told that it is over
    }
  })();
  const cost = await spent(async () => {
    await Promise.all(sites.map((site) => lent(site, async (change) => {
      for (; performance.now() < untilMs; written += 1) await change(async (_tx, write) => write());
    }))).finally(() => {
      over.abort();
      return sequencer;
    });
    await advanceDueTrails(log, (error) => { throw error; });
  });
  say(`${name}: ${written} entries written and signed in ${cost.seconds.toFixed(1)} s, ${Math.round(written / cost.seconds)}/s; per entry ${((1000 * cost.own) / written).toFixed(2)} ms of processor here and ${((1000 * cost.database) / written).toFixed(2)} ms in the database, signing included`);
}

/** One row changed and committed, with its entry and without, in turns; and a whole request for comparison. */
async function perRequest(site: TestSite): Promise<void> {
  const totals = { without: [0, 0, 0], with: [0, 0, 0] };
  await lent(site, async (change) => {
    for (let turn = 0; turn < 4; turn += 1) {
      for (const kind of turn % 2 === 0 ? (["without", "with"] as const) : (["with", "without"] as const)) {
        const cost = await spent(async () => {
          for (let n = 0; n < CHANGES; n += 1) {
            await change(async (tx, write) => {
              await sql`INSERT INTO trail_witness (site_id, witness, tree_size) VALUES (${site.siteId}, 'measured', ${n})
                ON CONFLICT (site_id, witness) DO UPDATE SET tree_size = EXCLUDED.tree_size`.execute(tx);
              if (kind === "with") await write();
            });
          }
        });
        totals[kind] = [cost.seconds, cost.own, cost.database].map((value, n) => (totals[kind][n] ?? 0) + value);
      }
    }
  });
  const each = (sums: readonly number[]): readonly number[] => sums.map((sum) => (1000 * sum) / (4 * CHANGES));
  const words = ([ms = 0, own = 0, database = 0]: readonly number[]): string => `${ms.toFixed(2)} ms, processor ${own.toFixed(2)} ms here and ${database.toFixed(2)} ms in the database`;
  const [bare, audited] = [each(totals.without), each(totals.with)];
  say(`one row changed without an entry: ${words(bare)}`);
  say(`the same with its entry: ${words(audited)}; the entry adds ${words(audited.map((value, n) => value - (bare[n] ?? 0)))}`);
  const call = await callerOf(region, site, "ap_manager");
  const request = await spent(async () => {
    for (let n = 0; n < 100; n += 1) await beginTus(call, `file ${n}.csv`, 10);
  });
  say(`a whole audited request (POST /uploads): ${words([request.seconds, request.own, request.database].map((value) => value * 10))}`);
}

async function sizes(site: TestSite): Promise<void> {
  const bytes = async (table: string): Promise<number> => {
    const { rows } = await sql<{ bytes: number }>`SELECT pg_total_relation_size(${table}::regclass)::bigint AS bytes`.execute(deps.db.kysely);
    return Number(rows[0]?.bytes);
  };
  const before = { audit_entry: await bytes("audit_entry"), trail_tile: await bytes("trail_tile") };
  await lent(site, async (change) => {
    for (let n = 0; n < entries; n += 500) {
      await change(async (_tx, write) => {
        for (let one = 0; one < Math.min(500, entries - n); one += 1) await write();
      });
    }
  });
  while ((await advanceTrail(log, site.siteId)) > 0);
  const million = async (table: "audit_entry" | "trail_tile"): Promise<string> => `${table} ${((((await bytes(table)) - before[table]) / entries) * (1e6 / 2 ** 20)).toFixed(0)} MiB`;
  say(`a million entries, scaled from ${entries}, indexes included, as it stands on disk: ${await million("audit_entry")}, ${await million("trail_tile")}`);
}

/** A tree of made-up leaves, written to the tile table by the product's own arithmetic, with a checkpoint over it. */
async function bigTree(trail: SiteId): Promise<(tile: TileName) => Promise<Uint8Array>> {
  const kept = new Map<string, Uint8Array>();
  const read = async ({ level, n }: TileName): Promise<Uint8Array> => kept.get(`${level}/${n}`) ?? new Uint8Array();
  const name = logName(log, trail);
  for (let size = 0; size < leaves; ) {
    const count = Math.min(65_536, leaves - size);
    const random = randomFillSync(Buffer.allocUnsafe(32 * count));
    const grown = await growTiles(read, size, Array.from({ length: count }, (_, n) => random.subarray(32 * n, 32 * n + 32)));
    for (const { level, n, hashes } of grown) kept.set(`${level}/${n}`, hashes);
    await withTrail(deps.db, trail, (tx) => sql`
      INSERT INTO trail_tile (site_id, level, n, hashes) SELECT ${trail}, * FROM unnest(${grown.map(({ level }) => level)}::int[], ${grown.map(({ n }) => n)}::bigint[], ${grown.map(({ hashes }) => hashes)}::bytea[])
      ON CONFLICT (site_id, level, n) DO UPDATE SET hashes = EXCLUDED.hashes`.execute(tx));
    size += count;
  }
  const text = checkpointText(name, { size: leaves, root: await rootOf(leaves, nodesOf(read)) });
  const checkpoint = `${text}\n${signLine({ name, privateKey: log.signer.privateKey }, text)}`;
  await withTrail(deps.db, trail, (tx) => sql`INSERT INTO trail_log (site_id, tree_size, verifier, checkpoint) VALUES (${trail}, ${leaves}, ${verifierText(name, "log", log.signer.privateKey)}, ${checkpoint})`.execute(tx));
  return read;
}

async function proofs(): Promise<void> {
  const trail = newId("sit");
  let read = async (_tile: TileName): Promise<Uint8Array> => new Uint8Array();
  const built = await spent(async () => {
    read = await bigTree(trail);
  });
  const nodes = nodesOf(read);
  const whole = await rootOf(leaves, nodes);
  const times = { inclusion: [] as number[], consistency: [] as number[] };
  for (let n = 0; n < PROOFS; n += 1) {
    const at = 1 + Math.floor(Math.random() * leaves);
    let fromMs = performance.now();
    const inclusion = await withTrail(deps.db, trail, async (tx) => (await proverOf(tx)).entry(at));
    times.inclusion.push(performance.now() - fromMs);
    fromMs = performance.now();
    const consistency = await withTrail(deps.db, trail, async (tx) => (await proverOf(tx)).consistency(at));
    times.consistency.push(performance.now() - fromMs);
    const leaf = await nodes(0, at - 1);
    if (!sameHash(rootByInclusion(leaf, at - 1, leaves, inclusion.hashes) ?? new Uint8Array(), whole)) throw new Error(`the proof of entry ${at} does not hold`);
    if (!isConsistent(at, await rootOf(at, nodes), leaves, whole, consistency)) throw new Error(`the proof from size ${at} does not hold`);
  }
  const words = (all: number[]): string => {
    const sorted = all.toSorted((a, b) => a - b);
    const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
    return `median ${at(0.5)} ms, 99 % ${at(0.99)} ms, most ${at(1)} ms`;
  };
  say(`a tree of ${leaves} leaves: built in ${built.seconds.toFixed(0)} s; ${PROOFS} proofs each at random places, all of which hold, nothing kept between them: inclusion ${words(times.inclusion)}; consistency ${words(times.consistency)}`);
}

try {
  const { rows } = await sql<{ said: string }>`SELECT 'fsync ' || current_setting('fsync') || ', synchronous_commit ' || current_setting('synchronous_commit') AS said`.execute(deps.db.kysely);
  say(`${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model ?? "unknown"} (${cpus().length} cores), load ${loadavg()[0]?.toFixed(1)}, PostgreSQL on this machine: ${rows[0]?.said}`);
  const sites = await Promise.all(Array.from({ length: WRITERS }, () => region.newSite()));
  const [first] = sites as [TestSite];
  await perSecond("one writer, one trail", [first]);
  await perSecond(`${WRITERS} writers, one trail`, sites.map(() => first));
  await perSecond(`${WRITERS} writers, ${WRITERS} trails`, sites);
  await perRequest(first);
  await sizes(await region.newSite());
  await proofs();
  say(`load at the end ${loadavg()[0]?.toFixed(1)}`);
} finally {
  await close();
  await server.stop();
  await rm(root, { recursive: true, force: true });
}
