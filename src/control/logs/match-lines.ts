/** Which lines of a batch an operator asked for. Works on bytes: most batches hold none, and that is seen without making text of them. */
import { LEVELS, type LogLevel } from "../../platform/telemetry/telemetry.ts";

export type LineFilter = {
  /** Instants as lines write them. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** This level and those above it. */
  readonly level?: LogLevel | undefined;
  readonly code?: string | undefined;
  readonly request?: string | undefined;
  /** Anywhere in the line, letter for letter. */
  readonly text?: string | undefined;
};

export type MatchedLine = { readonly time: string; readonly line: string };

export function matchLines(lines: Buffer, filter: LineFilter): MatchedLine[] {
  const needles = needlesOf(filter);
  if (needles.some((needle) => !lines.includes(needle))) return [];
  const found: MatchedLine[] = [];
  const take = (line: string): void => {
    const time = /"time":"([^"]{24})"/.exec(line)?.[1] ?? "";
    if (fits(line, time, filter)) found.push({ time, line });
  };
  const [first] = needles;
  if (first === undefined) {
    for (const line of lines.toString().split("\n").filter(Boolean)) take(line);
    return found;
  }
  for (let at = lines.indexOf(first); at >= 0; ) {
    const begin = lines.lastIndexOf(0x0a, at) + 1;
    const end = lines.indexOf(0x0a, at);
    take(lines.toString("utf8", begin, end < 0 ? lines.length : end));
    at = end < 0 ? -1 : lines.indexOf(first, end);
  }
  return found;
}

/** The rarest first. */
function needlesOf({ request, code, text, level }: LineFilter): Buffer[] {
  const quoted = [request !== undefined && `"request":${JSON.stringify(request)}`, code !== undefined && JSON.stringify(code), text, level === "error" && '"level":"error"'];
  return quoted.flatMap((needle) => (typeof needle === "string" && needle !== "" ? [Buffer.from(needle)] : []));
}

function fits(line: string, time: string, { since, until, level, code, request, text }: LineFilter): boolean {
  if ((since !== undefined && time < since) || (until !== undefined && time >= until)) return false;
  if (text !== undefined && !line.includes(text)) return false;
  if (level === undefined && code === undefined && request === undefined) return true;
  const found = JSON.parse(line) as { level: LogLevel; code?: string; errorCode?: string; request?: string };
  if (level !== undefined && LEVELS.indexOf(found.level) < LEVELS.indexOf(level)) return false;
  if (code !== undefined && found.code !== code && found.errorCode !== code) return false;
  return request === undefined || found.request === request;
}
