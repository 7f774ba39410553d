/**
 * What each plane must be told, checked once at start. Where it comes from is `settings-source.ts`; which values are secret
 * and how they are kept is `secrets.ts`. A plane is given only its own: there is no field for another's credentials.
 */
import { z } from "zod";
import { Refusal } from "../base/errors.ts";
import { REGIONS } from "../base/regions.ts";
import { LEAST_RETENTION_DAYS } from "../platform/audit/audit.ts";
import { openAddressGuard } from "../platform/egress/egress.ts";
import type { Sending } from "../platform/feeds/feeds.ts";
import { controlEdge, regionEdge } from "./edge-settings.ts";
import { keyServiceSettings } from "./key-service-settings.ts";
import { inboundMailSettings } from "./inbound-mail-settings.ts";
import { mailSettings } from "./mail-settings.ts";
import { staffSettings } from "./staff-settings.ts";
import { telemetrySettings } from "./telemetry-settings.ts";

const origin = z.url({ protocol: /^https$/ }).refine((text) => new URL(text).origin === text, "an origin without a path: https://host:port");
const secret = z.string().min(1);
const listen = z.object({
  host: z.string(),
  port: z.int().min(0).max(65_535),
  /** Asks clients for a certificate, for API clients that have one (promise D2). Browsers then ask their people too: for nodes with a host name of their own. */
  clientCertificates: z.boolean().optional(),
});
const tls = z.object({ cert: z.string().includes("CERTIFICATE"), key: secret });
const database = z.object({ url: secret, ca: z.string().includes("CERTIFICATE") });

/** The audit trail's log: its signing key and record, its name, and who cosigns it. */
const trail = z.strictObject({
  /** Signing key and record of what was signed. Not with the database and its backups: it is what a restored database is checked against. */
  folder: z.string(),
  /** What the names of logs begin with: the operator's own domain. */
  name: z.string().regex(/^[a-z0-9.-]{1,100}$/).default("spendward.example"),
  /** `ca`: the authority of a witness that has its own. */
  witnesses: z.array(z.strictObject({ url: z.url({ protocol: /^https$/ }), key: z.string(), ca: z.string().includes("CERTIFICATE").optional() })).max(10).default([]),
  /** Promise L2: at least 90 days, then deleted. */
  retentionDays: z.int("a whole number of days").min(LEAST_RETENTION_DAYS, `at least ${LEAST_RETENTION_DAYS} days`).max(36_500, "at most a hundred years").default(LEAST_RETENTION_DAYS),
});
export type TrailSettings = z.infer<typeof trail>;

/** For `up`, where they stand in a file of their own. @throws Refusal settings-not-valid */
export function checkTrailSettings(found: unknown, file: string): TrailSettings {
  const parsed = trail.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid", "settings-not-valid", "The settings of the audit trail are not right.", parsed.error.issues.map((issue) => ({ at: `${file}: ${issue.path.join(".") || "settings"}`, expected: issue.message })));
}

/** Connections to customers' own servers (feeds). Nothing inside is reached unless its range is named here. */
const outbound = z.strictObject({ allow: z.array(z.string()).max(100).default([]) }).default({ allow: [] });

/** Log lines on their way to control's store. */
const spool = {
  /** Spools of this machine's processes: sealed, and gone once control has them. */
  folder: z.string(),
  /** What waits for control never grows past this: about a million lines per 15 MB. */
  spoolMegabytes: z.int().min(64, "at least 64").max(1_000_000).default(1024),
  /** Folder of the database server's own log (jsonlog), where it is on this machine: see docs/runbooks/logs.md. */
  databaseLog: z.string().optional(),
};
const controlLogs = z.strictObject({
  ...spool,
  /** The store's root key, unless `keyService` says where else, and the key of the spool. */
  keyFolder: z.string(),
  keyService: keyServiceSettings.default({ kind: "local-file" }),
  /** Promise L2: at least 90 days, then deleted. */
  retentionDays: z.int("a whole number of days").min(90, "at least 90 days").max(36_500, "at most a hundred years").default(90),
});
/** For `up`, where they stand in a file of their own. @throws Refusal settings-not-valid */
export function checkControlLogs(found: unknown, file: string): ControlLogSettings {
  const parsed = controlLogs.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid", "settings-not-valid", "The settings of the logs are not right.", parsed.error.issues.map((issue) => ({ at: `${file}: ${issue.path.join(".") || "settings"}`, expected: issue.message })));
}

export type SpoolSettings = { readonly folder: string; readonly spoolMegabytes: number; readonly databaseLog?: string | undefined };
export type ControlLogSettings = z.infer<typeof controlLogs>;

const controlSettings = z.strictObject({
  plane: z.literal("control"),
  listen,
  tls,
  origin,
  regionOrigins: z.object({ uk: origin, eu: origin, us: origin }),
  database,
  /** 32 random bytes in base64: seals what control keeps for itself. */
  secret: secret.refine((text) => Buffer.from(text, "base64").length >= 32, "at least 32 bytes in base64"),
  /** Authorities to trust besides the system's, for calls to regions. */
  trust: z.string().optional(),
  /** The built web app. */
  webFolder: z.string(),
  breachedPasswords: z.string().optional(),
  /** Absent: what needs mail (invitations, new passwords) is refused. */
  mail: mailSettings.optional(),
  /** Absent: no mail is taken in, and mails say nothing of answering them. */
  inboundMail: inboundMailSettings.optional(),
  /** Identity providers of customers may be inside the operator's own network. */
  internalProviders: z.boolean().default(false),
  /** Resolver for proofs of domains; the system's when absent. */
  dnsServer: z.string().regex(/^(\[[0-9a-f:]+\]|[0-9.]+|[0-9a-f:]+)(:\d{1,5})?$/i, "an address, with a port where it is not 53").optional(),
  trail,
  outbound,
  edge: controlEdge,
  logs: controlLogs,
  telemetry: telemetrySettings.optional(),
  /** What the operator's own people must come with (promise A9). Without networks none of them comes in. */
  staff: staffSettings.default({ networks: [], device: "required", authenticators: [] }),
  demo: z.boolean().default(false),
});

const regionParts = {
  region: z.enum(REGIONS),
  controlOrigin: origin,
  database,
  /** Site keys, and how customers' own keys are reached; the root key too, unless `keyService` says where else. */
  keyFolder: z.string(),
  keyService: keyServiceSettings.default({ kind: "local-file" }),
  /** Promise D3: root and site keys are rotated at least yearly. */
  rotateKeysAfterDays: z.int().min(1).max(365, "at least yearly").default(365),
  blobFolder: z.string(),
  /** What one analysis of a ledger may take of the worker's memory; half of it, at most 6,000, unless said otherwise. Bigger ledgers are compared in parts. */
  analysisMemoryMb: z.int("a whole number of megabytes").min(500, "at least 500").optional(),
  /** clamd on this machine: its socket file or its port of the loopback. Absent: files are not scanned, and every list of them says so. */
  malwareScanner: z.union([z.strictObject({ socket: z.string().min(1) }), z.strictObject({ port: z.int().min(1).max(65_535) })]).optional(),
  /** Public keys of control, kept for when it is away. No customer data. */
  cacheFolder: z.string(),
  trail,
  outbound,
  logs: z.strictObject(spool),
  telemetry: telemetrySettings.optional(),
  trust: z.string().optional(),
};
const regionSettings = z.strictObject({ plane: z.literal("region"), listen, tls, origin, edge: regionEdge, ...regionParts });
const workerSettings = z.strictObject({ plane: z.literal("worker"), ...regionParts });

const planeSettings = z.discriminatedUnion("plane", [controlSettings, regionSettings, workerSettings]);

export type ControlSettings = z.infer<typeof controlSettings>;
export type RegionSettings = z.infer<typeof regionSettings>;
export type WorkerSettings = z.infer<typeof workerSettings>;
export type PlaneSettings = z.infer<typeof planeSettings>;

/** @throws Refusal settings-not-valid, naming the fields and never their values. */
export function checkSettings(found: unknown): PlaneSettings {
  const parsed = planeSettings.safeParse(found);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({ at: issue.path.join(".") || "settings", expected: issue.message }));
  throw new Refusal("invalid", "settings-not-valid", "The settings are not complete.", details);
}

/** @throws Refusal address-range-not-valid */
export const sendingOf = (chosen: { readonly allow: readonly string[] }, plane: string): Sending => ({ guard: openAddressGuard(chosen.allow), hostName: `spendward-${plane}` });
