/**
 * Secrets in settings files. In a file a secret is never written out: its place holds `{"file": "path"}`, and that file must be
 * readable by its owner only. Anything named `...file` that is not secret (a certificate) may be read by all.
 */
import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Refusal } from "../base/errors.ts";

/** Paths of the settings whose values are secret, dotted. */
const SECRET_PATHS: ReadonlySet<string> = new Set(["secret", "tls.key", "database.url", "keyService.pin", "keyService.passphrase", "mail.password", "telemetry.headers", "logs.keyService.pin", "logs.keyService.passphrase"]);

/** Replaces each `{file}` by that file's text. @throws Refusal secret-written-out, secret-file-open, secret-file-missing. */
export async function resolveSecrets(value: unknown, settingsFile: string, path = ""): Promise<unknown> {
  if (SECRET_PATHS.has(path) && typeof value === "string") {
    throw new Refusal("invalid", "secret-written-out", "A secret is written out in the settings file.", [{ at: path, remedy: `Put it in a file of its own, readable by its owner only, and write {"file": "that path"}.` }]);
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map((inner) => resolveSecrets(inner, settingsFile, path)));
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === "file") return readNamed(String(entries[0][1]), settingsFile, path);
  const resolved = await Promise.all(entries.map(async ([name, inner]) => [name, await resolveSecrets(inner, settingsFile, path === "" ? name : `${path}.${name}`)] as const));
  return Object.fromEntries(resolved);
}

async function readNamed(named: string, settingsFile: string, path: string): Promise<string> {
  const file = resolve(dirname(settingsFile), named);
  if (SECRET_PATHS.has(path)) return readSecretFile(file, path);
  return (await readFile(file, "utf8").catch(() => missing(file, path))).trim();
}

/** @param at what named the file, for the message. */
export async function readSecretFile(file: string, at: string): Promise<string> {
  const facts = await stat(file).catch(() => undefined);
  if (facts === undefined) return missing(file, at);
  if ((facts.mode & 0o077) !== 0) {
    throw new Refusal("invalid", "secret-file-open", "A secret file can be read by others.", [{ at: `${at}: ${file}`, remedy: `chmod 600 ${file}, and replace the secret if others had access.` }]);
  }
  return (await readFile(file, "utf8")).trim();
}

function missing(file: string, at: string): never {
  throw new Refusal("invalid", "secret-file-missing", "A file that the settings name is missing.", [{ at: `${at}: ${file}` }]);
}
