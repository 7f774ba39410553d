/** Where traces and figures go: the operator's collector, over HTTPS. Left out, nothing is measured and nothing is loaded. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { Refusal } from "../base/errors.ts";
import { type Log, openTelemetry, type Telemetry, type TelemetrySettings } from "../platform/telemetry/telemetry.ts";
import { resolveSecrets } from "./secrets.ts";
import { versionOfThisBuild } from "./this-version.ts";

export const telemetrySettings = z.strictObject({
  /** OTEL_EXPORTER_OTLP_ENDPOINT. */
  endpoint: z.string().refine(isSafe, "https://host, without account or query; http:// only to this machine itself"),
  /** OTEL_EXPORTER_OTLP_HEADERS. */
  headers: z.string().regex(/^[\w-]+ *=[^,\r\n]+(, *[\w-]+ *=[^,\r\n]+)*$/, "name=value, separated by commas").refine(isDecodable, "values percent-encoded").optional(),
  /** OTEL_EXPORTER_OTLP_CERTIFICATE. */
  ca: z.string().includes("CERTIFICATE").optional(),
  everySeconds: z.int().min(1).max(3_600).default(60),
  sample: z.number().min(0).max(1).default(1),
});

function isSafe(endpoint: string): boolean {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname));
}

function isDecodable(headers: string): boolean {
  try {
    return decodeURIComponent(headers) !== undefined;
  } catch {
    return false;
  }
}

/** For `up`: of a file that need not exist. @throws Refusal settings-not-json, settings-not-valid, secret-*. */
export async function chosenTelemetry(file: string): Promise<TelemetrySettings | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Refusal("invalid", "settings-missing", "The settings of the telemetry cannot be read.", [{ at: file }]);
  });
  if (text === undefined) return undefined;
  const parsed = telemetrySettings.safeParse(await resolveSecrets(parse(text, file), file, "telemetry"));
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({ at: `${file}: ${issue.path.join(".") || "telemetry"}`, expected: issue.message }));
  throw new Refusal("invalid", "settings-not-valid", "The settings of the telemetry are not right.", details);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("invalid", "settings-not-json", "The settings of the telemetry are not JSON.", [{ at: file }]);
  }
}

/** What a process of that kind tells, from its start to its end. */
export async function openTelemetryOf(settings: TelemetrySettings | undefined, kind: "control" | "region" | "worker", plane: string, log: Log): Promise<Telemetry> {
  return openTelemetry(settings, { service: `spendward-${kind}`, plane, version: await versionOfThisBuild(), onTrouble: (error) => log.warn("telemetry not taken by the collector", { error }) });
}
