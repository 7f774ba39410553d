/**
 * The operator's check of a data folder of `up`: every trail of all four planes. Where the service runs, its own database is asked; where it does
 * not, the database is started for as long as it takes, under the folder's lock. Reads only, as the database's superuser, whose password is in that folder.
 */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Refusal } from "../base/errors.ts";
import { REGIONS } from "../base/regions.ts";
import { openExistingSigner } from "../platform/audit/audit.ts";
import { checkPlane } from "./audit-verify-stored.ts";
import { inWords, type Voice } from "./audit-verify.ts";
import { openAuthority } from "./certificates.ts";
import { openDataFolder } from "./data-folder.ts";
import { startPostgres } from "./postgres-server.ts";
import { trailsIn } from "./up-plan.ts";

type Database = { readonly urlOf: (name: string) => string; readonly ca: string; readonly close: () => Promise<void> };

/** @returns the exit code: 0 all hold, 1 one does not, 2 they could not be read. */
export async function auditVerifyData(folder: string, given: { readonly paths: readonly string[]; readonly settings: string | undefined }, voice: Voice): Promise<0 | 1 | 2> {
  const data = resolve(folder);
  try {
    if (given.paths.length > 0 || given.settings !== undefined) throw new Refusal("invalid", "files-and-settings", "Check one thing: files, a plane's settings, or a data folder.", [{ at: data }]);
    const trails = await trailsIn(data);
    const database = await databaseOf(data);
    let good = true;
    try {
      for (const plane of ["control", ...REGIONS] as const) {
        const { folder: place, name, witnesses } = trails[plane];
        voice.say(`${plane}:`);
        const signer = await openExistingSigner(place);
        const url = database.urlOf(plane === "control" ? "control" : `region_${plane}`);
        good = (await checkPlane({ database: { url, ca: database.ca }, signer, origin: `${name}/${plane}`, witnesses: witnesses.map(({ key }) => key) }, voice)) && good;
      }
    } finally {
      await database.close();
    }
    voice.say(good ? "Everything holds." : "NOT everything holds.");
    return good ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    voice.complain(inWords(error));
    return 2;
  }
}

async function databaseOf(data: string): Promise<Database> {
  await readFile(join(data, "postgres", "superuser-password")).catch(() => {
    throw new Refusal("not_found", "data-folder-missing", "This is no data folder of 'spendward up', or it may not be read.", [{ at: data, remedy: "Name it with --data, as the account that the service runs as." }]);
  });
  const held = await openDataFolder(data, "spendward audit verify").catch((error: unknown) => {
    if (error instanceof Refusal && error.code === "already-running") return undefined;
    throw error;
  });
  return held === undefined ? running(data) : started(data, held.release);
}

/** Of a server that runs: port from its own file, password from the folder. */
async function running(data: string): Promise<Database> {
  const [password, lines, ca] = await Promise.all([readFile(join(data, "postgres", "superuser-password"), "utf8"), readFile(join(data, "postgres", "cluster", "postmaster.pid"), "utf8"), readFile(join(data, "ca.pem"), "utf8")]).catch(() => {
    throw new Refusal("unavailable", "database-starting", "The service is starting or stopping on this data folder.", [{ at: data, remedy: "Try again in a minute." }]);
  });
  const port = Number(lines.split("\n")[3]);
  return { urlOf: (name) => `postgres://postgres:${encodeURIComponent(password.trim())}@127.0.0.1:${port}/${name}`, ca, close: async () => undefined };
}

async function started(data: string, release: () => Promise<void>): Promise<Database> {
  try {
    const authority = await openAuthority(data);
    const server = await startPostgres({ folder: join(data, "postgres"), binariesFolder: join(data, "binaries"), authority, onLine: () => undefined });
    return {
      urlOf: (name) => server.superuserUrl.replace(/\/[^/]*$/, `/${name}`), ca: authority.ca,
      close: async () => {
        await server.stop();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}
