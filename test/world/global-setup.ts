/** Starts one real PostgreSQL for the whole run of tests; each test file makes databases of its own in it (world.ts). */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { openAuthority } from "../../src/main/certificates.ts";
import { startPostgres } from "../../src/main/postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The password is that of the roles which all databases of a plane share (world.ts). */
    postgres: { readonly superuserUrl: string; readonly ca: string; readonly rolePassword: string };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "spendward world "));
  await chmod(folder, 0o711); // started by root, the server runs as another account, which must get through
  const authority = await openAuthority(folder);
  const server = await startPostgres({ folder: join(folder, "postgres"), binariesFolder: join(folder, "binaries"), authority, unsafeFast: true });
  project.provide("postgres", { superuserUrl: server.superuserUrl, ca: authority.ca, rolePassword: randomBytes(12).toString("hex") });
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
