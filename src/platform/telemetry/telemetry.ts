/**
 * Telemetry: the door. Logs, and traces and figures.
 *
 * Logs: each process writes lines of one form (line.ts) into its spool (platform/spool), from where they reach the central
 * store in control. A log line cannot carry customer data because there is no field to put it in. Error messages count as
 * data (a driver may quote a row), so of an error only its class, its code and where it was thrown are written.
 * Traces and figures (traces.ts) go to the operator's own collector where one is set (otlp.ts), by the same rule. Off, nothing is loaded.
 */
import { formLine, type LogFields } from "./line.ts";
import { NO_TELEMETRY, type Telemetry } from "./traces.ts";

export { checkLine, LEVELS, lineOfCrash, LONGEST_LINE, type LogFields, type LogKind, type LogLevel, placeOf } from "./line.ts";
export { clientMark } from "./client-mark.ts";
export { type Counter, currentWork, type Gauge, NO_TELEMETRY, type Reading, type Telemetry } from "./traces.ts";

export type TelemetrySettings = {
  /** `/v1/traces` and `/v1/metrics` are added. */
  readonly endpoint: string;
  /** `name=value,name=value`, values percent-encoded. */
  readonly headers?: string | undefined;
  /** Authorities to trust instead of the system's. */
  readonly ca?: string | undefined;
  readonly everySeconds: number;
  /** Share of traces that are told, 0 to 1. Figures count everything. */
  readonly sample: number;
};

export type TelemetryAbout = {
  /** `spendward-control`, `spendward-region`, `spendward-worker`. */
  readonly service: string;
  readonly plane: string;
  readonly version: string;
  /** The collector did not take something; told now and then. */
  readonly onTrouble: (error: unknown) => void;
};

export async function openTelemetry(settings: TelemetrySettings | undefined, about: TelemetryAbout): Promise<Telemetry> {
  return settings === undefined ? NO_TELEMETRY : (await import("./otlp.ts")).openOtlp(settings, about);
}

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
