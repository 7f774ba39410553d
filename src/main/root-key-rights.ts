/**
 * Who besides this process could use the root keys, as far as that can be seen from here. Keys in files: anybody to whom the file system gives
 * the folder or a file. In a hardware module or a cloud service the policy stands there: unknown from here.
 */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { StandingRight } from "../platform/postgres/postgres.ts";
import type { ChosenKeyService } from "./key-service-settings.ts";

export async function rootKeyRights(service: ChosenKeyService, folder: string): Promise<readonly StandingRight[] | "unknown"> {
  if (service.kind !== "local-file") return "unknown";
  const place = service.folder ?? folder;
  const names = await readdir(place).catch(() => [] as string[]);
  const found: StandingRight[] = [];
  for (const path of [place, ...names.map((name) => join(place, name))]) {
    const { mode, uid } = await stat(path);
    if ((mode & 0o077) !== 0) found.push({ who: "everybody on the machine", what: "may reach a root key's file: its permissions are too wide" });
    if (uid !== process.getuid?.()) found.push({ who: `user ${uid} of the machine`, what: "owns a root key's file" });
  }
  return found;
}
