/**
 * A witness's state in a folder: its key, a file per log with the checkpoint cosigned last, and a file per fork it saw. Files are replaced
 * whole and synced, because a witness that forgets what it cosigned can be made to cosign a fork. One process at a time: its starter sees to that.
 */
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { WitnessState } from "./witness.ts";

export type WitnessFolder = { readonly privateKey: KeyObject; readonly state: WitnessState; readonly forks: () => Promise<readonly string[]> };

/** @param onFork told once for each fork, with the file that holds the evidence. */
export async function openWitnessFolder(folder: string, onFork: (origin: string, file: string) => void): Promise<WitnessFolder> {
  for (const part of ["logs", "forks"]) await mkdir(join(folder, part), { recursive: true, mode: 0o700 });
  const keyFile = join(folder, "witness-key.pem");
  if ((await readOr(keyFile)) === undefined) await writeDurably(keyFile, generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }) as string);
  const named = (origin: string): string => createHash("sha256").update(origin).digest("hex").slice(0, 32);
  return {
    privateKey: createPrivateKey(await readFile(keyFile, "utf8")),
    forks: async () => (await readdir(join(folder, "forks"))).filter((name) => name.endsWith(".txt")),
    state: {
      last: (origin) => readOr(join(folder, "logs", `${named(origin)}.txt`)),
      replace: (origin, checkpoint) => writeDurably(join(folder, "logs", `${named(origin)}.txt`), checkpoint),
      reportFork: async (origin, kept, offered, why) => {
        const text = `${why}\n\n${kept}\n${offered}`;
        const file = join(folder, "forks", `${named(origin)}-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.txt`);
        if ((await readOr(file)) !== undefined) return;
        await writeDurably(file, text);
        onFork(origin, file);
      },
    },
  };
}

const readOr = (file: string): Promise<string | undefined> =>
  readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
  const folder = await open(join(file, ".."), "r");
  await folder.sync().finally(() => folder.close());
}
