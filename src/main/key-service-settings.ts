/**
 * Where the root keys of a region are, by settings: the local file unless something else is named. Also the form of a site's
 * own connection to its customer's key service (docs/runbooks/key-services.md). PINs and passphrases are in files of their own.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { Refusal } from "../base/errors.ts";
import { type KeyService, type KeyServiceSettings, openKeyService } from "../platform/vault/vault.ts";
import { resolveSecrets } from "./secrets.ts";

const secret = z.string().min(1);
/** Ours by prefix, which we make and rotate; or one key by name, which its owner does. */
const prefix = z.string().regex(/^[a-zA-Z0-9-]{1,60}$/);
const https = z.url({ protocol: /^https$/ });
const aws = { kind: z.literal("aws-kms"), region: z.string().optional(), endpoint: z.url().optional() };
const azure = { kind: z.literal("azure-key-vault"), vault: https, hardware: z.boolean().optional() };

export const keyServiceSettings = z.union([
  z.strictObject({ kind: z.literal("local-file"), folder: z.string().optional(), passphrase: secret.optional() }),
  z.strictObject({ kind: z.literal("pkcs11"), library: z.string(), token: z.string(), pin: secret, label: z.string().optional() }),
  z.strictObject({ ...aws, prefix }), z.strictObject({ ...aws, key: z.string() }),
  z.strictObject({ ...azure, prefix }), z.strictObject({ ...azure, key: z.string() }),
]);
export type ChosenKeyService = z.infer<typeof keyServiceSettings>;

/**
 * @param folder of the local file, where the settings name none.
 * @param begun keys are wrapped under its roots already: where there is none, none is made.
 * @throws Refusal key-service-*, root-key-*.
 */
export const openChosenKeyService = (chosen: ChosenKeyService, folder: string, begun: boolean): Promise<KeyService> =>
  openKeyService({ ...optionsOf(chosen, folder), begun });

function optionsOf(chosen: ChosenKeyService, folder: string): KeyServiceSettings {
  switch (chosen.kind) {
    case "local-file":
      return { kind: chosen.kind, folder: chosen.folder ?? folder, ...(chosen.passphrase !== undefined && { passphrase: chosen.passphrase }) };
    case "pkcs11": {
      const { label, ...rest } = chosen;
      return { ...rest, ...(label !== undefined && { label }) };
    }
    case "aws-kms": {
      const { kind, region = regionIn(chosen), endpoint } = chosen;
      const client = { ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }) };
      return "key" in chosen ? { kind, key: chosen.key, client } : { kind, prefix: chosen.prefix, client };
    }
    case "azure-key-vault": {
      const { kind, vault, hardware } = chosen;
      const rest = { vault, ...(hardware !== undefined && { hardware }) };
      return "key" in chosen ? { kind, key: chosen.key, ...rest } : { kind, prefix: chosen.prefix, ...rest };
    }
  }
}

/** arn:aws:kms:REGION:ACCOUNT:key/ID */
const regionIn = (chosen: { readonly key?: string } | { readonly prefix: string }): string | undefined =>
  "key" in chosen && chosen.key?.startsWith("arn:") === true ? chosen.key.split(":")[3] : undefined;

/**
 * What a file holds, checked, with its secrets read.
 * @throws Refusal settings-not-valid, secret-*.
 */
export async function checkKeyService(found: unknown, file: string): Promise<ChosenKeyService> {
  const parsed = keyServiceSettings.safeParse(await resolveSecrets(found, file, "keyService"));
  if (parsed.success) return parsed.data;
  throw new Refusal("invalid", "settings-not-valid", "The settings of the key service are not complete.", [
    { at: file, expected: "kind local-file, pkcs11, aws-kms or azure-key-vault, with the fields of that kind", remedy: "See docs/runbooks/key-services.md." },
  ]);
}

/** Of a file that need not exist: then the local file. @throws Refusal settings-not-json, settings-not-valid, secret-*. */
export async function chosenKeyService(file: string): Promise<ChosenKeyService> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Refusal("invalid", "settings-missing", "The settings of the key service cannot be read.", [{ at: file }]);
  });
  return text === undefined ? { kind: "local-file" } : checkKeyService(parse(text, file), file);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("invalid", "settings-not-json", "The settings of the key service are not JSON.", [{ at: file }]);
  }
}
