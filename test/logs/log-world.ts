/** Control's log store on a database of its own, with the routes, and spools that send to it as the planes would. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { acceptBatch, controlSigner, folderEndRecord, type LogPlane, type LogStore, logRoutes, openLogKeys, type ReadLogs, searchLogs, verifyLogs, type LogQuery, logQuery, type LogVerdict } from "../../src/control/logs/logs.ts";
import type { ControlTables } from "../../src/control/control.ts";
import { createApp, type HttpApp } from "../../src/platform/http/http.ts";
import { connectionOf } from "../../src/platform/postgres/postgres.ts";
import { type Batch, batchBytes, packLines, type Taken } from "../../src/platform/spool/spool.ts";
import { openLog } from "../../src/platform/telemetry/telemetry.ts";
import { databaseNonces, fixedKeys, MESSAGE_HEADER, newSigningKey, type PlaneName, publicKeySet, readSigningKey, type SigningKey, signMessage } from "../../src/platform/tokens/tokens.ts";
import { localFileKeyService } from "../../src/platform/vault/vault.ts";
import { openWorld, type WorldDatabase } from "../world/world.ts";

export const SECRET = Buffer.alloc(32, 9);

export type LogWorld = {
  readonly store: LogStore;
  readonly world: WorldDatabase<ControlTables>;
  readonly app: HttpApp;
  readonly clock: { now: () => Date; set: (at: string) => void };
  readonly keyFolder: string;
  readonly post: (path: string, body: Uint8Array, from: PlaneName, signer: SigningKey) => Promise<{ status: number; body: any; text: string }>;
  readonly signerOf: (plane: LogPlane | "operator") => SigningKey;
  readonly take: (plane: LogPlane, batch: Batch, resume?: boolean) => Promise<Taken>;
  readonly found: (query?: Partial<LogQuery>) => Promise<{ msg: string; count?: number; plane: string; code?: string; time: string; level: string }[]>;
  readonly verdict: () => Promise<LogVerdict>;
  /** As the superuser, past every trigger: what somebody who holds the database could do. */
  readonly tamper: (sql: string, values?: unknown[]) => Promise<pg.QueryResult>;
  readonly close: () => Promise<void>;
};

export async function openLogWorld(): Promise<LogWorld> {
  const world = await openWorld<ControlTables>("control");
  const keyFolder = await mkdtemp(join(tmpdir(), "spendward log keys "));
  let set: Date | undefined;
  const clock = { now: () => set ?? new Date(), set: (at: string) => void (set = new Date(at)) };
  const keyService = await localFileKeyService({ folder: join(keyFolder, "root"), clock });
  const store: LogStore = { db: world.db, clock, keys: openLogKeys({ db: world.db, keyService, clock }), ends: folderEndRecord(keyFolder) };
  const signers = new Map<string, SigningKey>();
  for (const region of ["uk", "eu", "us"]) signers.set(region, await readSigningKey(newSigningKey()));
  signers.set("control", await controlSigner(SECRET, "logs")).set("operator", await controlSigner(SECRET, "operator"));
  const signerOf = (plane: string): SigningKey => signers.get(plane) as SigningKey;
  const app = createApp({ log: openLog("control", () => undefined), allowOrigins: [], ready: {}, uploadPath: "/internal/logs/" });
  const read: ReadLogs = async function* (reading, signal) {
    const lines: string[] = [];
    if (reading.act === "verify") lines.push(JSON.stringify(await verifyLogs(store)));
    else await searchLogs(store, reading.query, async (some) => void lines.push(...some), signal);
    for (const line of lines) yield `${line}\n`;
  };
  logRoutes(app, { store, secret: SECRET, retentionDays: 90, nonces: databaseNonces(world.db), keysOf: (plane) => fixedKeys(publicKeySet([signerOf(plane)])), read });
  const client = new pg.Client(connectionOf(world.superuserUrl, world.tls));
  await client.connect();
  return {
    store, world, app, clock, keyFolder, signerOf,
    post: async (path, body, from, signer) => {
      const message = await signMessage(signer, from, "control", { method: "POST", path, body }, clock.now().getTime());
      const answer = await app.request(path, { method: "POST", headers: { [MESSAGE_HEADER]: message }, body: Uint8Array.from(body) });
      const text = await answer.text();
      return { status: answer.status, text, body: /json/.test(answer.headers.get("content-type") ?? "") && !/ndjson/.test(answer.headers.get("content-type") ?? "") ? JSON.parse(text) : undefined };
    },
    take: (plane, batch, resume = false) => acceptBatch(store, plane, batchBytes(batch), resume),
    found: async (query = {}) => {
      const lines: string[] = [];
      await searchLogs(store, logQuery.parse(query), async (some) => void lines.push(...some), new AbortController().signal);
      return lines.map((line) => JSON.parse(line));
    },
    verdict: () => verifyLogs(store),
    tamper: (sql, values = []) => client.query(sql, values),
    close: async () => {
      await client.end();
      await world.close();
      await rm(keyFolder, { recursive: true });
    },
  };
}

export const newStream = (): string => randomBytes(16).toString("hex");

/** @param lines events with a number each, a second apart from `at` on. */
export async function batchOf(source: string, stream: string, number: number, counts: readonly number[], more: { at?: string; from?: number; raw?: readonly string[] } = {}): Promise<Batch> {
  const atMs = Date.parse(more.at ?? "2026-11-20T10:00:00Z");
  const lines: string[] = [];
  for (const [n, count] of counts.entries()) openLog(source.split("/").reverse().join(" ").replace("server", "region"), (line) => void lines.push(line), () => new Date(atMs + n * 1000)).info("numbered", { count });
  lines.push(...(more.raw ?? []));
  const last = new Date(atMs + Math.max(0, counts.length - 1) * 1000).toISOString();
  return { head: { form: 1, source, stream, from: more.from ?? number, number, lines: lines.length, dropped: 0, first: new Date(atMs).toISOString(), last }, packed: await packLines(lines) };
}
