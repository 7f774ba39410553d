/** Wrapped keys in memory, for tests and for programs that end with their data. The rules are those of store.ts. */
import type { SiteId } from "../../base/ids.ts";
import type { DataKeyCount, DataKeyRecord, DataKeyStore, Shelf, ShelfEntry } from "./store.ts";

export function memoryShelf(): Shelf {
  const entries = new Map<SiteId, ShelfEntry>();
  return {
    read: async (site) => entries.get(site),
    sites: async () => [...entries.keys()],
    replace: async (site, revision, keys) => {
      if ((entries.get(site)?.revision ?? 0) !== revision) return false;
      entries.set(site, { revision: revision + 1, keys: structuredClone(keys) });
      return true;
    },
  };
}

export function memoryDataKeys(): DataKeyStore {
  const sites = new Map<string, Map<string, DataKeyRecord>>();
  const keysOf = (site: string) => {
    const found = sites.get(site) ?? new Map<string, DataKeyRecord>();
    sites.set(site, found);
    return found;
  };
  return {
    add: async (site, key) => {
      const keys = keysOf(site);
      const taken = key.purpose === "index" && [...keys.values()].some((other) => other.purpose === "index" && other.kind === key.kind);
      if (keys.has(key.id) || taken) return false;
      keys.set(key.id, key);
      return true;
    },
    byId: async (site, id) => keysOf(site).get(id),
    newest: async (site, purpose, kind, scope) =>
      [...keysOf(site).values()]
        .filter((key) => key.purpose === purpose && key.kind === kind && key.scope === scope)
        .sort((a, b) => (a.id < b.id ? 1 : -1))[0],
    notUnder: async (site, version, limit) =>
      [...keysOf(site).values()]
        .filter((key) => key.siteKeyVersion !== version)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    rewrap: async (site, changes) => {
      const keys = keysOf(site);
      const held = changes.filter(({ id, from }) => keys.get(id)?.siteKeyVersion === from);
      for (const { id, to, wrapped } of held) {
        const key = keys.get(id);
        if (key !== undefined) keys.set(id, { ...key, siteKeyVersion: to, wrapped });
      }
      return held.length;
    },
    counts: async (site) => countKeys([...keysOf(site).values()]),
    remove: async (site, id) => void keysOf(site).delete(id),
    removeAll: async (site) => {
      const { size } = keysOf(site);
      sites.delete(site);
      return size;
    },
  };
}

function countKeys(keys: readonly DataKeyRecord[]): readonly DataKeyCount[] {
  const counts = new Map<string, DataKeyCount>();
  for (const { siteKeyVersion, kind, purpose } of keys) {
    const name = JSON.stringify([siteKeyVersion, kind, purpose]);
    counts.set(name, { siteKeyVersion, kind, purpose, count: (counts.get(name)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => a.siteKeyVersion - b.siteKeyVersion || (a.kind < b.kind ? -1 : 1));
}
