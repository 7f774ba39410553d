/**
 * Logs: the door. Each process writes lines of one form (line.ts) into its spool (platform/spool), from where they reach the central
 * store in control. A log line cannot carry customer data because there is no field to put it in. Error messages count as
 * data (a driver may quote a row), so of an error only its class, its code and where it was thrown are written.
 */
import { formLine, type LogFields } from "./line.ts";

export { checkLine, LEVELS, lineOfCrash, LONGEST_LINE, type LogFields, type LogKind, type LogLevel, placeOf } from "./line.ts";
export { clientMark } from "./client-mark.ts";

export type Log = {
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
};

/** @param write where lines go: the spool of the process; tests pass their own. */
export function openLog(plane: string, write: (line: string) => void, now: () => Date = () => new Date()): Log {
  return {
    info: (event, fields = {}) => write(formLine(plane, "info", event, fields, now())),
    warn: (event, fields = {}) => write(formLine(plane, "warn", event, fields, now())),
    error: (event, fields = {}) => write(formLine(plane, "error", event, fields, now())),
  };
}
