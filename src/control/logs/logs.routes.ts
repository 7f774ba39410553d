/**
 * The store's doors. For planes: batches, signed by the plane whose lines they are. For the operator's command line: reading, signed with a key
 * that only whoever holds control's secret can make; reading is an entry in the operator's trail before the first line is given.
 */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { stream } from "hono/streaming";
import { notFound, Refusal } from "../../base/errors.ts";
import { REGIONS } from "../../base/regions.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { HttpApp, HttpEnv } from "../../platform/http/http.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { MESSAGE_HEADER, type NonceStore, type PlaneName, type PublicKeys, verifyMessage } from "../../platform/tokens/tokens.ts";
import { keyFor, sealWith } from "../sealing/sealing.ts";
import { acceptBatch, type LogPlane, type LogStore } from "./accept-batch.ts";
import { logQuery } from "./search-logs.ts";
import { showLogStatus } from "./show-status.ts";

/** What a reader in a thread of its own is asked for; gives lines of JSON. */
export type LogReading = { readonly act: "search"; readonly query: z.infer<typeof logQuery> } | { readonly act: "verify" };
export type ReadLogs = (reading: LogReading, signal: AbortSignal) => AsyncIterable<string>;

export type LogParts = {
  readonly store: LogStore;
  readonly secret: Uint8Array;
  readonly retentionDays: number;
  readonly nonces: NonceStore;
  /** Keys by which each plane, and the operator, are known. */
  readonly keysOf: (plane: LogPlane | "operator") => PublicKeys;
  readonly read: ReadLogs;
};

const BATCH_LIMIT_BYTES = 3 * 1024 * 1024;
/** Batches that are taken in side by side; more are told to come again. */
const AT_ONCE = 8;
const READERS = 2;
const KEEP_ALIVE_MS = 15_000;

export function logRoutes(app: HttpApp, parts: LogParts): void {
  app.use("/internal/logs/*", bodyLimit({ maxSize: BATCH_LIMIT_BYTES, onError: () => { throw new Refusal("too_large", "log-batch-too-large", "The batch is too large."); } }));
  const intake = oneAfterAnother(AT_ONCE, "log-store-busy");
  const take = (resume: boolean) => async (c: Context<HttpEnv>) => {
    const plane = planeIn(c.req.param("plane"));
    const body = await verified(c, parts, plane, plane === "control" ? "control" : `region:${plane}`);
    return c.json(await intake(() => acceptBatch(parts.store, plane, body, resume)), 200);
  };
  app.post("/internal/logs/:plane", take(false));
  app.post("/internal/logs/:plane/resume", take(true));
  readingRoutes(app, parts);
}

function readingRoutes(app: HttpApp, parts: LogParts): void {
  const auditSeal = sealWith(keyFor(parts.secret, "audit"));
  const note = ({ act }: { readonly act: string }, detail: unknown): Promise<unknown> =>
    inTrail(parts.store.db, OPERATOR, (tx) => audit(tx, { actor: { kind: "system", name: "operator" }, act, object: { kind: "log-store", id: "logs" }, detail }, auditSeal.seal, parts.store.clock));
  const asked = async (c: Context<HttpEnv>): Promise<z.infer<typeof askedForm>> => {
    const parsed = askedForm.safeParse(parseJson(await verified(c, parts, "operator", "operator")));
    if (parsed.success) return parsed.data;
    throw new Refusal("invalid", "input-not-valid", "Some of what was asked is not valid.", parsed.error.issues.map(({ path, message }) => ({ at: path.join("."), expected: message })));
  };
  let readers = 0;
  const given = (c: Context<HttpEnv>, reading: LogReading): Response => {
    if (readers >= READERS) throw new Refusal("too_many", "log-readers-busy", "Others are reading the logs. Try again when they are done.");
    readers += 1;
    c.header("Content-Type", "application/x-ndjson");
    return stream(c, async (out) => {
      const ended = new AbortController();
      out.onAbort(() => ended.abort());
      const alive = setInterval(() => void out.write("\n"), KEEP_ALIVE_MS);
      try {
        for await (const text of parts.read(reading, ended.signal)) await out.write(text);
        await out.write('{"end":true}\n'); // without it, the answer was cut short
      } finally {
        clearInterval(alive);
        readers -= 1;
      }
    });
  };
  app.post("/internal/log-search", async (c) => {
    const { by, query } = await asked(c);
    await note({ act: "logs.read" }, { by, query });
    return given(c, { act: "search", query: query ?? logQuery.parse({}) });
  });
  app.post("/internal/log-verify", async (c) => {
    await note({ act: "logs.verify" }, { by: (await asked(c)).by });
    return given(c, { act: "verify" });
  });
  app.post("/internal/log-status", async (c) => {
    await note({ act: "logs.status" }, { by: (await asked(c)).by });
    return c.json(await showLogStatus(parts.store, parts.retentionDays, auditSeal), 200);
  });
}

/** @param by the operator's account and machine, as the command line saw them. */
const askedForm = z.strictObject({ by: z.string().max(200), query: logQuery.optional() });

async function verified(c: Context<HttpEnv>, parts: LogParts, whose: LogPlane | "operator", from: PlaneName): Promise<Uint8Array> {
  const body = new Uint8Array(await c.req.arrayBuffer());
  const request = { method: "POST", path: c.req.path, body };
  await verifyMessage(parts.keysOf(whose), parts.nonces, { from, to: "control" }, request, c.req.header(MESSAGE_HEADER), parts.store.clock.now().getTime());
  return body;
}

function planeIn(named: string | undefined): LogPlane {
  const plane = (["control", ...REGIONS] as const).find((one) => one === named);
  if (plane === undefined) throw notFound("page");
  return plane;
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** One at a time, in order, and no long queue: who is told to come again loses nothing. */
function oneAfterAnother(most: number, code: string): <T>(work: () => Promise<T>) => Promise<T> {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    if (waiting >= most) throw new Refusal("unavailable", code, "The log store is busy. Come again.");
    waiting += 1;
    const done = last.then(work).finally(() => (waiting -= 1));
    last = done.catch(() => undefined);
    return done;
  };
}
