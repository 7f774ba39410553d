/**
 * The kill simulation at length: `node test/trail/simulate.ts [KILLS] [SEED]`, 200 kills unless said otherwise. As root it also fills up disks: the trail folder
 * and the database each lie on a small tmpfs. The database itself is killed too. Prints its seed and what happened; exit code 1 when anything did not hold.
 */
import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { chmod, mkdir, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openAuthority } from "../../src/main/certificates.ts";
import { preparePlaneDatabase } from "../../src/main/databases.ts";
import { freePort, type PostgresServer, startPostgres } from "../../src/main/postgres-server.ts";
import { simulate, type Trouble } from "./simulation.ts";

const [kills = 200, seed = randomInt(2 ** 31)] = process.argv.slice(2).map(Number);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const root = await mkdtemp(join(tmpdir(), "simulate "));
await chmod(root, 0o711);
const isRoot = process.getuid?.() === 0;
const disks = { "trail folder": { folder: join(root, "parts"), size: "1m" }, database: { folder: join(root, "postgres"), size: "350m" } } as const;
for (const { folder, size } of Object.values(disks)) {
  await mkdir(folder, { mode: 0o711 });
  if (isRoot) execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=711`, "tmpfs", folder]);
}
const authority = await openAuthority(root);
const start = (port?: number): Promise<PostgresServer> => startPostgres({ folder: disks.database.folder, binariesFolder: join(root, "binaries"), authority, onLine: () => undefined, ...(port !== undefined && { port }) });
let server = await start();
const { url } = await preparePlaneDatabase(server, authority.ca, "uk");

/** Until it runs: a disk that is full keeps it from starting. */
async function running(): Promise<void> {
  const over = await Promise.race([server.ended.then(() => true), wait(200).then(() => false)]);
  for (let n = 0; over && n < 30; n += 1) {
    try {
      server = await start(server.port);
      return;
    } catch {
      await wait(500);
    }
  }
}

const killed: Trouble = {
  name: "database killed",
  happen: async () => {
    const [pid = ""] = (await readFile(join(disks.database.folder, "cluster", "postmaster.pid"), "utf8")).split("\n");
    process.kill(Number(pid), "SIGKILL");
    await server.ended;
    await running();
  },
};

/** Full for two seconds, then there is room again. */
const full = (name: keyof typeof disks): Trouble => ({
  name: `disk of the ${name} full`,
  happen: async () => {
    const file = join(disks[name].folder, "filler");
    const filler = await open(file, "w");
    // In ever smaller pieces, to the last byte.
    for (let bytes = 4 * 1024 ** 2; bytes >= 512; bytes = Math.floor(bytes / 2)) {
      const piece = Buffer.alloc(bytes);
      while (await filler.write(piece).then(({ bytesWritten }) => bytesWritten === bytes, () => false)) { /* goes on */ }
    }
    await filler.close();
    await wait(2_000);
    await rm(file);
    await running();
  },
});

say(`seed ${seed}, ${kills} kills${isRoot ? "" : "; disks are not filled: that needs root"}; load ${loadavg()[0]?.toFixed(1)}`);
const fromMs = performance.now();
try {
  const outcome = await simulate({ url, ca: authority.ca, folder: disks["trail folder"].folder, witnessPort: await freePort(), seed, kills, troubles: [killed, ...(isRoot ? [full("trail folder"), full("database")] : [])], say });
  const { faults, ...told } = outcome;
  say(JSON.stringify({ seed, seconds: Math.round((performance.now() - fromMs) / 1000), ...told }, null, 2));
  for (const fault of faults) say(`FAULT: ${fault}`);
  say(faults.length === 0 ? "Everything held." : `NOT everything held. Seed ${seed}.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await server.stop();
  if (isRoot) for (const { folder } of Object.values(disks)) execFileSync("umount", ["-l", folder]);
  await rm(root, { recursive: true, force: true });
}
