/** A vault over memory for the tests of this folder: a clock to turn, authorities that hold, openings that are kept. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, type SiteId } from "../../base/ids.ts";
import type { Authority, KeyAct } from "./authority.ts";
import { localFileKeyService } from "./local-file.ts";
import { memoryDataKeys, memoryShelf } from "./memory-store.ts";
import { openVault, type VaultOptions } from "./open-vault.ts";

export type TurnedClock = { readonly now: () => Date; readonly turn: (ms: number) => void };

export function turnedClock(start = "2026-11-23T09:00:00Z"): TurnedClock {
  let at = Date.parse(start);
  return { now: () => new Date(at), turn: (ms) => void (at += ms) };
}

export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "vault-"));
  return use(folder).finally(() => rm(folder, { recursive: true, force: true }));
}

export const session = (site: SiteId): Authority => ({ by: "session", site, person: newId("per"), session: newId("ses"), expiresAtMs: Number.MAX_SAFE_INTEGER });
export const job = (site: SiteId): Authority => ({ by: "job", site, job: newId("job"), cause: "test" });

export async function world(folder: string, options: Partial<VaultOptions> = {}) {
  const clock = turnedClock();
  const opened: { authority: Authority; act: KeyAct; at: Date }[] = [];
  const parts: VaultOptions = {
    region: "uk", clock,
    keyService: options.keyService ?? (await localFileKeyService({ folder: join(folder, "root"), clock })),
    shelf: memoryShelf(), dataKeys: memoryDataKeys(),
    checkAuthority: async () => {},
    recordOpening: async (opening) => void opened.push(opening),
    ...options,
  };
  const vault = openVault(parts);
  const site = newId("sit");
  await vault.createSiteKey(site, job(site));
  return { vault, site, clock, opened, parts };
}

export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

export async function* inChunks(bytes: Uint8Array, chunkBytes = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** The code of the refusal that the work ends in; anything else is the test's failure. */
export async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.name === "Refusal") return String(error.code);
    throw error;
  }
  return "nothing was refused";
}
