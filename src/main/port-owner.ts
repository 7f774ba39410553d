/** Is a port free, and if not, who has it? Only for the message; Linux tells, elsewhere it stays unknown. */
import { readdir, readFile, readlink } from "node:fs/promises";
import { createServer } from "node:net";
import { Refusal } from "../base/errors.ts";

/** @throws Refusal port-taken, port-not-allowed. */
export async function needPort(host: string, port: number): Promise<void> {
  const code = await tryPort(host, port);
  if (code === undefined) return;
  if (code === "EACCES") {
    throw new Refusal("forbidden", "port-not-allowed", `This account may not use port ${port}.`, [{ remedy: "Choose a port from 1024 up with --port." }]);
  }
  if (code !== "EADDRINUSE") throw new Refusal("unavailable", "address-not-usable", `The address ${host}:${port} cannot be used (${code}).`);
  const owner = await ownerOf(port);
  throw new Refusal("conflict", "port-taken", `Port ${port} is already in use${owner === undefined ? "" : ` by ${owner}`}.`, [
    { at: `${host}:${port}`, remedy: "Stop what uses it, or choose another with --port (four ports in a row are needed)." },
  ]);
}

function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}

async function ownerOf(port: number): Promise<string | undefined> {
  const inode = await listeningInode(port);
  if (inode === undefined) return undefined;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const file of files) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => "");
      if (target === `socket:[${inode}]`) return `${(await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "a program")).trim()} (process ${pid})`;
    }
  }
  return undefined;
}

/** /proc/net/tcp: local address and port in hex in column 1, state 0A = listening in column 3, inode in column 9. */
async function listeningInode(port: number): Promise<string | undefined> {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    const lines = (await readFile(table, "utf8").catch(() => "")).trim().split("\n").slice(1);
    const found = lines.map((line) => line.trim().split(/\s+/)).find((columns) => columns[1]?.endsWith(`:${hex}`) && columns[3] === "0A");
    if (found?.[9] !== undefined) return found[9];
  }
  return undefined;
}
