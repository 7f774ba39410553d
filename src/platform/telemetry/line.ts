/**
 * The form of a log line: JSON with the fields listed here and no others, each of a shape that customer data does not have.
 *
 * Invariant: a line is made, and taken in by the central store, by this list alone. There is no field for free text: words are those
 * of our own code, the rest are numbers, ids of ours, codes and places in code. What does not fit its shape is left out.
 */
export type LogLevel = "info" | "warn" | "error";
export const LEVELS: readonly LogLevel[] = ["info", "warn", "error"];

/** What a line is about; without it, the application itself. */
export type LogKind = "access" | "job" | "mail" | "database";

export type LogFields = {
  readonly kind?: LogKind;
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
  /** Who asked: a kind and ids, never a name or an address. */
  readonly actor?: "person" | "job" | "staff" | "operator" | "system" | "client";
  readonly person?: string;
  readonly organisation?: string;
  readonly site?: string;
  /** The same client on the same day, and nothing more: a hash whose key is forgotten (client-mark.ts). */
  readonly client?: string;
  /** Of the database's own log: which database, and which kind of its processes. */
  readonly database?: string;
  readonly backend?: string;
  /** Instants between which something is missing. */
  readonly from?: string;
  readonly to?: string;
  readonly error?: unknown;
};

const number = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const text = (shape: RegExp) => (value: unknown): boolean => typeof value === "string" && shape.test(value);
const id = text(/^[a-z]{3}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const instant = text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const word = text(/^[\w .:-]{1,200}$/);

/** `at function (file:line:column)` of code that exists; nothing else of a line passes. */
export const FRAME = /^\s*at (?:async |new )?(?:[\w$.<>#[\]]+ (?:\[as [\w$]+\] )?)?\(?(?:file:\/\/\/|node:|\/)[^\s()]*(?: [^\s()]+)*:\d+:\d+\)?$/;
/** What Node and V8 say when they end a process, in words that are theirs alone. */
const RUNTIME = /^(Node\.js v[\d.]+|FATAL ERROR: [A-Za-z][A-Za-z .:()-]{0,150}|<--- [A-Za-z ]{1,40} --->)$/;
const places = (value: unknown): boolean => typeof value === "string" && value.length <= 4_000 && value.split(" < ").every((place) => FRAME.test(place) || RUNTIME.test(place));

const HEAD = {
  level: (value: unknown) => LEVELS.includes(value as LogLevel),
  time: instant,
  plane: text(/^[a-z][a-z ]{0,39}$/),
  msg: text(/^[a-z][\w ,:-]{0,99}$/),
} as const;

const SHAPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  kind: text(/^(access|job|mail|database)$/),
  request: text(/^[0-9a-f]{16}$/),
  method: text(/^[A-Z]{1,20}$/),
  route: text(/^[\w/:.*{}+-]{1,200}$/),
  status: number,
  ms: number,
  code: word,
  reference: text(/^[0-9a-f]{1,32}$/),
  job: text(/^[\w-]{1,60}$/),
  queue: text(/^[\w.-]{1,60}$/),
  child: text(/^[a-z][a-z ]{0,39}$/),
  pid: number,
  port: number,
  attempt: number,
  count: number,
  actor: text(/^(person|job|staff|operator|system|client)$/),
  person: id,
  organisation: id,
  site: id,
  client: text(/^[0-9a-f]{12}$/),
  database: text(/^[a-z_][a-z0-9_]{0,62}$/),
  backend: text(/^[a-z][a-z ]{0,39}$/),
  from: instant,
  to: instant,
  error: text(/^[A-Za-z_$][\w$]{0,59}$/),
  errorCode: text(/^[\w.-]{1,60}$/),
  at: places,
};

export const LONGEST_LINE = 8_192;

/** @param now a clock that does not tell a time (NaN) gives 1970. */
export function formLine(plane: string, level: LogLevel, event: string, fields: LogFields, now: Date): string {
  const line: Record<string, unknown> = { level, time: (Number.isNaN(now.getTime()) ? new Date(0) : now).toISOString(), plane, msg: HEAD.msg(event) ? event : "event" };
  take(line, { ...fields, error: undefined });
  if (fields.error !== undefined) take(line, describe(fields.error));
  return JSON.stringify(line);
}

/** The line anew from what of it is on the list; undefined when it is not a line of ours at all. */
export function checkLine(found: string): string | undefined {
  if (found.length > LONGEST_LINE || !found.startsWith("{")) return undefined;
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(found) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const { level, time, plane, msg, ...rest } = parsed;
  const head = { level, time, plane, msg };
  for (const [name, fits] of Object.entries(HEAD)) if (!fits(head[name as keyof typeof head])) return undefined;
  const line: Record<string, unknown> = head;
  take(line, rest);
  return JSON.stringify(line);
}

function take(into: Record<string, unknown>, fields: object): void {
  const given = fields as Record<string, unknown>;
  for (const name in given) {
    const value = given[name];
    if (value !== undefined && Object.hasOwn(SHAPES, name) && SHAPES[name]?.(value)) into[name] = value;
    else if (name === "plane" && HEAD.plane(value)) into["plane"] = value;
  }
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  return { error: error.name, errorCode: (error as { code?: unknown }).code, at: placeOf(error) };
}

/**
 * Where an error was thrown. A stack begins with the message, which may quote a row and may hold line breaks that look
 * like frames, so it is cut off first.
 */
export function placeOf(error: Error): string {
  const stack = error.stack ?? "";
  const message = stack.indexOf(error.message);
  const frames = (message < 0 ? stack : stack.slice(message + error.message.length)).split("\n").filter((line) => line.length <= 450 && FRAME.test(line));
  return frames.slice(0, 8).map((line) => line.trim()).join(" < ");
}

/** A line that a dying process printed: a line of ours, or words of the runtime. Anything else may quote a row. */
export function lineOfCrash(plane: string, printed: string, now: Date): string | undefined {
  const ours = checkLine(printed);
  if (ours !== undefined) return ours;
  const at = printed.trim();
  if (!places(at) || at === "") return undefined;
  return JSON.stringify({ level: "error", time: now.toISOString(), plane, msg: "runtime", at });
}
