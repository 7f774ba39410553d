/**
 * Takes one mail in, in a process of its own with its settings on standard input, and kills itself, as hard as a power cut, when it is told to:
 * `files`: the region has them, nothing is written; `written`: all is written and not committed; `taken`: committed, and its sender has heard nothing.
 */
import { text } from "node:stream/consumers";
import { openPlane, type ControlDeps, type ControlTables } from "../../src/control/control.ts";
import { mailOwner } from "../../src/control/inbound-mail/inbound-mail.ts";
import { systemClock } from "../../src/base/clock.ts";
import { openDatabase } from "../../src/platform/postgres/postgres.ts";
import { parseMessage } from "../../src/platform/mail/parse-message.ts";

export type DyingMailSettings = { readonly url: string; readonly ca: string; readonly secret: string; readonly domain: string; readonly raw: string; readonly to: string; readonly dieAt: "files" | "written" | "taken" };

const die = (): never => {
  process.kill(process.pid, "SIGKILL");
  for (;;); // the signal is on its way; nothing more may happen
};

const settings = JSON.parse(await text(process.stdin)) as DyingMailSettings;
const at = <T>(stage: DyingMailSettings["dieAt"], otherwise: T): T => (stage === settings.dieAt ? die() : otherwise);
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const database = openDatabase<ControlTables>({ url: settings.url, tls: { ca: settings.ca }, poolSize: 2 });
const deps = { database, log, clock: systemClock, secret: Buffer.from(settings.secret, "base64"), origin: "https://localhost", regionOrigins: {}, mailDomain: settings.domain, sendToRegion: async () => 204 };
const plane = openPlane(deps as unknown as ControlDeps);
const dying = { ...plane, auditSeal: ((...given: Parameters<typeof plane.auditSeal>) => at("written", plane.auditSeal(...given))) as typeof plane.auditSeal };
await mailOwner(dying, { sendToRegion: async () => at("files", 204), open: async (raw) => ({ ...(await parseMessage(raw)), proven: false }), onTaken: () => void at("taken", 0) })
  .onMail(Buffer.from(settings.raw, "base64"), { from: "mara@northwind.example", to: [settings.to], address: "192.0.2.1", helo: "mx.northwind.example" });
