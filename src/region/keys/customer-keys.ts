/**
 * How the customers' own key services are reached: one small file per site beside the site keys, and the open connections.
 *
 * Not sealed, since it is needed before anything of the site can be opened: it names a key, and holds no credentials. (Secrets
 * of an operator's own file are in files of their own, main/secrets.ts.) Like the shelf it stays out of archived backups.
 * A file changed by another process is noticed at the next lease. Killed while writing: the old file counts.
 */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { invariant } from "../../base/errors.ts";
import { isId, type SiteId } from "../../base/ids.ts";
import type { CustomerKeyService, KeyService } from "../../platform/vault/vault.ts";

/** What a file holds: the settings of a key service as in docs/runbooks/key-services.md. */
export type CustomerKeyConnection = { readonly kind: KeyService["kind"] } & Readonly<Record<string, unknown>>;

export type CustomerKeys = {
  readonly serviceOf: CustomerKeyService;
  readonly connectionOf: (site: SiteId) => Promise<CustomerKeyConnection | undefined>;
  readonly connect: (site: SiteId, connection: CustomerKeyConnection) => Promise<void>;
  readonly disconnect: (site: SiteId) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** @param open makes a key service of a file's content; `file` is where paths in it start from. */
export type OpenConnection = (connection: CustomerKeyConnection, file: string) => Promise<KeyService>;

export async function folderCustomerKeys(folder: string, open: OpenConnection): Promise<CustomerKeys> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const opened = new Map<SiteId, { readonly text: string; readonly service: KeyService }>();
  const fileOf = (site: SiteId): string => {
    invariant(isId("sit", site), "customer keys are those of sites");
    return join(folder, `${site}.json`);
  };
  const textOf = (site: SiteId): Promise<string | undefined> =>
    readFile(fileOf(site), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
  return {
    serviceOf: async (site) => {
      const text = await textOf(site);
      const known = opened.get(site);
      if (known !== undefined && known.text === text) return known.service;
      opened.delete(site);
      await known?.service.close();
      if (text === undefined) return undefined;
      const connection = JSON.parse(text) as CustomerKeyConnection;
      const service = openedWhenUsed(connection.kind, () => open(connection, fileOf(site)));
      opened.set(site, { text, service });
      return service;
    },
    connectionOf: async (site) => {
      const text = await textOf(site);
      return text === undefined ? undefined : (JSON.parse(text) as CustomerKeyConnection);
    },
    connect: async (site, connection) => {
      const written = `${fileOf(site)}.${randomUUID()}.tmp`;
      await writeFile(written, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600, flush: true });
      await rename(written, fileOf(site));
    },
    disconnect: (site) => rm(fileOf(site), { force: true }),
    close: async () => {
      for (const { service } of opened.values()) await service.close();
      opened.clear();
    },
  };
}

/** A key that is withheld from the start must be refused where it is used: there the vault knows whose key it is. */
function openedWhenUsed(kind: KeyService["kind"], open: () => Promise<KeyService>): KeyService {
  let opening: Promise<KeyService> | undefined;
  const use = (): Promise<KeyService> => {
    opening ??= open();
    opening.catch(() => (opening = undefined));
    return opening;
  };
  return {
    kind,
    wrap: async (key, context) => (await use()).wrap(key, context),
    unwrap: async (wrapped, context) => (await use()).unwrap(wrapped, context),
    rotate: async () => (await use()).rotate(),
    destroy: async (root) => (await use()).destroy(root),
    versions: async () => (await use()).versions(),
    health: async () => (await use()).health(),
    close: async () => (await opening?.catch(() => undefined))?.close(),
  };
}
