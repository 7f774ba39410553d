/** What `spendward logs` does. */
import { hostname, userInfo } from "node:os";
import { Refusal } from "../base/errors.ts";
import { REGIONS } from "../base/regions.ts";
import { controlSigner, type LogStatus, type LogVerdict, matchLines } from "../control/logs/logs.ts";
import type { LogLevel } from "../platform/telemetry/telemetry.ts";
import { MESSAGE_HEADER, signMessage } from "../platform/tokens/tokens.ts";
import { controlFor, linesHere, type ReachedControl } from "./logs-command-places.ts";
import { trustAlso } from "./trust.ts";

export type LogsAsk = {
  readonly data?: string; readonly settings?: string; readonly json: boolean;
  readonly since?: string; readonly until?: string; readonly source?: string; readonly level?: LogLevel; readonly code?: string; readonly request?: string; readonly text?: string;
  readonly newest?: string; readonly follow?: boolean; readonly here?: boolean;
};
type Say = (line: string) => void;

const NEWEST = 200;

/** @returns the exit code: 0, or 1 when the answer was cut short. */
export async function searchLines(ask: LogsAsk, say: Say, warn: Say): Promise<number> {
  const since = instantOf(ask.since, "--since");
  const until = instantOf(ask.until, "--until");
  const { level, code, request, text } = ask;
  const source = sourceOf(ask.source);
  const filter = { ...(since && { since }), ...(until && { until }), ...(level && { level }), ...(code && { code }), ...(request && { request }), ...(text && { text }) };
  const show = (line: string): void => say(ask.json ? line : readable(line));
  const newest = ask.newest !== undefined ? countOf(ask.newest) : since === undefined ? NEWEST : undefined;
  const query = { ...filter, ...(source && { source }), ...(newest !== undefined && { newest }), follow: ask.follow === true };
  const answer = ask.here === true ? undefined : await answerOf(ask, query);
  if (answer === undefined) {
    if (ask.here !== true) warn("Control does not answer here. These are the lines of this machine that it has not taken yet.");
    for (const { line } of matchLines(Buffer.from((await linesHere(ask, source)).join("\n")), filter).sort((a, b) => (a.time < b.time ? -1 : 1))) show(line);
    return 0;
  }
  if (await eachLine(answer, show)) return 0;
  warn("The answer was cut short.");
  return 1;
}

/** Undefined when control does not run, or was killed and left its lock behind. */
async function answerOf(ask: LogsAsk, query: object): Promise<Response | undefined> {
  const control = await controlFor(ask);
  return control && askControl(control, "/internal/log-search", { query }).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === "control-not-reached") return undefined;
    throw error;
  });
}

export async function showStatus(ask: LogsAsk, say: Say): Promise<number> {
  const status = (await (await askControl(await needControl(ask), "/internal/log-status", {})).json()) as LogStatus;
  if (ask.json) say(JSON.stringify(status, null, 2));
  else for (const line of statusLines(status)) say(line);
  return 0;
}

export async function verifyStore(ask: LogsAsk, say: Say, warn: Say): Promise<number> {
  let verdict: LogVerdict | undefined;
  const whole = await eachLine(await askControl(await needControl(ask), "/internal/log-verify", {}), (line) => void (verdict = JSON.parse(line) as LogVerdict));
  if (verdict === undefined || !whole) {
    warn("The answer was cut short.");
    return 1;
  }
  if (ask.json) say(JSON.stringify(verdict, null, 2));
  else for (const line of verdictLines(verdict)) say(line);
  return verdict.problems.length === 0 ? 0 : 1;
}

export async function needControl(ask: Pick<LogsAsk, "data" | "settings">): Promise<ReachedControl> {
  const control = await controlFor(ask);
  if (control !== undefined) return control;
  throw new Refusal("unavailable", "control-not-running", "Control is not running here, and it alone can answer this.", [{ remedy: "Start it, or see what this machine holds with 'spendward logs --here'." }]);
}

/** Signed as the operator; what is asked for says which account asks. */
export async function askControl(control: ReachedControl, path: string, what: object): Promise<Response> {
  trustAlso(control.trust);
  const body = Buffer.from(JSON.stringify({ by: `${userInfo().username}@${hostname()}`, ...what }));
  const message = await signMessage(await controlSigner(control.secret, "operator"), "operator", "control", { method: "POST", path, body });
  const response = await fetch(new URL(path, control.origin), { method: "POST", headers: { [MESSAGE_HEADER]: message, "content-type": "application/json" }, body, redirect: "error" }).catch(() => {
    throw new Refusal("unavailable", "control-not-reached", "Control does not answer.", [{ at: control.origin, remedy: "See what this machine holds with 'spendward logs --here'." }]);
  });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as { title?: string; code?: string; details?: Refusal["details"] };
  throw new Refusal("invalid", problem.code ?? "not-answered", problem.title ?? `Control answered ${response.status}.`, problem.details ?? []);
}

/** @returns whether the answer came to its end. */
async function eachLine(response: Response, take: Say): Promise<boolean> {
  let rest = "";
  let whole = false;
  const one = (line: string): void => {
    if (line === '{"end":true}') whole = true;
    else if (line !== "") take(line);
  };
  try {
    const decoder = new TextDecoder();
    for await (const bytes of response.body as ReadableStream<Uint8Array>) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) one(line);
    }
  } catch {
    return false; // control ended, or the way to it
  }
  return whole;
}

const SOURCES: readonly string[] = ["control/server", "control/supervisor", ...REGIONS.flatMap((region) => [`${region}/server`, `${region}/worker`])];

/** @throws Refusal source-not-known: nothing is what another spelling would find. */
export function sourceOf(text: string | undefined): string | undefined {
  const known = [...SOURCES, ...SOURCES.flatMap((source) => source.split("/"))];
  if (text === undefined || known.includes(text)) return text;
  throw new Refusal("invalid", "source-not-known", `"${text}" is no source.`, [{ at: "--source", expected: `one of ${SOURCES.join(", ")}; a plane (control, ${REGIONS.join(", ")}); or a kind (server, worker, supervisor)` }]);
}

const AGO: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** As lines write their time. @throws Refusal instant-not-valid */
export function instantOf(text: string | undefined, at: string, nowMs = Date.now()): string | undefined {
  if (text === undefined) return undefined;
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const found = count === undefined ? Date.parse(/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z?)?$/.test(text) ? withZone(text) : "") : nowMs - Number(count) * (AGO[unit ?? ""] ?? 0);
  if (!Number.isNaN(found)) return new Date(found).toISOString();
  throw new Refusal("invalid", "instant-not-valid", `"${text}" is no instant.`, [{ at, expected: "2026-11-27, 2026-11-27T08:00 (UTC), or how long ago: 90s, 30m, 12h, 7d" }]);
}

const withZone = (text: string): string => (text.length === 10 || text.endsWith("Z") ? text.replace(" ", "T") : `${text.replace(" ", "T")}Z`);

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 10_000) return count;
  throw new Refusal("invalid", "count-not-valid", `"${text}" is no count of lines.`, [{ at: "--newest", expected: "a whole number from 1 to 10000" }]);
}

export function readable(line: string): string {
  const { time, level, plane, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${typeof value === "string" && /\s/.test(value) ? JSON.stringify(value) : String(value)}`);
  return `${String(time).replace("T", " ").replace("Z", "")}  ${String(level).padEnd(5)}  ${String(plane).padEnd(9)}  ${String(msg)}${fields.length > 0 ? `  ${fields.join(" ")}` : ""}`;
}

const instant = (value: unknown): string => new Date(String(value)).toISOString().replace("T", " ").slice(0, 19);

function statusLines({ sources, retentionDays, deletions, lastCheck, lastPosition, anchoredUpTo }: LogStatus): string[] {
  return [
    `source              newest record        silent for  oldest record        lines        megabytes  given up  missing batches`,
    ...sources.map(({ source, newest, silentSeconds, oldest, lines, bytes, dropped, missing }) =>
      [source.padEnd(18), instant(newest).padEnd(19), `${silentSeconds} s`.padStart(10), ` ${instant(oldest)}`, String(lines).padStart(11), (Number(bytes) / 1e6).toFixed(1).padStart(12), String(dropped).padStart(8), String(missing).padStart(16)].join("  ")),
    "",
    `Kept for ${retentionDays} days. ${lastPosition} batches were taken in; the operator's trail vouches for those up to ${anchoredUpTo}.`,
    lastCheck === null ? "The whole store was not checked yet: that is done once a day." : `Checked ${instant(lastCheck.at)}: ${lastCheck.lines} lines in ${lastCheck.batches} batches, ${lastCheck.problems === 0 ? "nothing missing, altered or exchanged" : `${lastCheck.problems} PROBLEMS, the first at ${lastCheck.first[0] ?? ""}`}.`,
    ...(deletions.length === 0 ? ["Nothing was deleted yet."] : deletions.map(({ at, batches, lines, oldest, newest }) => `Deleted ${instant(at)}: ${lines} lines in ${batches} batches, from ${instant(oldest)} to ${instant(newest)}`)),
  ];
}

function verdictLines({ batches, lines, firstPosition, lastPosition, anchoredUpTo, recordedUpTo, anchors, problems }: LogVerdict): string[] {
  return [
    `${batches} batches (${firstPosition} to ${lastPosition}) with ${lines} lines were opened and checked against each other and ${anchors} anchors of the operator's trail.`,
    ...problems.map(({ position, problem }) => `PROBLEM at batch ${position}: ${problem}`),
    problems.length === 0 ? "Nothing is missing, altered or exchanged." : `${problems.length} problems.`,
    ...(lastPosition > anchoredUpTo ? [`The last ${lastPosition - anchoredUpTo} batches are not in an anchor yet; there is one an hour. This machine's own record reaches to ${recordedUpTo}.`] : []),
  ];
}
