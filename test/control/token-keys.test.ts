import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { newId } from "../../src/base/ids.ts";
import { issueAccessToken, remoteKeys, verifyAccessToken } from "../../src/platform/tokens/tokens.ts";
import { keyFor, sealWith } from "../../src/control/sealing/sealing.ts";
import { openTokenKeys, PUBLISHED_AFTER_MS, PUBLISHED_AHEAD_MS, rotateTokenKeys } from "../../src/control/token-keys/token-keys.ts";
import { asSuperuser, entries, openScene, SECRET, type Scene } from "./scene.ts";

let scene: Scene;
beforeEach(async () => { scene = await openScene(); });
afterEach(async () => { await scene.close(); });

const published = async (): Promise<string[]> => (await scene.browser().get("/.well-known/spendward-keys.json")).body.keys.map((key: { kid: string }) => key.kid);
const ring = (secret = SECRET) => ({ database: scene.world.db, clock: scene.clock, keySeal: sealWith(keyFor(secret, "token keys")), auditSeal: scene.control.plane.auditSeal });
const rotate = () => rotateTokenKeys(ring(), { kind: "system", name: "test" }, { onlyIfDue: false });

it("publishes public halves only, and keeps the private ones sealed", async () => {
  const answer = await scene.browser().get("/.well-known/spendward-keys.json");
  expect(answer.body.keys).toHaveLength(1);
  expect(Object.keys(answer.body.keys[0]).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  const [row] = await asSuperuser<{ sealed_private_jwk: Buffer; public_jwk: object }>(scene, "select sealed_private_jwk, public_jwk from token_key");
  expect(Object.keys(row?.public_jwk ?? {})).not.toContain("d");
  expect(row?.sealed_private_jwk.toString("latin1")).not.toContain('"d"');
});

it("changes keys with overlap: published before it signs, and after it has stopped", async () => {
  const [first] = await published();
  const signer = async () => (await scene.control.plane.tokenKeys.signer()).kid;
  expect(await signer()).toBe(first);
  await rotate();
  const [stillFirst, second] = await published();
  expect([stillFirst, await signer()]).toEqual([first, first]);
  scene.clock.advance(PUBLISHED_AHEAD_MS + 1);
  expect(await signer()).toBe(second);
  expect(await published()).toEqual([second, first]);
  scene.clock.advance(PUBLISHED_AFTER_MS);
  expect(await published()).toEqual([second]);
  expect((await entries(scene)).map((entry) => [entry.trail, entry.act])).toEqual([["operator", "token-keys.create"], ["operator", "token-keys.rotate"]]);
});

it("refuses nobody's token while keys change, in a region that control cannot reach when the new key begins, and in one that was away when it was published", async () => {
  const folder = await mkdtemp(join(tmpdir(), "keys "));
  const startMs = scene.clock.now().getTime();
  const minute = (): number => Math.round((scene.clock.now().getTime() - startMs) / 60_000);
  const cutOff = { uk: (at: number) => at >= 12 && at < 32, eu: (at: number) => at < 10 };
  const keysOf = (region: "uk" | "eu") => remoteKeys({
    cacheFile: join(folder, region), nowMs: () => scene.clock.now().getTime(),
    fetchSet: async () => {
      if (minute() > 0 && cutOff[region](minute())) throw new Error("away");
      return scene.control.plane.tokenKeys.published();
    },
  });
  const keys = { uk: keysOf("uk"), eu: keysOf("eu") };
  const alive: { region: "uk" | "eu"; token: string; kid: string; untilMinute: number }[] = [];
  const signers = new Set<string>();
  for (; minute() < 45; scene.clock.advance(60_000)) {
    if (minute() === 1) await rotate();
    const signer = await scene.control.plane.tokenKeys.signer();
    signers.add(signer.kid);
    const nowMs = scene.clock.now().getTime();
    for (const region of ["uk", "eu"] as const) {
      const { token } = await issueAccessToken(signer, { person: newId("per"), organisation: newId("org"), site: newId("sit"), region, permissions: [], session: "s", generation: 0, strength: [] }, nowMs);
      alive.push({ region, token, kid: signer.kid, untilMinute: minute() + 5 });
    }
    for (const { region, token, untilMinute } of alive) {
      if (minute() >= untilMinute) continue;
      await expect(verifyAccessToken(keys[region], region, token, nowMs), `${region} in minute ${minute()}`).resolves.toBeDefined();
    }
    // Restarted in the middle, while control is away: what it knew is on its disk.
    if (minute() === 25) keys.uk = keysOf("uk");
    await new Promise((done) => setImmediate(done));
    await vi.waitFor(async () => expect((await readdir(folder)).some((name) => name.endsWith(".new"))).toBe(false));
  }
  expect(signers.size).toBe(2);
  expect(await published()).toHaveLength(1);
  await rm(folder, { recursive: true });
});

it("makes one first key between nodes that start together, and the next after ninety days", async () => {
  await asSuperuser(scene, "truncate token_key");
  const made = await Promise.all([1, 2, 3].map(() => openTokenKeys(ring()).renew()));
  expect(made.filter(Boolean)).toHaveLength(1);
  scene.clock.advance(90 * 86_400_000 - 60_000);
  expect(await openTokenKeys(ring()).renew()).toBe(false);
  scene.clock.advance(60_000);
  expect(await openTokenKeys(ring()).renew()).toBe(true);
  expect(await openTokenKeys(ring()).renew()).toBe(false);
});

it("says so when the secret is another installation's, and is not ready then", async () => {
  await expect(openTokenKeys(ring(Buffer.alloc(32, 6))).signer()).rejects.toMatchObject({ kind: "unavailable", code: "control-secret-wrong" });
  expect((await scene.browser().get("/readyz")).body).toEqual({ state: "ready", checks: { database: "ready", keys: "ready" } });
  await asSuperuser(scene, "truncate token_key");
  expect((await scene.browser().get("/readyz")).status).toBe(503);
});
