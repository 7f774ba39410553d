/**
 * Which processes `up` runs and what each is told. The only place where the credentials of several planes meet; each child's
 * settings hold its own only.
 */
import { mkdir, readFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { Refusal } from "../base/errors.ts";
import { REGIONS, type Region } from "../base/regions.ts";
import { type Authority, needsRenewal, type ServerTls } from "./certificates.ts";
import { chosenEdge } from "./edge-settings.ts";
import { type ChosenKeyService, chosenKeyService } from "./key-service-settings.ts";
import { chosenInboundMail } from "./inbound-mail-settings.ts";
import { chosenMail } from "./mail-settings.ts";
import type { Plane } from "./plane-schema.ts";
import { resolveSecrets } from "./secrets.ts";
import { chosenStaff } from "./staff-settings.ts";
import { chosenTelemetry } from "./telemetry-settings.ts";
import { checkControlLogs, checkTrailSettings, type ControlLogSettings, type PlaneSettings, type TrailSettings } from "./settings.ts";
import { writeWhole } from "./write-whole.ts";

export type Planned = {
  readonly name: string;
  /** Made at each (re)start of the child. */
  readonly settings: () => PlaneSettings;
};

export type Plan = {
  readonly children: readonly Planned[];
  /** New certificates for the servers whose present one runs out soon, by child name. */
  readonly renewed: (now: Date) => Promise<ReadonlyMap<string, ServerTls>>;
};

export type PlanInput = {
  readonly port: number;
  readonly host: string;
  readonly demo: boolean;
  readonly webFolder: string;
  readonly dataFolder: string;
  readonly authority: Authority;
  /** Of each plane's application role. */
  readonly databaseUrls: Readonly<Record<Plane, string>>;
};

/** Control, then uk, eu, us, then mail that comes in (on the loopback only). */
export const portsOf = (port: number): readonly number[] => [port, ...REGIONS.map((_, n) => port + 1 + n), mailPortOf(port)];
const mailPortOf = (port: number): number => port + 1 + REGIONS.length;

/** A name other people use means other people come in; localhost means nobody else does. */
export function listenOn(host: string): string {
  if (host === "localhost" || host === "127.0.0.1") return "127.0.0.1";
  const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ family }) => family === "IPv6"));
  return hasIpv6 ? "::" : "0.0.0.0"; // "::" takes IPv4 as well
}

export async function planUp(input: PlanInput): Promise<Plan> {
  const { authority, dataFolder, databaseUrls } = input;
  const portOf = (region: Region) => input.port + 1 + REGIONS.indexOf(region);
  const originOf = (port: number) => `https://${input.host}:${port}`;
  const { clientCertificates } = await listenIn(dataFolder);
  const listen = (port: number) => ({ host: listenOn(input.host), port, clientCertificates });
  const hosts = [...new Set([input.host, "localhost", "127.0.0.1"])];
  const certificates = new Map<string, ServerTls>();
  for (const name of ["control", ...REGIONS.map(serverName)]) certificates.set(name, await authority.issue(hosts));
  const tlsOf = (name: string): ServerTls => certificates.get(name) as ServerTls;
  const secret = await controlSecret(join(dataFolder, "control"));
  const mail = await chosenMail(join(dataFolder, "control", "mail.json"));
  const inboundMail = await chosenInboundMail(join(dataFolder, "control", "inbound-mail.json"), { port: mailPortOf(input.port), domain: input.host });
  await makeRegionFolders(dataFolder);
  const keyServices = await keyServicesIn(dataFolder);
  const logs = await controlLogsIn(dataFolder);
  const trails = await trailsIn(dataFolder);
  const outbound = await outboundIn(dataFolder);
  const scanner = await scannerIn(dataFolder);
  const edge = await chosenEdge(join(dataFolder, "edge.json"));
  const telemetry = await chosenTelemetry(join(dataFolder, "telemetry.json"));
  const staff = await chosenStaff(join(dataFolder, "control", "staff.json"));
  const control = (): PlaneSettings => ({
    plane: "control",
    listen: listen(input.port),
    tls: tlsOf("control"),
    origin: originOf(input.port),
    regionOrigins: { uk: originOf(portOf("uk")), eu: originOf(portOf("eu")), us: originOf(portOf("us")) },
    database: { url: databaseUrls.control, ca: authority.ca },
    secret,
    trust: authority.ca,
    webFolder: input.webFolder,
    trail: trails.control,
    mail,
    inboundMail,
    internalProviders: false,
    outbound,
    edge,
    logs,
    telemetry,
    staff,
    demo: input.demo,
  });
  const shared = (region: Region) => {
    const own = join(dataFolder, `region-${region}`);
    const folders = { keyFolder: join(own, "keys"), blobFolder: join(own, "blobs"), cacheFolder: join(own, "cache"), trail: trails[region], logs: { ...folderOf(dataFolder), spoolMegabytes: logs.spoolMegabytes } };
    return { region, controlOrigin: originOf(input.port), database: { url: databaseUrls[region], ca: authority.ca }, trust: authority.ca, ...folders, keyService: keyServices[region], rotateKeysAfterDays: 365, outbound, telemetry, ...(scanner && { malwareScanner: scanner }) };
  };
  const server = (region: Region) => (): PlaneSettings => ({
    plane: "region", listen: listen(portOf(region)), tls: tlsOf(serverName(region)), origin: originOf(portOf(region)), edge: { trustedProxies: edge.trustedProxies, addressHeader: edge.addressHeader }, ...shared(region),
  });
  const worker = (region: Region) => (): PlaneSettings => ({ plane: "worker", ...shared(region) });
  return {
    children: [
      { name: "control", settings: control },
      ...REGIONS.map((region) => ({ name: serverName(region), settings: server(region) })),
      ...REGIONS.map((region) => ({ name: `worker ${region}`, settings: worker(region) })),
    ],
    renewed: async (now) => {
      const due = [...certificates].filter(([, tls]) => needsRenewal(tls.cert, hosts, now));
      for (const [name] of due) certificates.set(name, await authority.issue(hosts, now));
      return new Map(due.map(([name]) => [name, tlsOf(name)]));
    },
  };
}

/** `control/trail.json` and `region-XX/trail.json`, where there is one, say how long entries are kept and who witnesses the log. */
export async function trailsIn(dataFolder: string): Promise<Readonly<Record<Plane, TrailSettings>>> {
  const found: Partial<Record<Plane, TrailSettings>> = { control: await trailIn(join(dataFolder, "control"), "trail") };
  for (const region of REGIONS) found[region] = await trailIn(join(dataFolder, `region-${region}`), join("keys", "trail"));
  return found as Record<Plane, TrailSettings>;
}

async function trailIn(own: string, folder: string): Promise<TrailSettings> {
  const file = join(own, "trail.json");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  return checkTrailSettings({ ...(await resolveSecrets(parsed(text, file), file, "trail")) as object, folder: join(own, folder) }, file);
}

function parsed(text: string, file: string): object {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === "object" && found !== null && !Array.isArray(found)) return found;
  } catch {
    // told below
  }
  throw new Refusal("invalid", "settings-not-json", "This file is not JSON, or not one object.", [{ at: file }]);
}

/** Spools of every process of the machine; each is sealed with a key of its own plane. */
const folderOf = (dataFolder: string) => ({ folder: join(dataFolder, "log") });
/** `control/logs.json`, where there is one, says how long logs are kept, how much may wait, and where the store's root key is. */
export async function controlLogsIn(dataFolder: string): Promise<ControlLogSettings> {
  const own = join(dataFolder, "control");
  const file = join(own, "logs.json");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  return checkControlLogs({ ...(await resolveSecrets(parsed(text, file), file, "logs")) as object, ...folderOf(dataFolder), keyFolder: join(own, "log-keys") }, file);
}

const serverName = (region: Region): string => `region ${region}`;

async function makeRegionFolders(dataFolder: string): Promise<void> {
  for (const region of REGIONS) {
    for (const part of ["keys", "blobs", "cache"]) await mkdir(join(dataFolder, `region-${region}`, part), { recursive: true, mode: 0o700 });
  }
}

/** `region-XX/key-service.json`, where there is one, says where that region's root keys are. */
async function keyServicesIn(dataFolder: string): Promise<Readonly<Record<Region, ChosenKeyService>>> {
  const chosen: Partial<Record<Region, ChosenKeyService>> = {};
  for (const region of REGIONS) chosen[region] = await chosenKeyService(join(dataFolder, `region-${region}`, "key-service.json"));
  return chosen as Record<Region, ChosenKeyService>;
}

/** `listen.json`, where there is one: `{"clientCertificates": true}`. @throws Refusal settings-not-valid when a plane reads it. */
async function listenIn(dataFolder: string): Promise<{ clientCertificates: boolean }> {
  const file = join(dataFolder, "listen.json");
  const text = await readFile(file, "utf8").catch(() => undefined);
  return { clientCertificates: false, ...(text !== undefined && parsed(text, file)) };
}

/** `outbound.json`, where there is one: `{"allow": ["10.1.0.0/16"]}`. @throws Refusal settings-not-valid when a plane reads it. */
async function outboundIn(dataFolder: string): Promise<{ allow: string[] }> {
  const text = await readFile(join(dataFolder, "outbound.json"), "utf8").catch(() => undefined);
  return text === undefined ? { allow: [] } : (JSON.parse(text) as { allow: string[] });
}

/** `malware-scanner.json`, where there is one: `{"socket": "/run/clamav/clamd.ctl"}`. @throws Refusal settings-not-valid when a plane reads it. */
async function scannerIn(dataFolder: string): Promise<{ socket: string } | { port: number } | undefined> {
  const text = await readFile(join(dataFolder, "malware-scanner.json"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { socket: string } | { port: number });
}

export async function controlSecret(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "secret");
  const known = await readFile(file, "utf8").catch(() => undefined);
  if (known !== undefined) return known.trim();
  const made = randomBytes(32).toString("base64");
  await writeWhole(file, `${made}\n`, 0o600);
  return made;
}
