/**
 * What was signed last of each log, kept apart from the database: in a folder beside the signing key, durable.
 *
 * It is the second witness of the log's own promise. A database that was put back to an older state, or changed, can be made to hold
 * another tree of a size that was signed before; this record then refuses the signature. It is written before the signature
 * is made, so it may be ahead of the database by one tree and is never behind a signature.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../../base/errors.ts";
import type { Tree } from "../tlog/tlog.ts";

export type SigningRecord = {
  /** Undefined when nothing of that trail was ever signed. */
  readonly last: (trail: string) => Promise<Tree | undefined>;
  /** All of which something was ever signed. */
  readonly trails: () => Promise<readonly string[]>;
  /** Durable when it resolves. The caller holds the trail's row lock, so there is one writer. */
  readonly note: (trail: string, tree: Tree) => Promise<void>;
};

export type TrailSigner = { readonly privateKey: KeyObject; readonly record: SigningRecord };

const KEY_FILE = "signing-key.pem";

/** Makes the key at first use. The key and the record belong together: whoever restores one restores the other. */
export async function openTrailSigner(folder: string): Promise<TrailSigner> {
  await mkdir(join(folder, "signed"), { recursive: true, mode: 0o700 });
  await createKey(folder, join(folder, KEY_FILE));
  return openExistingSigner(folder);
}

/** For those who only look. @throws Refusal signing-key-missing */
export async function openExistingSigner(folder: string): Promise<TrailSigner> {
  const file = join(folder, KEY_FILE);
  if ((await readFile(file).catch(() => undefined)) === undefined) throw new Refusal("not_found", "signing-key-missing", "There is no signing key of a trail here, or it may not be read.", [{ at: file, remedy: "Run this as the account that the service runs as, with that service's settings." }]);
  return { privateKey: createPrivateKey(await readFile(file, "utf8")), record: folderRecord(join(folder, "signed")) };
}

/** Two processes that start at once agree on one key: only the first link gets the name. */
async function createKey(folder: string, file: string): Promise<void> {
  if ((await readFile(file).catch(() => undefined)) !== undefined) return;
  const written = `${file}.${randomBytes(6).toString("hex")}`;
  await writeDurably(written, generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }) as string);
  await link(written, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(written, { force: true });
  await syncFolder(folder);
}

/** A file per trail: size and root, a line each. */
export function folderRecord(folder: string): SigningRecord {
  const fileOf = (trail: string): string => join(folder, trail.replaceAll(/[^a-z0-9_-]/g, "_"));
  return {
    trails: async () => (await readdir(folder)).filter((name) => !name.endsWith(".new")).sort(),
    last: async (trail) => {
      const text = await readFile(fileOf(trail), "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      });
      if (text === undefined) return undefined;
      const found = /^(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text);
      const root = Buffer.from(found?.[2] ?? "", "base64");
      // Written one way only: base64 has bits at its end that mean nothing.
      if (found === null || root.toString("base64") !== found[2]) throw new Refusal("conflict", "signing-record-damaged", "The record of what was signed last cannot be read. Nothing is signed until it is repaired.", [{ at: trail }]);
      return { size: Number(found[1]), root };
    },
    note: async (trail, { size, root }) => {
      const file = fileOf(trail);
      await writeDurably(`${file}.new`, `${size}\n${Buffer.from(root).toString("base64")}\n`).catch((error: NodeJS.ErrnoException) => {
        // The old record holds; the next round comes to the same tree.
        if (error.code === "ENOSPC" || error.code === "EDQUOT") throw new Refusal("unavailable", "signing-record-full", "There is no room for the record of what was signed. Signing goes on by itself once there is.", [{ at: folder, remedy: "Make room on that disk." }]);
        throw error;
      });
      // Killed here: the old record holds, and nothing was signed since.
      await rename(`${file}.new`, file);
      await syncFolder(folder);
    },
  };
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
