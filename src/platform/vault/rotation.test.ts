import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SiteId } from "../../base/ids.ts";
import { memoryDataKeys, memoryShelf } from "./memory-store.ts";
import { GRACE_MS } from "./rotate-root.ts";
import type { DataKeyStore, Shelf } from "./store.ts";
import { bytesOf, codeOf, inChunks, job, session, withFolder, world } from "./vault.fixture.ts";
import { localFileKeyService, openVault, type KeyService, type SealedRow, type Vault } from "./vault.ts";
import { refuse } from "./refusals.ts";

const KINDS = ["finding.body", "case.note", "upload.name"] as const;
const FILE = { kind: "upload.file", object: "upl_1" };
type Filled = { readonly rows: readonly { readonly kind: string; readonly row: SealedRow }[]; readonly blob: Buffer };

async function fill(vault: Vault, site: SiteId): Promise<Filled> {
  return vault.withSite(site, job(site), async (keys) => {
    const rows = [];
    for (const kind of KINDS) rows.push({ kind, row: await keys.sealRow({ kind, object: "x" }, Buffer.from(kind)) });
    await keys.blindIndex("upload.hash", "abc");
    return { rows, blob: await bytesOf(keys.sealBlob(FILE, inChunks(Buffer.alloc(10, 1)))) };
  });
}

async function opensAll(vault: Vault, site: SiteId, { rows, blob }: Filled): Promise<void> {
  await vault.withSite(site, session(site), async (keys) => {
    for (const { kind, row } of rows) expect((await keys.openRow({ kind, object: "x" }, row)).toString()).toBe(kind);
    expect((await bytesOf(keys.openBlob(FILE, inChunks(blob)))).equals(Buffer.alloc(10, 1))).toBe(true);
  });
}

describe("rotation of a site key", () => {
  test("wraps every data key anew, destroys the old version, and opens everything as before", () => withFolder(async (folder) => {
    const { vault, site, parts, clock } = await world(folder);
    const filled = await fill(vault, site);
    const index = await vault.withSite(site, job(site), (keys) => keys.blindIndex("upload.hash", "abc"));
    clock.turn(86_400_000);
    expect(await vault.rotateSiteKey(site, job(site))).toEqual({ version: 2, dataKeysRewrapped: 5 });
    await opensAll(vault, site, filled);
    const later = openVault(parts); // a process that remembers nothing
    await opensAll(later, site, filled);
    expect(await later.withSite(site, job(site), (keys) => keys.blindIndex("upload.hash", "abc"))).toBe(index);
    later.close();
    const [second, first] = (await vault.inventory(site)).keys;
    expect(second).toMatchObject({ version: 2, state: "active", ageDays: 0, customerHeld: false });
    expect(second?.protects.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(first).toMatchObject({ version: 1, state: "destroyed", ageDays: 1, protects: [] });
    expect((await parts.shelf.read(site))?.keys.find(({ version }) => version === 1)?.wrapped).toBe("");
    vault.close();
  }));

  test("gives rows sealed after it a new data key, in processes that were running before it too", () => withFolder(async (folder) => {
    const { vault, site, parts, clock } = await world(folder);
    const running = openVault(parts);
    const place = { kind: "finding.body", object: "x" };
    const keyIdOf = (row: SealedRow) => Buffer.from(row.subarray(16, 32)).toString("hex");
    const seal = (of: Vault) => of.withSite(site, job(site), (keys) => keys.sealRow(place, Buffer.from("x")));
    const [one, same] = [await seal(running), await seal(vault)];
    expect(keyIdOf(one)).toBe(keyIdOf(same));
    await vault.rotateSiteKey(site, job(site));
    clock.turn(30_000);
    const two = await seal(running);
    expect(keyIdOf(two)).not.toBe(keyIdOf(one));
    await vault.withSite(site, job(site), async (keys) => expect((await keys.openRow(place, two)).toString()).toBe("x"));
    running.close();
    vault.close();
  }));

  test("killed at any step, before or after it took effect, loses nothing and is finished by the next one", () => withFolder(async (folder) => {
    const keyService = await localFileKeyService({ folder: join(folder, "root") });
    let survived = false;
    let kills = 0;
    for (let step = 0; !survived; step++) {
      for (const after of [false, true]) {
        const [shelf, dataKeys, fuse] = [memoryShelf(), memoryDataKeys(), { left: Infinity, after }];
        const { vault, site, parts } = await world(folder, { keyService, ...fused(shelf, dataKeys, fuse) });
        const filled = await fill(vault, site);
        fuse.left = step;
        survived = await vault.rotateSiteKey(site, job(site)).then(() => true, (error: Error) => {
          expect(error.message).toBe("killed");
          return false;
        });
        fuse.left = Infinity;
        kills += survived ? 0 : 1;
        const restarted = openVault({ ...parts, shelf, dataKeys });
        await opensAll(restarted, site, filled);
        await restarted.finishRotation(site, job(site));
        await opensAll(restarted, site, filled);
        await opensAll(vault, site, filled);
        const { keys, rotationUnderWay } = await restarted.inventory(site);
        expect(rotationUnderWay).toBe(false);
        expect(keys.map(({ state }) => state)).toEqual(keys.map((_, n) => (n === 0 ? "active" : "destroyed")));
        expect(keys[0]?.protects.reduce((sum, { count }) => sum + count, 0)).toBe(5);
        restarted.close();
        vault.close();
      }
    }
    expect(kills).toBeGreaterThan(12);
  }));

  test("does not lose a key that another process adds in the very moment the old version is destroyed", () => withFolder(async (folder) => {
    const { vault, site, parts } = await world(folder);
    await fill(vault, site);
    // The other process has stored its new data key under version 1 and is about to read the shelf when all of the rotation happens.
    let rotated = false;
    const dataKeys: DataKeyStore = {
      ...parts.dataKeys,
      add: async (of, key) => {
        if (!rotated) {
          rotated = true;
          await vault.rotateSiteKey(site, job(site));
        }
        return parts.dataKeys.add(of, key);
      },
    };
    const slow = openVault({ ...parts, dataKeys });
    const place = { kind: "letter.text", object: "x" };
    const row = await slow.withSite(site, job(site), (keys) => keys.sealRow(place, Buffer.from("kept")));
    expect(rotated).toBe(true);
    const later = openVault(parts);
    await later.withSite(site, job(site), async (keys) => expect((await keys.openRow(place, row)).toString()).toBe("kept"));
    expect((await parts.dataKeys.notUnder(site, 2, 10))).toEqual([]);
    for (const open of [slow, later, vault]) open.close();
  }));
});

/** Stores that die at the n-th act: with `after`, once it has taken effect. */
function fused(shelf: Shelf, dataKeys: DataKeyStore, fuse: { left: number; readonly after: boolean }) {
  const guarded = async <T>(act: () => Promise<T>): Promise<T> => {
    const dies = fuse.left-- <= 0;
    if (dies && !fuse.after) throw new Error("killed");
    const result = await act();
    if (dies) throw new Error("killed");
    return result;
  };
  return {
    shelf: { ...shelf, read: (site) => guarded(() => shelf.read(site)), replace: (site, revision, keys) => guarded(() => shelf.replace(site, revision, keys)) } satisfies Shelf,
    dataKeys: {
      ...dataKeys,
      notUnder: (site, version, limit) => guarded(() => dataKeys.notUnder(site, version, Math.min(limit, 2))), // small batches: more places to die
      rewrap: (site, changes) => guarded(() => dataKeys.rewrap(site, changes)),
    } satisfies DataKeyStore,
  };
}

describe("rotation of the root key", () => {
  test("wraps every site anew, and destroys the old root an hour later", () => withFolder(async (folder) => {
    const { vault, site, parts, clock } = await world(folder);
    const filled = await fill(vault, site);
    const old = (await parts.keyService.versions())[0]!.root;
    const first = await vault.rotateRoot("new");
    expect(first).toMatchObject({ siteKeysRewrapped: 1, rootsDestroyed: [], waiting: [] });
    clock.turn(GRACE_MS);
    expect(await vault.rotateRoot("resume")).toMatchObject({ root: first.root, siteKeysRewrapped: 0, rootsDestroyed: [old] });
    const later = openVault(parts);
    await opensAll(later, site, filled);
    expect((await later.rootInventory()).map(({ root, current, ageDays }) => [root, current, ageDays])).toEqual([[first.root, true, 0]]);
    later.close();
    vault.close();
  }));

  test("interrupted between two sites goes on, and keeps the old root as long as one site needs it", () => withFolder(async (folder) => {
    let withheld = false;
    const customer = await localFileKeyService({ folder: join(folder, "customer") });
    const { vault, site, parts, clock } = await world(folder, {
      customerKeyService: async () => (withheld ? undefined : customer),
    });
    const filled = await fill(vault, site);
    withheld = true;
    const first = await vault.rotateRoot("new");
    expect(first.waiting).toEqual([{ site, code: "customer-key-missing" }]);
    clock.turn(GRACE_MS * 2);
    expect((await vault.rotateRoot("resume")).rootsDestroyed).toEqual([]);
    withheld = false;
    const second = await vault.rotateRoot("resume");
    expect(second).toMatchObject({ siteKeysRewrapped: 1, waiting: [] });
    expect(second.rootsDestroyed.length).toBe(1);
    const later = openVault(parts);
    await opensAll(later, site, filled);
    later.close();
    vault.close();
  }));
});

describe("a customer's own key", () => {
  /** A service the customer can withhold, and let go again. */
  function withholding(service: KeyService) {
    const state = { withheld: false };
    const ask = <T>(work: () => Promise<T>) => (state.withheld ? Promise.reject(refuse("key-service-denied")) : work());
    return { state, service: { ...service, wrap: (key, context) => ask(() => service.wrap(key, context)), unwrap: (wrapped, context) => ask(() => service.unwrap(wrapped, context)) } satisfies KeyService };
  }

  test("is needed besides ours, pauses the site within the minute when withheld, and loses nothing", () => withFolder(async (folder) => {
    const { state, service } = withholding(await localFileKeyService({ folder: join(folder, "customer") }));
    let isConnected = false;
    const { vault, site, clock, parts } = await world(folder, { customerKeyService: async () => (isConnected ? service : undefined) });
    const filled = await fill(vault, site);
    expect(await codeOf(() => vault.rotateSiteKey(site, job(site), "add"))).toBe("customer-key-missing");
    isConnected = true;
    await vault.rotateSiteKey(site, job(site), "add");
    expect((await vault.inventory(site)).keys[0]).toMatchObject({ version: 2, customerHeld: true });
    await opensAll(vault, site, filled);

    await vault.withSite(site, job(site), async (keys) => {
      const { kind, row } = filled.rows[0]!;
      state.withheld = true;
      clock.turn(30_000);
      expect(await codeOf(() => keys.openRow({ kind, object: "x" }, row))).toBe("customer-key-revoked");
      expect(await codeOf(() => keys.sealRow({ kind, object: "x" }, row))).toBe("customer-key-revoked");
      expect(await vault.siteState(site)).toMatchObject({ ready: false, code: "customer-key-revoked" });
      expect(await codeOf(() => vault.rotateSiteKey(site, job(site)))).toBe("customer-key-revoked");
      state.withheld = false;
      expect((await keys.openRow({ kind, object: "x" }, row)).toString()).toBe(kind); // the same borrowing goes on
    });
    expect(await vault.siteState(site)).toEqual({ ready: true });
    await opensAll(vault, site, filled);

    // Our root alone does not open it.
    const alone = openVault({ ...parts, customerKeyService: async () => undefined });
    expect(await codeOf(() => alone.withSite(site, job(site), async () => "in"))).toBe("customer-key-missing");
    expect(await codeOf(() => alone.rotateSiteKey(site, job(site), "remove"))).toBe("customer-key-missing");
    alone.close();
    await vault.rotateSiteKey(site, job(site), "keep");
    expect((await vault.inventory(site)).keys[0]).toMatchObject({ version: 3, customerHeld: true });
    await vault.rotateSiteKey(site, job(site), "remove");
    expect((await vault.inventory(site)).keys[0]).toMatchObject({ version: 4, customerHeld: false });
    await opensAll(vault, site, filled);
    vault.close();
  }));
});

describe("destruction", () => {
  test("makes rows, blobs and restored copies unreadable, proves it on a sample, and can be repeated", () => withFolder(async (folder) => {
    const { vault, site, parts, clock, opened } = await world(folder);
    const filled = await fill(vault, site);
    const copies = await Promise.all(KINDS.map((kind) => parts.dataKeys.newest(site, "rows", kind, "2026-11 v1")));
    const sample = filled.rows.map(({ kind, row }) => ({ place: { kind, object: "x" }, sealed: row }));
    const report = await vault.destroySiteKey(site, job(site), sample);
    expect(report).toMatchObject({ site, dataKeysRemoved: 5, sample: { tried: 3, openedBefore: 3, refusedAfter: 3 } });
    expect(report.versions).toEqual([{ version: 1, createdAt: clock.now().toISOString(), destroyedAt: clock.now().toISOString() }]);
    expect(report.effectiveBy.getTime() - clock.now().getTime()).toBe(30_000);
    expect(opened.at(-1)?.act).toBe("destroy");
    expect(await codeOf(() => vault.withSite(site, job(site), async () => "in"))).toBe("site-key-destroyed");

    // A backup of the database brings the data keys back, and still nothing opens.
    for (const copy of copies) await parts.dataKeys.add(site, copy!);
    const restored = openVault(parts);
    expect(await codeOf(() => opensAll(restored, site, filled))).toBe("site-key-destroyed");
    restored.close();
    expect((await vault.destroySiteKey(site, job(site), sample)).sample).toEqual({ tried: 3, openedBefore: 0, refusedAfter: 3 });
    expect(await codeOf(() => vault.createSiteKey(site, job(site)))).toBe("site-key-exists"); // never a new key under an old name
    vault.close();
  }));

  test("is not reported when a sample still opens", () => withFolder(async (folder) => {
    const shelf = memoryShelf();
    const { vault, site } = await world(folder, { shelf: { ...shelf, replace: async (of, revision, keys) => revision > 0 || shelf.replace(of, revision, keys) } });
    const { rows } = await fill(vault, site);
    const sample = rows.map(({ kind, row }) => ({ place: { kind, object: "x" }, sealed: row }));
    expect(await codeOf(() => vault.destroySiteKey(site, job(site), sample))).toBe("site-key-unproven");
    vault.close();
  }));
});
