/**
 * The key service of one machine: root keys in files of a folder that only its owner can read.
 *
 * `root-000001-….json` holds one root version: 32 random bytes, either as they are (0600 is the whole protection) or wrapped
 * by a key made from a passphrase with Argon2id (RFC 9106). The highest number is current.
 * Whoever copies the folder (and knows the passphrase) holds everything; keep it apart from the data and its backups.
 * A file or folder that others can read is refused, not repaired: what was exposed may have been copied.
 */
import { argon2, createSecretKey, randomBytes, randomUUID, type KeyObject } from "node:crypto";
import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { systemClock, type Clock } from "../../base/clock.ts";
import { createWhole, erase, readWhole } from "./durable-file.ts";
import { contextFields, type KeyService, type OpenedAs, type RootVersion } from "./key-service.ts";
import { isRefusal, refuse } from "./refusals.ts";
import { KEY_BYTES, unwrapKey, wrapKey } from "./wrap.ts";

export type LocalFileOptions = OpenedAs & { readonly folder: string; readonly passphrase?: string; readonly clock?: Clock };

/** RFC 9106, section 4, second recommended option (64 MiB): about 0.2 s, once per root version and process. */
const ARGON2 = { parallelism: 4, memory: 65_536, passes: 3, tagLength: KEY_BYTES };
const FORMAT = "spendward-root-key-1";

type RootFile = {
  readonly format: string; readonly root: string; readonly createdAt: string;
  readonly key?: string; readonly sealedKey?: string; readonly salt?: string;
};

const argon2id = promisify(argon2) as (algorithm: "argon2id", parameters: object) => Promise<Buffer>;

async function passphraseKey(passphrase: string, salt: Uint8Array): Promise<KeyObject> {
  return createSecretKey(await argon2id("argon2id", { message: passphrase, nonce: salt, ...ARGON2 }));
}

/** Makes the folder and the first root version if there is none. @throws Refusal root-key-*, key-service-wrong-pin. */
export async function localFileKeyService(options: LocalFileOptions): Promise<KeyService> {
  const { folder, passphrase, begun = false, clock = systemClock } = options;
  if (!begun) await mkdir(folder, { recursive: true, mode: 0o700 });
  const opened = new Map<string, KeyObject>();

  const make = async (): Promise<RootVersion> => {
    const [newest = "0"] = await roots(folder);
    const root = `${String(Number.parseInt(newest, 10) + 1).padStart(6, "0")}-${randomUUID()}`;
    const key = randomBytes(KEY_BYTES);
    const salt = randomBytes(16);
    const secret = passphrase === undefined
      ? { key: key.toString("base64") }
      : { salt: salt.toString("base64"), sealedKey: wrapKey(await passphraseKey(passphrase, salt), [FORMAT, root], key).toString("base64") };
    const createdAt = clock.now();
    await createWhole(fileOf(folder, root), JSON.stringify({ format: FORMAT, root, createdAt: createdAt.toISOString(), ...secret }));
    return { root, createdAt, current: true };
  };

  // A root destroyed by another process must stop working here, so its file is asked for each time.
  const keyOf = async (root: string): Promise<KeyObject> => {
    const file = await readRoot(folder, root);
    const known = opened.get(root) ?? (await openRoot(file, passphrase));
    opened.set(root, known);
    return known;
  };
  const current = async (): Promise<string> => {
    const [newest] = await roots(folder);
    if (newest === undefined) throw refuse("root-key-missing");
    return newest;
  };

  if (!begun && (await roots(folder)).length === 0) await make();
  await keyOf(await current());
  return {
    kind: "local-file",
    wrap: async (key, context) => {
      const root = await current();
      return { root, bytes: wrapKey(await keyOf(root), contextFields(context), key) };
    },
    unwrap: async ({ root, bytes }, context) => {
      try {
        return unwrapKey(await keyOf(root), contextFields(context), bytes);
      } catch (error) {
        throw isRefusal(error) && error.code.startsWith("sealed-") ? refuse("wrapped-key-damaged") : error;
      }
    },
    rotate: make,
    destroy: async (root) => {
      if (root === (await current())) throw refuse("root-key-in-use");
      opened.delete(root);
      if (ROOT.test(root)) await erase(fileOf(folder, root));
    },
    versions: async () => {
      const found: RootVersion[] = [];
      for (const [index, root] of (await roots(folder)).entries()) {
        const file = await readRoot(folder, root).catch(unlessDestroyed);
        if (file !== undefined) found.push({ root, createdAt: new Date(file.createdAt), current: index === 0 });
        else if (index === 0) throw refuse("root-key-unreadable"); // the current root is never destroyed: this is damage
        else await erase(fileOf(folder, root)); // ends what a kill cut short
      }
      return found;
    },
    health: async () => void (await keyOf(await current())),
    close: async () => opened.clear(),
  };
}

const ROOT = /^\d{6}-[0-9a-f-]{36}$/;
const fileOf = (folder: string, root: string) => join(folder, `root-${root}.json`);

/** Newest first. @throws Refusal root-key-exposed for a folder that others may enter. */
async function roots(folder: string): Promise<readonly string[]> {
  const found = await stat(folder).catch(() => {
    throw refuse("root-key-missing");
  });
  if ((found.mode & 0o077) !== 0) throw refuse("root-key-exposed");
  const names = (await readdir(folder)).flatMap((name) => /^root-(.+)\.json$/.exec(name)?.[1] ?? []);
  return names.filter((name) => ROOT.test(name)).sort().reverse();
}

async function readRoot(folder: string, root: string): Promise<RootFile> {
  if (!ROOT.test(root)) throw refuse("root-key-missing");
  const file = fileOf(folder, root);
  const found = await stat(file).catch(() => {
    throw refuse("root-key-missing");
  });
  if ((found.mode & 0o077) !== 0) throw refuse("root-key-exposed");
  const text = await readWhole(file);
  if (text === undefined) throw refuse("root-key-missing");
  try {
    const parsed = JSON.parse(text) as RootFile;
    if (parsed.format === FORMAT && parsed.root === root) return parsed;
  } catch {
    // Not JSON: answered like any other unreadable file.
  }
  throw refuse("root-key-unreadable");
}

/** Between the listing and the reading, or by a process that was killed over it. */
function unlessDestroyed(error: unknown): undefined {
  if (!isRefusal(error, "root-key-missing")) throw error;
}

async function openRoot(file: RootFile, passphrase: string | undefined): Promise<KeyObject> {
  if (file.key !== undefined) {
    const key = Buffer.from(file.key, "base64");
    if (key.length !== KEY_BYTES) throw refuse("root-key-unreadable");
    return createSecretKey(key);
  }
  if (file.sealedKey === undefined || file.salt === undefined) throw refuse("root-key-unreadable");
  if (passphrase === undefined) throw refuse("key-service-wrong-pin");
  try {
    const wrapping = await passphraseKey(passphrase, Buffer.from(file.salt, "base64"));
    return createSecretKey(unwrapKey(wrapping, [FORMAT, file.root], Buffer.from(file.sealedKey, "base64")));
  } catch (error) {
    throw isRefusal(error, "sealed-wrong-key") ? refuse("key-service-wrong-pin") : refuse("root-key-unreadable");
  }
}
