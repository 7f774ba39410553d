/** Where a plane's settings come from: a file named on the command line or by SPENDWARD_SETTINGS. The only reader of the environment. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { Refusal } from "../base/errors.ts";
import { resolveSecrets } from "./secrets.ts";
import { checkSettings, type PlaneSettings } from "./settings.ts";

export async function settingsFromFile(named: string | undefined, environment = process.env): Promise<PlaneSettings> {
  const file = named ?? environment["SPENDWARD_SETTINGS"];
  if (file === undefined || file === "") {
    throw new Refusal("invalid", "settings-missing", "No settings were given.", [{ remedy: "Name the file with --settings FILE or in SPENDWARD_SETTINGS." }]);
  }
  const text = await readFile(file, "utf8").catch(() => {
    throw new Refusal("invalid", "settings-missing", "The settings file cannot be read.", [{ at: file }]);
  });
  return checkSettings(await resolveSecrets(parse(text, file), resolve(file)));
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("invalid", "settings-not-json", "The settings file is not JSON.", [{ at: file }]);
  }
}

/** For `up`: --data, SPENDWARD_DATA, or the usual place of the account. */
export function dataFolderOf(named: string | undefined, environment = process.env): string {
  const chosen = named ?? environment["SPENDWARD_DATA"];
  if (chosen !== undefined && chosen !== "") return resolve(chosen);
  if (process.getuid?.() === 0) return "/var/lib/spendward";
  return join(environment["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "spendward");
}
