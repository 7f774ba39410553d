/**
 * What is taken from PostgreSQL's own log: when, how bad, its code (SQLSTATE), which database and kind of process; and of the message only
 * that it is one of those known here, by their fixed words. A message may quote what somebody typed, so none is passed on.
 *
 * The server writes such lines with `LINE_PREFIX` on standard error, where the guard reads them in memory; none of it reaches a disk before
 * it has been through here. A server of the operator's own writes them as jsonlog (database-log.ts).
 */
import { openLog } from "../platform/telemetry/telemetry.ts";

/** Time, process, database, kind of process, code: nothing that a client chooses. */
export const LINE_PREFIX = "%n|%p|%d|%b|%e|";
const LINE = /^(\d+\.\d{3})\|(\d+)\|([^|]*)\|([^|]*)\|([0-9A-Z]{5})\|(LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC):\s+(.*)$/;

/** Log rows come as they come; a rebuilt event must not depend on anything but these words. */
const KNOWN: readonly (readonly [RegExp, event: string])[] = [
  [/^starting PostgreSQL \d/, "database starts"],
  [/^database system is ready to accept connections$/, "database is ready"],
  [/^received (smart|fast|immediate) shutdown request$/, "database is asked to stop"],
  [/^database system is shut down$/, "database stopped"],
  [/^database system was (interrupted|not properly shut down)/, "database recovers from a sudden end"],
  [/^server process \(PID \d+\) was terminated by signal \d+/, "database session was killed"],
  [/^all server processes terminated; reinitializing$/, "database begins anew"],
  [/^checkpoints are occurring too frequently/, "database checkpoints too often"],
  [/^could not (write|extend|fsync|open) file /, "database cannot use its files"],
];
const SIGNAL = /\(PID (\d+)\) was terminated by signal (\d+)/;

export type DatabaseEvent = { readonly at: Date; readonly pid: number; readonly database: string; readonly backend: string; readonly code: string; readonly severity: string; readonly message: string };

/** Undefined for what is no first line of a message: details, statements, and whatever else was not asked for. */
export function databaseLineIn(printed: string): string | undefined {
  const [, seconds, pid, database = "", backend = "", code = "", severity = "", message = ""] = LINE.exec(printed) ?? [];
  if (seconds === undefined) return undefined;
  return databaseLine({ at: new Date(Math.round(Number(seconds) * 1000)), pid: Number(pid), database, backend, code, severity, message });
}

export function databaseLine({ at, pid, database, backend, code, severity, message }: DatabaseEvent): string {
  let made = "";
  const log = openLog("database", (line) => void (made = line), () => at);
  const event = KNOWN.find(([words]) => words.test(message))?.[1] ?? "database message";
  const [, killed, signal] = SIGNAL.exec(message) ?? [];
  const level = /ERROR|FATAL|PANIC/.test(severity) ? "error" : severity === "WARNING" || signal !== undefined ? "warn" : "info";
  log[level](event, { kind: "database", pid: killed === undefined ? pid : Number(killed), database, backend, code: signal === undefined ? code : `signal-${signal}` });
  return made;
}
