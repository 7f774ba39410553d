/** A customer's program: short-lived tokens from control, data straight to the region. Speaks plain HTTP and tus 1.0. */
import { setTimeout as wait } from "node:timers/promises";

export type RegionClientOptions = {
  readonly controlOrigin: string;
  readonly siteId: string;
  /** Value of the Cookie header of the session that acts. */
  readonly cookie: string;
  /** Gives up when it aborts. */
  readonly signal?: AbortSignal;
  /** Tests pass their own. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
};

export type RegionClient = {
  readonly get: <T>(path: string) => Promise<T>;
  readonly post: <T>(path: string, body: unknown) => Promise<T>;
  /** Asks again and again until the answer is `done`. */
  readonly until: <T>(path: string, done: (answer: T) => boolean, waitMs: number) => Promise<T>;
  /** Sends a file; gives the upload's id. */
  readonly send: (name: string, bytes: Uint8Array, purpose?: "payment-run") => Promise<string>;
};

type Call = NonNullable<RegionClientOptions["fetch"]>;
type Access = { readonly token: string; readonly origin: string; readonly expiresAt: string };

const ASK_EVERY_MS = 300;
/** A site just made is told to its region in the background. */
const SITE_READY_WAIT_MS = 60_000;
const RENEW_BEFORE_MS = 60_000;
const CHUNK_BYTES = 8 * 1024 ** 2;

export function regionClient(options: RegionClientOptions): RegionClient {
  const call: Call = (url, init) => (options.fetch ?? fetch)(url, { ...init, ...(options.signal && { signal: options.signal }) });
  const pause = (): Promise<void> => wait(ASK_EVERY_MS, undefined, options.signal && { signal: options.signal });
  let access: Access | undefined;
  const accessNow = async (): Promise<Access> => {
    if (access && Date.parse(access.expiresAt) - Date.now() > RENEW_BEFORE_MS) return access;
    access = await askToken(call, pause, options);
    return access;
  };
  const request = async (method: string, path: string, init: { headers?: Record<string, string>; body?: string | Buffer } = {}): Promise<Response> => {
    const { token, origin } = await accessNow();
    const answer = await call(`${origin}/api/sites/${options.siteId}${path}`, { method, ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${method} ${path.replace(/\/[a-z]{3}_[^/?]*/g, "/…")} was answered with ${answer.status}: ${await codeOf(answer)}`);
    return answer;
  };
  const get = async <T>(path: string): Promise<T> => (await request("GET", path)).json() as Promise<T>;
  return {
    get,
    post: async <T>(path: string, body: unknown) =>
      (await request("POST", path, { headers: { "content-type": "application/json" }, body: JSON.stringify(body) })).json() as Promise<T>,
    until: async <T>(path: string, done: (answer: T) => boolean, waitMs: number) => {
      for (const endMs = Date.now() + waitMs; ; ) {
        const answer = await get<T>(path);
        if (done(answer)) return answer;
        if (Date.now() > endMs) throw new Error("It took too long.");
        await pause();
      }
    },
    send: async (name, bytes, purpose) => {
      const headers = { "tus-resumable": "1.0.0" };
      const metadata = [["filename", name], ...(purpose ? [["purpose", purpose]] : [])].map(([key, value]) => `${key} ${Buffer.from(value ?? "").toString("base64")}`).join(",");
      const begun = await request("POST", "/uploads", { headers: { ...headers, "upload-length": String(bytes.length), "upload-metadata": metadata } });
      const id = begun.headers.get("location")?.split("/").at(-1) ?? "";
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        const body = Buffer.from(bytes.subarray(at, at + CHUNK_BYTES));
        await request("PATCH", `/uploads/${id}`, { headers: { ...headers, "upload-offset": String(at), "content-type": "application/offset+octet-stream" }, body });
      }
      return id;
    },
  };
}

async function askToken(call: Call, pause: () => Promise<void>, { controlOrigin, siteId, cookie }: RegionClientOptions): Promise<Access> {
  for (const endMs = Date.now() + SITE_READY_WAIT_MS; ; ) {
    const answer = await call(`${controlOrigin}/api/sites/${siteId}/token`, {
      method: "POST", headers: { cookie, origin: controlOrigin, "content-type": "application/json" }, body: "{}",
    });
    if (answer.ok) return (await answer.json()) as Access;
    const code = await codeOf(answer);
    if (answer.status !== 409 && answer.status !== 503) throw new Error(`Control gave no token: ${answer.status} ${code}`);
    if (Date.now() > endMs) throw new Error(`The demo site did not become ready: ${code}`);
    await pause();
  }
}

/** The problem's stable code; its text may quote a file. */
async function codeOf(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => ({}))) as { code?: string };
  return body.code ?? "no code";
}
