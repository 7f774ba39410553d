/** What happens to borrowed keys as time passes and services come and go. */
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MAX_LEASE_MS } from "./open-vault.ts";
import { refuse, type VaultCode } from "./refusals.ts";
import { codeOf, job, session, withFolder, world } from "./vault.fixture.ts";
import { localFileKeyService, openVault, type KeyService } from "./vault.ts";

const place = { kind: "finding.body", object: "fnd_1" };
const x = Buffer.from("x");

/** A service that can be made to fail or hang, and counts how often it was asked. */
function frail(service: KeyService) {
  const state: { code?: VaultCode; hangs?: boolean; unwraps: number } = { unwraps: 0 };
  const unwrap: KeyService["unwrap"] = async (wrapped, context) => {
    state.unwraps += 1;
    if (state.hangs) return new Promise(() => {});
    if (state.code !== undefined) throw refuse(state.code);
    return service.unwrap(wrapped, context);
  };
  return { state, service: { ...service, unwrap } satisfies KeyService };
}

const frailWorld = async (folder: string) => {
  const { state, service } = frail(await localFileKeyService({ folder: `${folder}/root` }));
  return { state, ...(await world(folder, { keyService: service, keyServiceWaitMs: 20 })) };
};

describe("a key service that goes away", () => {
  test("is not asked again within the lease; after it everything is refused, and goes on when it is back", () => withFolder(async (folder) => {
    const { vault, site, clock, state } = await frailWorld(folder);
    await vault.withSite(site, job(site), async (keys) => {
      const row = await keys.sealRow(place, x);
      state.code = "key-service-down";
      clock.turn(MAX_LEASE_MS - 1);
      expect((await keys.openRow(place, row)).equals(x)).toBe(true);
      expect(state.unwraps).toBe(1);
      clock.turn(1);
      expect(await codeOf(() => keys.openRow(place, row))).toBe("key-service-down");
      expect(await codeOf(() => keys.sealRow(place, x))).toBe("key-service-down");
      expect(await codeOf(() => vault.withSite(site, job(site), async () => "in"))).toBe("key-service-down");
      expect(await vault.siteState(site)).toMatchObject({ ready: false, code: "key-service-down" });
      state.code = "key-service-wrong-pin";
      expect(await codeOf(() => keys.openRow(place, row))).toBe("key-service-wrong-pin");
      delete state.code;
      expect((await keys.openRow(place, row)).equals(x)).toBe(true);
    });
    vault.close();
  }));

  test("or hangs is refused in time", () => withFolder(async (folder) => {
    const { vault, site, state } = await frailWorld(folder);
    state.hangs = true;
    expect(await codeOf(() => vault.withSite(site, job(site), async () => "in"))).toBe("key-service-slow");
    vault.close();
  }));

  test("a customer's that hangs is refused in time too", () => withFolder(async (folder) => {
    const { state, service } = frail(await localFileKeyService({ folder: `${folder}/customer` }));
    const { vault, site } = await world(folder, { customerKeyService: async () => service, keyServiceWaitMs: 20 });
    state.hangs = true;
    expect(await codeOf(() => vault.withSite(site, job(site), async () => "in"))).toBe("key-service-slow");
    vault.close();
  }));
});

test("a new month has a new data key, and the old one still opens", () => withFolder(async (folder) => {
  const { vault, site, clock, parts } = await world(folder);
  await vault.withSite(site, job(site), async (keys) => {
    const november = await keys.sealRow(place, x);
    clock.turn(8 * 86_400_000);
    const december = await keys.sealRow(place, x);
    expect((await keys.openRow(place, november)).equals(x)).toBe(true);
    expect((await keys.openRow(place, december)).equals(x)).toBe(true);
  });
  expect((await parts.dataKeys.counts(site))[0]?.count).toBe(2);
  expect(await parts.dataKeys.newest(site, "rows", place.kind, "2026-12 v1")).toBeDefined();
  vault.close();
}));

test("a lease cannot be made longer than half a minute", () => withFolder(async (folder) => {
  const { service, state } = frail(await localFileKeyService({ folder: `${folder}/root` }));
  const { vault, site, clock } = await world(folder, { keyService: service, leaseMs: 3_600_000 });
  await vault.withSite(site, job(site), async (keys) => {
    clock.turn(MAX_LEASE_MS);
    await keys.sealRow(place, x);
  });
  expect(state.unwraps).toBe(2);
  vault.close();
}));

test("keys are given back also when the work fails, and show nothing when they are looked at", () => withFolder(async (folder) => {
  const { vault, site, parts } = await world(folder);
  let kept: unknown;
  await expect(vault.withSite(site, session(site), async (keys) => {
    kept = keys;
    await keys.sealRow(place, x);
    throw new Error("work failed");
  })).rejects.toThrow("work failed");
  await expect((kept as { sealRow: (...all: unknown[]) => Promise<unknown> }).sealRow(place, x)).rejects.toThrow("given back");
  const { root, wrapped } = (await parts.shelf.read(site))!.keys[0]!;
  const siteKey = Buffer.from(await parts.keyService.unwrap({ root, bytes: Buffer.from(wrapped, "base64") }, { region: "uk", site, version: 1 }));
  const seen = inspect([kept, vault], { depth: 20, showHidden: true });
  for (const form of ["hex", "base64"] as const) expect(seen).not.toContain(siteKey.toString(form));
  vault.close();
}));

describe("a process that nobody asks", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
  afterEach(() => void vi.useRealTimers());

  test("forgets clear keys by itself", () => withFolder(async (folder) => {
    const { vault, site, clock, parts } = await world(folder);
    await vault.withSite(site, job(site), (keys) => keys.sealRow(place, x));
    let reads = 0;
    const counted = openVault({ ...parts, shelf: { ...parts.shelf, read: (of) => (reads++, parts.shelf.read(of)) } });
    const seal = () => counted.withSite(site, job(site), (keys) => keys.sealRow(place, x));
    await seal();
    await seal();
    expect(reads).toBe(1);
    clock.turn(MAX_LEASE_MS);
    vi.advanceTimersByTime(MAX_LEASE_MS);
    clock.turn(-MAX_LEASE_MS); // by the clock the lease would hold again, but there is nothing left to use
    await seal();
    expect(reads).toBe(2);
    counted.close();
    vault.close();
    expect(vi.getTimerCount()).toBe(0);
  }));
});
