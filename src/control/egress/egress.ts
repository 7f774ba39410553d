/**
 * Requests to addresses that customers enter: the metadata, token and key endpoints of their identity providers. The door.
 *
 * Invariant: HTTPS with a verified certificate, to a public address that was looked up and checked for this very
 * connection (a name that resolves differently a moment later gains nothing), without credentials in the address, at
 * most 1 MiB of answer within ten seconds, and no redirect to another origin. Otherwise the control plane could be
 * made to ask its own network on a customer's behalf (server-side request forgery).
 */
import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { request, type RequestOptions } from "node:https";
import { isIP } from "node:net";
import { Refusal } from "../../base/errors.ts";
import { isInside } from "../../platform/egress/egress.ts";

export type Egress = {
  /** The shape of fetch as far as identity providers need it. @throws Refusal egress-… */
  readonly fetch: (url: string, init?: EgressInit) => Promise<Response>;
};
export type EgressInit = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: unknown; readonly signal?: AbortSignal | undefined };

export type EgressOptions = {
  /** The operator's setting for identity providers inside its own network. */
  readonly allowInternal: boolean;
  /** Stands in for the system's resolver in tests. */
  readonly lookup?: typeof systemLookup;
};

const ANSWER_LIMIT_BYTES = 1024 * 1024;
const WAIT_MS = 10_000;
const MOST_REDIRECTS = 3;

export function openEgress(options: EgressOptions): Egress {
  const lookup = options.lookup ?? systemLookup;
  const ask = async (url: URL, init: EgressInit, redirectsLeft: number): Promise<Response> => {
    needPlainHttps(url, options.allowInternal);
    const answer = await send(url, init, checkedLookup(lookup, options.allowInternal));
    const location = answer.headers.get("location");
    if (answer.status < 300 || answer.status > 399 || location === null) return answer;
    const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
    if (next === undefined || next.origin !== url.origin || redirectsLeft === 0 || (init.method ?? "GET") !== "GET") {
      throw new Refusal("invalid", "egress-redirect", `${url.host} sent us elsewhere, which is not followed.`, [{ at: url.host, remedy: "Enter the address that it forwards to." }]);
    }
    return ask(next, init, redirectsLeft - 1);
  };
  return { fetch: async (url, init = {}) => ask(parsed(url), init, MOST_REDIRECTS) };
}

function parsed(url: string): URL {
  if (URL.canParse(url)) return new URL(url);
  throw new Refusal("invalid", "egress-address", "This is not a web address.", [{ expected: "https://…" }]);
}

function needPlainHttps(url: URL, allowInternal: boolean): void {
  if (url.protocol !== "https:" || url.username !== "" || url.password !== "") {
    throw new Refusal("invalid", "egress-address", "An identity provider is reached by HTTPS, without a name or password in the address.", [{ expected: "https://…" }]);
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) !== 0 && !allowInternal && isInside(host)) throw internalRefused(url.hostname);
}

const internalRefused = (host: string): Refusal =>
  new Refusal("invalid", "egress-internal", "This address is inside a private network, which is not asked on anybody's behalf.", [{ at: host, remedy: "Use the identity provider's public address." }]);

type Lookup = NonNullable<RequestOptions["lookup"]>;

/** Looks the name up once and hands on only addresses that may be asked; the socket connects to exactly those. */
function checkedLookup(lookup: typeof systemLookup, allowInternal: boolean): Lookup {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const addresses = found as LookupAddress[];
      // One internal address among several is reason enough: which one is taken is not ours to say.
      if (addresses.length === 0 || (!allowInternal && addresses.some(({ address }) => isInside(address)))) return callback(internalRefused(hostname) as unknown as NodeJS.ErrnoException, "", 0);
      if (options.all === true) return (callback as unknown as (error: null, all: LookupAddress[]) => void)(null, addresses);
      return callback(null, addresses[0]?.address ?? "", addresses[0]?.family ?? 4);
    });
  };
}

function send(url: URL, init: EgressInit, lookup: Lookup): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const signal = AbortSignal.any([AbortSignal.timeout(WAIT_MS), ...(init.signal ? [init.signal] : [])]);
  const outgoing = request(url, { method: init.method ?? "GET", headers: { "accept-encoding": "identity", ...init.headers }, lookup, signal, agent: false, minVersion: "TLSv1.2" }, (incoming) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    incoming.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes > ANSWER_LIMIT_BYTES) return void incoming.destroy(new Refusal("too_large", "egress-answer-too-large", `${url.host} answered more than 1 MiB.`));
      parts.push(part);
    });
    incoming.on("error", reject);
    incoming.on("end", () => resolve(responseOf(incoming.statusCode ?? 502, incoming.headers, Buffer.concat(parts))));
  });
  outgoing.on("error", reject);
  outgoing.end(bodyOf(init.body));
  return promise.catch((error: unknown) => {
    throw error instanceof Refusal ? error : away(url, error);
  });
}

function responseOf(status: number, given: NodeJS.Dict<string | string[]>, body: Buffer): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) for (const one of [value ?? []].flat()) headers.append(name, one);
  const bodyless = status === 204 || status === 205 || status === 304;
  return new Response(bodyless ? null : body, { status: status < 200 ? 502 : status, headers });
}

const bodyOf = (body: unknown): string | Uint8Array | undefined => (body === undefined || body === null ? undefined : body instanceof Uint8Array ? body : String(body));

function away(url: URL, cause: unknown): Refusal {
  const code = (cause as { code?: string }).code ?? "";
  const why = /CERT|SIGNED|SSL|TLS/.test(code) ? "Its certificate is not one that we can verify." : "It did not answer within ten seconds, or could not be found.";
  const refusal = new Refusal("unavailable", "egress-away", `${url.host} could not be reached. ${why}`, [{ at: url.host, remedy: "Check the address. It must be reachable from the internet." }]);
  refusal.cause = cause;
  return refusal;
}
