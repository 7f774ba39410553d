/**
 * What operators are told of the work of a process: traces and figures, in words of our own. Who sends them, and to where, is otlp.ts.
 *
 * Invariant: what can be told is listed here, each with a shape that customer data does not have. There is no field for a path, a query, a
 * body, a person, a site or an error's message. A trace is continued only from what carries our own signature or comes from our own
 * database; a `traceparent` that a client sends is never read.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export type WorkKind = "request" | "job" | "round";

/** What may be said of a piece of work. */
export type WorkFacts = {
  readonly method?: string;
  /** The pattern, never the path. */
  readonly route?: string;
  readonly status?: number;
  /** As in the log: `spendward logs --request` shows its lines. */
  readonly request?: string;
  readonly attempt?: number;
  /** Of a refusal, or `internal`. */
  readonly code?: string;
  /** Nothing is told of it: health questions. */
  readonly quiet?: boolean;
};

/** The work that is going on here. */
export type Work = {
  /** Becomes part of that trace, unless something has been told of it already. What is no trace is passed over. */
  readonly adopt: (trace: unknown) => void;
  /** For what this causes elsewhere: a signed message, a job. W3C's `traceparent`; undefined when it has ended and nothing was told of it. */
  readonly trace: () => string | undefined;
  readonly transaction: (ms: number) => void;
};

/** Read when figures are sent, each minute or so. */
export const GAUGES = {
  "spendward.queue.waiting": { unit: "{job}", about: "jobs that nobody has begun, by queue" },
  "spendward.queue.oldest": { unit: "s", about: "how long the oldest of them has waited beyond its time, by queue" },
  "spendward.queue.given_up": { unit: "{job}", about: "jobs that failed for good and wait for a person, by queue" },
  "spendward.trail.unsigned": { unit: "{trail}", about: "trails with entries that no checkpoint covers yet" },
  "spendward.trail.lag": { unit: "s", about: "for how long the longest of them has been so" },
  "spendward.feed.count": { unit: "{feed}", about: "feeds that are switched on" },
  "spendward.feed.backing_off": { unit: "{feed}", about: "feeds whose receivers do not take anything now" },
  "spendward.feed.lag": { unit: "s", about: "how long the feed that is furthest behind has been due" },
  "spendward.log.waiting": { unit: "By", about: "log lines that control has not taken yet" },
  "spendward.workbench.memory": { unit: "By", about: "unsealed findings held in memory" },
  "spendward.process.memory": { unit: "By", about: "resident memory of the process" },
  "spendward.process.heap": { unit: "By", about: "JavaScript's heap in use" },
  "spendward.event_loop.delay": { unit: "s", about: "how late the event loop was since the last time, by quantile" },
} as const;
export type Gauge = keyof typeof GAUGES;
export type Reading = { readonly value: number; readonly of?: string };

export const COUNTERS = {
  "spendward.trail.entries": { unit: "{entry}", about: "entries taken into signed trees" },
  "spendward.vault.openings": { unit: "{opening}", about: "times that keys of a site were lent, by authority" },
} as const;
export type Counter = keyof typeof COUNTERS;

export type Telemetry = {
  /** @param cause the trace it continues, from the wire of a job. Rounds that were called for by other work belong to that. */
  readonly work: <T>(kind: WorkKind, name: string, run: (tell: (facts: WorkFacts) => void) => Promise<T>, cause?: string) => Promise<T>;
  /** A reading that fails is left out. */
  readonly observe: (gauge: Gauge, read: () => readonly Reading[] | Promise<readonly Reading[]>) => void;
  readonly count: (counter: Counter, by: number, of?: string) => void;
  /** Sends what there is, for at most two seconds. */
  readonly stop: () => Promise<void>;
};

const untold = (): void => undefined;

/** Off: costs a call. */
export const NO_TELEMETRY: Telemetry = { work: (_kind, _name, run) => run(untold), observe: untold, count: untold, stop: async () => undefined };

const here = new AsyncLocalStorage<Work>();
export const currentWork = (): Work | undefined => here.getStore();
export const runAs = <T>(work: Work, run: () => Promise<T>): Promise<T> => here.run(work, run);

const text = (shape: RegExp) => (value: unknown): boolean => typeof value === "string" && shape.test(value);
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"]);

/** W3C Trace Context, version 00; all zeros are no ids. */
const TRACE = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-(0[01])$/;
export type TracePlace = { readonly traceId: string; readonly spanId: string; readonly sampled: boolean };

export function readTrace(trace: unknown): TracePlace | undefined {
  const [, traceId, spanId, flags] = (typeof trace === "string" && TRACE.exec(trace)) || [];
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId, sampled: flags === "01" };
}

export const traceText = ({ traceId, spanId, sampled }: TracePlace): string => `00-${traceId}-${spanId}-0${sampled ? 1 : 0}`;

/** Names as OpenTelemetry's conventions have them where there is one. */
const SHAPES: readonly (readonly [keyof WorkFacts, string, (value: unknown) => boolean])[] = [
  ["method", "http.request.method", text(/^([A-Z]{3,7}|_OTHER)$/)],
  ["route", "http.route", text(/^[\w/:.*{}+-]{1,200}$/)],
  ["status", "http.response.status_code", (value) => Number.isInteger(value)],
  ["request", "spendward.request", text(/^[0-9a-f]{16}$/)],
  ["attempt", "spendward.attempt", (value) => Number.isInteger(value)],
  ["code", "error.type", text(/^[a-z][a-z0-9-]{0,59}$/)],
];

/** What of it is on the list and fits. A method nobody has heard of could be anything. */
export function attributesOf(facts: WorkFacts): Record<string, string | number> {
  const known: WorkFacts = facts.method === undefined || METHODS.has(facts.method) ? facts : { ...facts, method: "_OTHER" };
  return Object.fromEntries(SHAPES.flatMap(([name, as, fits]) => (known[name] !== undefined && fits(known[name]) ? [[as, known[name] as string | number]] : [])));
}

/** Names of queues, rounds and the like: words of our own code. */
export const WORD = /^[a-z][a-z0-9 -]{0,59}$/;
