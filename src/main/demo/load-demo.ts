/**
 * Loads the demo ledger as a customer would: over HTTPS, through both planes, with a session, a region token, resumable
 * uploads, a confirmed mapping and an import. Nothing here knows a shortcut, so the demo fails when the service does.
 *
 * Crash story: killed in the middle, the next start finds no committed import and loads again; files the region
 * already holds change nothing (an import is idempotent).
 */
import { demoLedger } from "./ledger.ts";

export type DemoAccess = { readonly controlOrigin: string; readonly siteId: string; readonly cookie: string };
export type DemoResult = "loaded" | "already-loaded";

type Upload = {
  readonly id: string;
  readonly state: string;
  readonly inspection?: { readonly tables: readonly { readonly table: string | null; readonly columns: readonly { readonly name: string; readonly field: string | null }[] }[] };
};
type Listed<T> = { readonly items: readonly T[] };
type Staged = { readonly id: string; readonly state: string; readonly runId?: string | null };

const LOOK_EVERY_MS = 300;
const WAIT_MS = 180_000;
/** A fresh site reaches its region within a round or two of control. */
const OPEN_WAIT_MS = 30_000;

/** @param say what is happening, for the person at the terminal. */
export async function loadDemo(access: DemoAccess, say: (line: string) => void, signal: AbortSignal): Promise<DemoResult> {
  const region = await openRegion(access, signal);
  const imports = await region.get<Listed<Staged>>("/imports");
  if (imports.items.some(({ state }) => state === "committed")) return "already-loaded";
  say("Loading the demo ledger …");
  const uploads: Upload[] = [];
  for (const { name, text } of demoLedger()) uploads.push(await region.get<Upload>(`/uploads/${await region.send(name, Buffer.from(text))}`));
  const ready = await Promise.all(uploads.map(({ id }) => region.until<Upload>(`/uploads/${id}`, ({ state }) => state !== "receiving" && state !== "inspecting")));
  const asked = await region.post<Staged>("/imports", { files: ready.map(confirmed) });
  const imported = await region.until<Staged>(`/imports/${asked.id}`, ({ state }) => ["committed", "refused", "failed"].includes(state));
  if (imported.state !== "committed" || typeof imported.runId !== "string") throw new Error(`The demo import was ${imported.state}.`);
  say("Examining it …");
  const run = await region.until<Staged>(`/runs/${imported.runId}`, ({ state }) => state === "done" || state === "failed");
  if (run.state !== "done") throw new Error("The demo run failed.");
  return "loaded";
}

/** As a person who agrees with every proposal. */
const confirmed = ({ id, inspection }: Upload) => ({
  uploadId: id,
  tables: (inspection?.tables ?? []).map(({ table, columns }) => ({ table, columns: Object.fromEntries(columns.flatMap(({ field, name }) => (field === null ? [] : [[field, name]]))) })),
});

type Region = {
  readonly get: <T>(path: string) => Promise<T>;
  readonly post: <T>(path: string, body: unknown) => Promise<T>;
  /** Sends a file by tus; answers the upload's id. */
  readonly send: (name: string, bytes: Uint8Array) => Promise<string>;
  readonly until: <T>(path: string, done: (body: T) => boolean) => Promise<T>;
};

async function openRegion(access: DemoAccess, signal: AbortSignal): Promise<Region> {
  let held = { token: "", origin: "", expiresAt: "1970-01-01T00:00:00Z" };
  const call = async (method: string, path: string, headers: Record<string, string> = {}, body?: Uint8Array | string): Promise<Response> => {
    if (Date.parse(held.expiresAt) - Date.now() < 60_000) held = await issueToken(access, signal);
    const url = new URL(path.startsWith("/api/") ? path : `/api/sites/${access.siteId}${path}`, held.origin);
    const response = await fetch(url, { method, headers: { authorization: `Bearer ${held.token}`, ...headers }, signal, ...(body !== undefined && { body: typeof body === "string" ? body : Buffer.from(body) }) });
    if (!response.ok) throw new Error(`${method} ${path.replace(/[a-z]{3}_[0-9a-f-]{36}/g, "ID")} answered ${response.status}`);
    return response;
  };
  const region: Region = {
    get: async <T>(path: string) => (await call("GET", path)).json() as Promise<T>,
    post: async <T>(path: string, body: unknown) => (await call("POST", path, { "content-type": "application/json" }, JSON.stringify(body))).json() as Promise<T>,
    send: async (name, bytes) => {
      const tus = { "tus-resumable": "1.0.0" };
      const metadata = `filename ${Buffer.from(name).toString("base64")}`;
      const created = await call("POST", "/uploads", { ...tus, "upload-length": String(bytes.byteLength), "upload-metadata": metadata });
      const path = new URL(created.headers.get("location") ?? "", held.origin).pathname;
      await call("PATCH", path, { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" }, bytes);
      return path.split("/").at(-1) ?? "";
    },
    until: async (path, done) => {
      const deadlineMs = Date.now() + WAIT_MS;
      for (;;) {
        const body = await region.get<never>(path);
        if (done(body)) return body;
        if (Date.now() > deadlineMs) throw new Error("The demo took too long.");
        await pause(signal);
      }
    },
  };
  // The site was just made: its region may not have heard of it yet.
  const deadlineMs = Date.now() + OPEN_WAIT_MS;
  for (;;) {
    const error = await region.get("/imports").then(() => undefined, (reason: Error) => reason);
    if (error === undefined) return region;
    if (signal.aborted || Date.now() > deadlineMs) throw error;
    await pause(signal);
  }
}

async function issueToken({ controlOrigin, siteId, cookie }: DemoAccess, signal: AbortSignal): Promise<{ token: string; origin: string; expiresAt: string }> {
  const response = await fetch(new URL(`/api/sites/${siteId}/token`, controlOrigin), { method: "POST", headers: { cookie, origin: controlOrigin }, signal });
  if (!response.ok) throw new Error(`Control answered ${response.status} to the demo loader.`);
  return (await response.json()) as { token: string; origin: string; expiresAt: string };
}

const pause = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, LOOK_EVERY_MS);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason as Error)), { once: true });
  });
