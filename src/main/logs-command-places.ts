/** Where `spendward logs` finds control, and the spools of this machine: in a data folder of `up`, or by the settings of one plane. */
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Refusal } from "../base/errors.ts";
import { readWaiting } from "../platform/spool/spool.ts";
import { type PlaneSeal, planeSealIn } from "../platform/vault/vault.ts";
import { dataFolderOf, settingsFromFile } from "./settings-source.ts";

export type ReachedControl = { readonly origin: string; readonly secret: Uint8Array; readonly trust: string | undefined };
type Asked = { readonly data?: string; readonly settings?: string };

/** Undefined when nothing runs on the data folder. @throws Refusal settings-of-another, logs-not-found. */
export async function controlFor(ask: Asked): Promise<ReachedControl | undefined> {
  if (ask.settings !== undefined) {
    const settings = await settingsFromFile(ask.settings);
    if (settings.plane !== "control") throw new Refusal("invalid", "settings-of-another", "The log store is control's: these are settings of another plane.", [{ at: ask.settings, remedy: "With --here they show what this machine has not sent yet." }]);
    return { origin: settings.origin, secret: Buffer.from(settings.secret, "base64"), trust: settings.trust };
  }
  const data = dataFolderOf(ask.data);
  const secret = await readFile(join(data, "control", "secret"), "utf8").catch(() => {
    throw new Refusal("not_found", "logs-not-found", "There are no logs here.", [{ at: data, remedy: "Name the data folder with --data, or control's settings with --settings." }]);
  });
  const lock = await readFile(join(data, "lock.json"), "utf8").catch(() => undefined);
  if (lock === undefined) return undefined;
  return { origin: (JSON.parse(lock) as { address: string }).address, secret: Buffer.from(secret.trim(), "base64"), trust: await readFile(join(data, "ca.pem"), "utf8") };
}

/** Lines of every spool of this machine that there is a key for, oldest first within each. @param source as one is named; or a plane, or a kind. */
export async function linesHere(ask: Asked, source?: string): Promise<readonly string[]> {
  const { folder, keyOf } = await spoolsOf(ask);
  const lines: string[] = [];
  for (const name of (await readdir(folder).catch(() => [])).sort()) {
    const [plane = "", kind = ""] = name.split("-");
    if (source !== undefined && ![plane, kind, `${plane}/${kind}`].includes(source)) continue;
    const seal = await keyOf(name);
    if (seal !== undefined) lines.push(...(await readWaiting(join(folder, name), seal)));
  }
  return lines;
}

async function spoolsOf(ask: Asked): Promise<{ readonly folder: string; readonly keyOf: (spool: string) => Promise<PlaneSeal | undefined> }> {
  if (ask.settings !== undefined) {
    const settings = await settingsFromFile(ask.settings);
    const [plane, file] = settings.plane === "control" ? ["control", join(settings.logs.keyFolder, "spool.json")] : [settings.region, join(settings.keyFolder, "spool-key.json")];
    return { folder: settings.logs.folder, keyOf: async (name) => (name.startsWith(`${plane}-`) ? sealThere(file) : undefined) };
  }
  const data = dataFolderOf(ask.data);
  const fileOf = (plane: string) => (plane === "control" ? join(data, "control", "log-keys", "spool.json") : join(data, `region-${plane}`, "keys", "spool-key.json"));
  return { folder: join(data, "log"), keyOf: async (name) => (/^\w+-\w+(-\d+)?$/.test(name) ? sealThere(fileOf(name.split("-")[0] ?? "")) : undefined) };
}

/** Looking must not make a key. */
async function sealThere(file: string): Promise<PlaneSeal | undefined> {
  const there = await readdir(dirname(file)).catch(() => [] as string[]);
  return there.includes(file.split("/").at(-1) ?? "") ? planeSealIn(file) : undefined;
}
