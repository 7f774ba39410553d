/**
 * The kill simulation: two writers, two sequencers and a witness on one database, killed at random instants and started again, while clocks are
 * back, deliveries come twice and disks fill up. What must hold is looked at beside them, by code of its own and by the product's check:
 * never two trees of one size under one key, nothing that was acknowledged is lost or there twice, `audit verify` passes.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { systemClock } from "../../src/base/clock.ts";
import { newId, type SiteId } from "../../src/base/ids.ts";
import { advanceTrail, checkStoredTrails, openTrailSigner, proverOf, type TrailSigner, withTrail } from "../../src/platform/audit/audit.ts";
import { type Database, openDatabase } from "../../src/platform/postgres/postgres.ts";
import { isConsistent, openWitnessFolder, readCheckpoint } from "../../src/platform/tlog/tlog.ts";
import { dice } from "./dice.ts";
import type { PartSays, PartSettings } from "./simulated-part.ts";

export type Trouble = { readonly name: string; readonly happen: () => Promise<void> };
export type Simulation = {
  readonly url: string; readonly ca: string; readonly folder: string; readonly witnessPort: number;
  readonly seed: number; readonly kills: number;
  /** What happens besides kills, each about as often as ten kills. */
  readonly troubles?: readonly Trouble[];
  readonly say: (line: string) => void;
};
export type Outcome = {
  readonly kills: Readonly<Record<string, number>>; readonly betweenStateAndSignature: number; readonly troubles: Readonly<Record<string, number>>; readonly refused: Readonly<Record<string, number>>;
  readonly acknowledged: number; readonly trees: number; readonly cosigned: number; readonly checks: number; readonly faults: readonly string[];
};

const TRAILS = 3;
const CHECK_EVERY_KILLS = 12;
/** What a full disk and a killed witness make a sequencer say; anything else is a fault. */
const EXPECTED = new Set(["signing-record-full", "witness-not-ready"]);
const PART = fileURLToPath(new URL("./simulated-part.ts", import.meta.url));

type Part = { readonly role: PartSettings["role"]; child: ChildProcess; ready: Promise<unknown> };
type Seen = {
  readonly roots: Map<string, string>; readonly acknowledged: Map<string, SiteId>; readonly faults: string[]; readonly kept: Map<SiteId, { size: number; root: Uint8Array }[]>;
  readonly refused: Record<string, number>; cosigned: number; open: number; between: number;
};

export async function simulate(options: Simulation): Promise<Outcome> {
  const random = dice(options.seed);
  const trails = Array.from({ length: TRAILS }, () => newId("sit"));
  const seen: Seen = { roots: new Map(), acknowledged: new Map(), faults: [], kept: new Map(trails.map((trail) => [trail, []])), refused: {}, cosigned: 0, open: 0, between: 0 };
  const signer = await openTrailSigner(join(options.folder, "trail"));
  await openWitnessFolder(join(options.folder, "witness"), () => undefined); // its key, once
  const db = openDatabase({ url: options.url, tls: { ca: options.ca }, poolSize: 2, onError: () => undefined });
  const start = (role: Part["role"]): Part => startPart(role, { ...options, trails, role, seed: Math.floor(random() * 2 ** 31) }, seen);
  const parts: Part[] = (["witness", "writer", "writer", "sequencer", "sequencer"] as const).map(start);
  const counts = { kills: {} as Record<string, number>, troubles: {} as Record<string, number> };
  let checks = 0;
  try {
    await Promise.all(parts.map(({ ready }) => ready));
    for (let n = 1; n <= options.kills; n += 1) {
      await wait(random() * 400);
      const at = Math.floor(random() * parts.length);
      const part = parts[at] as Part;
      await part.ready;
      // Every other witness dies after its state is durable and before it has signed.
      if (part.role === "witness" && random() < 0.5) for (let waited = 0; seen.open === 0 && waited < 3_000; waited += 2) await wait(2);
      const midway = part.role === "witness" && seen.open > 0;
      part.child.kill("SIGKILL");
      if (part.child.exitCode === null && part.child.signalCode === null) await once(part.child, "exit");
      if (midway) [seen.between, seen.open] = [seen.between + 1, 0];
      counts.kills[part.role] = (counts.kills[part.role] ?? 0) + 1;
      parts[at] = start(part.role);
      const trouble = options.troubles?.[Math.floor(random() * 10 * options.troubles.length)];
      if (trouble !== undefined) {
        counts.troubles[trouble.name] = (counts.troubles[trouble.name] ?? 0) + 1;
        await trouble.happen();
      }
      if (n % CHECK_EVERY_KILLS === 0) {
        await check(db, signer, trails, seen);
        checks += 1;
        options.say(`${n} kills, ${seen.acknowledged.size} acts acknowledged, ${seen.roots.size} trees seen, ${seen.faults.length} faults`);
      }
      if (seen.faults.length > 0) break;
    }
  } finally {
    await Promise.all(parts.map(async ({ child }) => {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }));
  }
  for (const trail of trails) await advanceTrail({ db, signer, origin: "spendward.example/uk", clock: systemClock }, trail);
  await check(db, signer, trails, seen);
  await db.close();
  return { ...counts, betweenStateAndSignature: seen.between, refused: seen.refused, acknowledged: seen.acknowledged.size, trees: seen.roots.size, cosigned: seen.cosigned, checks: checks + 1, faults: seen.faults };
}

function startPart(role: Part["role"], settings: PartSettings, seen: Seen): Part {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", PART], { stdio: ["pipe", "pipe", "inherit"] });
  const ready = Promise.withResolvers<void>();
  const { url, ca, folder, trails, witnessPort, seed } = settings;
  child.stdin?.on("error", () => undefined).write(`${JSON.stringify({ role, url, ca, folder, trails, witnessPort, seed } satisfies PartSettings)}\n`);
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
    let what: PartSays;
    try {
      what = JSON.parse(line) as PartSays;
    } catch {
      return; // cut off by the kill: it was not said
    }
    if ("ready" in what) ready.resolve();
    else hear(what, seen);
  });
  child.once("exit", (code) => {
    if (code !== null) seen.faults.push(`${role} ended by itself with ${code}`);
    ready.resolve();
  });
  return { role, child, ready: ready.promise };
}

function hear(what: Exclude<PartSays, { readonly ready: true }>, seen: Seen): void {
  if ("acknowledged" in what) seen.acknowledged.set(what.acknowledged, what.trail);
  else if ("checkpoint" in what) tree(what.checkpoint, "signed", seen);
  else if ("state" in what) {
    seen.open += 1;
    tree(what.state, "taken by the witness", seen);
  } else if ("cosigned" in what) {
    [seen.open, seen.cosigned] = [Math.max(0, seen.open - 1), seen.cosigned + 1];
    tree(what.cosigned, "cosigned", seen);
  } else {
    seen.refused[what.refused] = (seen.refused[what.refused] ?? 0) + 1;
    if (!EXPECTED.has(what.refused)) seen.faults.push(`refused: ${what.refused}`);
  }
}

/** Whoever shows it, a tree of that size has that root. */
function tree(checkpoint: string, how: string, seen: Seen): void {
  const { origin, size, root } = readCheckpoint(checkpoint);
  const [place, text] = [`${origin} ${size}`, Buffer.from(root).toString("base64")];
  const known = seen.roots.get(place);
  if (known !== undefined && known !== text) seen.faults.push(`TWO TREES of ${place}: ${known}, and ${how} ${text}`);
  seen.roots.set(place, text);
  const trail = origin.split("/").at(-1) as SiteId;
  if (known === undefined) seen.kept.get(trail)?.push({ size, root });
}

/** Beside the parts, which go on. What is compared was acknowledged before it is looked for. */
async function check(db: Database<any>, signer: TrailSigner, trails: readonly SiteId[], seen: Seen): Promise<void> {
  for (const trail of trails) {
    const expected = [...seen.acknowledged].filter(([, of]) => of === trail).map(([key]) => key);
    const kept = [...(seen.kept.get(trail) ?? [])];
    const recorded = await signer.record.last(trail);
    await withTrail(db, trail, async (tx) => {
      await sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY`.execute(tx);
      const { rows } = await sql<{ key: string; count: number }>`SELECT object_id AS key, count(*) AS count FROM audit_entry WHERE site_id = ${trail} AND object_kind = 'thing' GROUP BY object_id`.execute(tx);
      const counted = new Map(rows.map(({ key, count }) => [key, count]));
      for (const [key, count] of counted) if (count !== 1) seen.faults.push(`${key} has ${count} entries`);
      for (const key of expected) if (!counted.has(key)) seen.faults.push(`LOST: ${key} was acknowledged`);
      const { rows: [span] } = await sql<{ first: number | null; last: number | null; count: number }>`SELECT min(seq) AS first, max(seq) AS last, count(*) AS count FROM audit_entry WHERE site_id = ${trail}`.execute(tx);
      if (span !== undefined && span.count > 0 && (span.first !== 1 || span.last !== span.count)) seen.faults.push(`${trail}: numbers ${span.first} to ${span.last} for ${span.count} entries`);
      const { rows: signed } = await sql`SELECT FROM trail_log WHERE site_id = ${trail} AND checkpoint IS NOT NULL`.execute(tx);
      if (signed.length === 0) return;
      const prover = await proverOf(tx);
      const now = readCheckpoint(prover.tree.checkpoint);
      if (recorded !== undefined && recorded.size === now.size && Buffer.compare(Buffer.from(recorded.root), Buffer.from(now.root)) !== 0) seen.faults.push(`TWO TREES of ${trail} ${now.size}: signed, and on record`);
      for (const old of kept.slice(-40)) {
        if (old.size > now.size) seen.faults.push(`${trail}: a tree of ${old.size} was seen, there are ${now.size}`);
        else if (old.size > 0 && !isConsistent(old.size, old.root, now.size, now.root, await prover.consistency(old.size))) seen.faults.push(`${trail}: ${now.size} does not continue ${old.size}`);
      }
    });
  }
  for await (const { trail, faults } of checkStoredTrails({ db, signer, origin: "spendward.example/uk" })) for (const { at, what } of faults) seen.faults.push(`audit verify: ${trail} ${at ?? ""}: ${what}`);
}
