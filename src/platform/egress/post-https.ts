/** One POST over a connection of its own. Of the answer only the status counts; its body is thrown away, and too much of it ends it. */
import { request } from "node:http";
import type { AddressGuard } from "./address-guard.ts";
import { connectTls } from "./connect-tls.ts";
import { EgressTrouble, troubleOf } from "./trouble.ts";

export type Posted = { readonly status: number };

const MOST_ANSWER_BYTES = 64 * 1024;
const LONGEST_RETRY_MS = 3_600_000;

/** @throws EgressTrouble for every answer but 2xx, and for none. */
export async function postHttps(guard: AddressGuard, url: URL, headers: Readonly<Record<string, string>>, body: Uint8Array, waitMs: number, ca?: string): Promise<Posted> {
  const socket = await connectTls(guard, { host: url.hostname, port: Number(url.port || 443), ca }, waitMs);
  try {
    return await answerOf(url, { ...headers, "content-length": String(body.length), host: url.host, connection: "close" }, body, waitMs, socket);
  } catch (error) {
    throw troubleOf(error);
  } finally {
    socket.destroy();
  }
}

function answerOf(url: URL, headers: Readonly<Record<string, string>>, body: Uint8Array, waitMs: number, socket: Awaited<ReturnType<typeof connectTls>>): Promise<Posted> {
  const { promise, resolve, reject } = Promise.withResolvers<Posted>();
  // The socket is the TLS connection; `request` of node:http only writes and reads on it.
  const asked = request({ method: "POST", path: `${url.pathname}${url.search}`, headers, createConnection: () => socket });
  const timer = setTimeout(() => asked.destroy(new EgressTrouble("no-answer")), waitMs);
  asked.once("error", reject);
  asked.once("response", (response) => {
    let bytes = 0;
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_ANSWER_BYTES) response.destroy();
    });
    response.once("close", () => {
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) resolve({ status });
      else reject(new EgressTrouble(codeOf(status), retryAfter(response.headers["retry-after"])));
    });
  });
  asked.end(body);
  return promise.finally(() => clearTimeout(timer));
}

function codeOf(status: number): EgressTrouble["code"] {
  if (status >= 300 && status < 400) return "redirected";
  if (status === 410) return "gone";
  if (status === 429 || status === 503) return "answered-busy";
  return status < 500 ? "answered-refused" : "answered-error";
}

function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,6}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_RETRY_MS) : undefined;
}
