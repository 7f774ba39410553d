/**
 * Logs: one JSON line per event, on standard output, for a collector to take.
 *
 * Invariant: only the fields listed here are written, and only plain values of bounded length; a log line cannot carry
 * customer data because there is no field to put it in. Error messages count as data (a driver may quote a row), so of
 * an error only its class, its code and where it was thrown are written.
 */
import pino from "pino";

export type LogFields = {
  readonly plane?: string;
  readonly request?: string;
  readonly method?: string;
  /** The route's pattern, never the URL. */
  readonly route?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly code?: string;
  readonly reference?: string;
  readonly job?: string;
  readonly queue?: string;
  readonly child?: string;
  readonly pid?: number;
  readonly port?: number;
  readonly attempt?: number;
  readonly count?: number;
  readonly error?: unknown;
};

export type Log = {
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
};

const ALLOWED: readonly (keyof LogFields)[] = [
  "plane", "request", "method", "route", "status", "ms", "code", "reference", "job", "queue", "child", "pid", "port", "attempt", "count",
];

/** @param write where lines go; tests pass their own. */
export function openLog(plane: string, write?: (line: string) => void): Log {
  const options = { base: { plane }, level: "info", timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label: string) => ({ level: label }) } };
  const logger = write === undefined ? pino(options) : pino(options, { write });
  return {
    info: (event, fields) => logger.info(allowed(fields), event),
    warn: (event, fields) => logger.warn(allowed(fields), event),
    error: (event, fields) => logger.error(allowed(fields), event),
  };
}

function allowed(fields: LogFields = {}): Record<string, string | number> {
  const out: Record<string, string | number> = {};
  for (const name of ALLOWED) {
    const value = fields[name];
    if (typeof value === "number") out[name] = value;
    else if (typeof value === "string") out[name] = value.slice(0, 200);
  }
  if (fields.error !== undefined) Object.assign(out, describe(fields.error));
  return out;
}

function describe(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = (error as { code?: unknown }).code;
  const described: Record<string, string> = { error: error.name.slice(0, 60), at: placeOf(error) };
  if (typeof code === "string") described["errorCode"] = code.slice(0, 60);
  return described;
}

/** `at function (file:line:column)` of code that exists; nothing else of a line passes. */
const FRAME = /^\s+at (?:async |new )?(?:[\w$.<>#[\]]+ (?:\[as [\w$]+\] )?)?\(?(?:file:\/\/\/|node:|\/)[^\s()]*(?: [^\s()]+)*:\d+:\d+\)?$/;

/**
 * Where an error was thrown. A stack begins with the message, which may quote a row and may hold line breaks that look
 * like frames, so it is cut off first.
 */
export function placeOf(error: Error): string {
  const stack = error.stack ?? "";
  const message = stack.indexOf(error.message);
  const frames = (message < 0 ? stack : stack.slice(message + error.message.length)).split("\n").filter((line) => FRAME.test(line));
  return frames.slice(0, 8).map((line) => line.trim()).join(" < ");
}
