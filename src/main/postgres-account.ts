/**
 * Which account the PostgreSQL server runs as, and whether that account can reach its files.
 *
 * PostgreSQL refuses to run as root. Started by root, it runs as the system account `spendward`, made when missing;
 * where no account can be made, as `nobody`. An ordinary user runs it as itself.
 */
import { spawnSync } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Undefined: as ourselves. */
export type Account = { readonly uid: number; readonly gid: number } | undefined;

export async function postgresAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await accountNamed("spendward");
  if (known !== undefined) return known;
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", "spendward"], { stdio: "ignore" });
  return (await accountNamed("spendward")) ?? (await accountNamed("nobody")) ?? { uid: 65534, gid: 65534 };
}

async function accountNamed(name: string): Promise<Account> {
  const line = (await readFile("/etc/passwd", "utf8")).split("\n").find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** The first folder on the way to `path` that the account may not pass through. */
export async function closedTo(account: Account, path: string): Promise<string | undefined> {
  if (account === undefined) return undefined;
  const folders: string[] = [];
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) folders.unshift(folder);
  for (const folder of folders) {
    const { uid, gid, mode } = await stat(folder);
    const passes = uid === account.uid ? mode & 0o100 : gid === account.gid ? mode & 0o010 : mode & 0o001;
    if (!passes) return folder;
  }
  return undefined;
}
