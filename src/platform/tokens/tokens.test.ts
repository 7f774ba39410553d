import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorld, type WorldDatabase } from "../../../test/world/world.ts";
import { newId } from "../../base/ids.ts";
import { COMPANY_CODE_MAX_LENGTH, COMPANY_CODES_MAX_CHARACTERS, MOST_COMPANY_CODES } from "../access/access.ts";
import {
  type AccessClaims, databaseNonces, fixedKeys, issueAccessToken, newSigningKey, publicKeySet, readSigningKey, remoteKeys,
  type SigningKey, signMessage, verifyAccessToken, verifyMessage,
} from "./tokens.ts";

const NOW = Date.parse("2026-11-23T10:00:00Z");
let signer: SigningKey;
beforeAll(async () => {
  signer = await readSigningKey(newSigningKey());
});
const keys = () => fixedKeys(publicKeySet([signer]));
const claims: AccessClaims = {
  person: newId("per"), organisation: newId("org"), site: newId("sit"), region: "uk", permissions: ["findings:read"], session: "ses_1", generation: 3, name: "Ada Example", signedInAtMs: 1_790_000_000_000, strength: ["pwd", "otp"],
};
const refused = { kind: "unauthenticated", code: "token-not-valid" };

describe("access tokens", () => {
  test("carry what they were given", async () => {
    const { token, expiresAt } = await issueAccessToken(signer, claims, NOW);
    expect(await verifyAccessToken(keys(), "uk", token, NOW + 1000)).toEqual({ ...claims, expiresAtMs: expiresAt.getTime() });
    expect(expiresAt.getTime() - NOW).toBe(300_000);
  });

  test("carry permissions for listed company codes apart from those for all, odd ones and a thousand of them too, within a header", async () => {
    const odd = { permissions: ["findings:read"], companyCodes: ["0100", "100", " ", "Zürich \u{1f9fe}", '"],"perm":["keys:destroy"]', "\u0000"] } as const;
    const many = { permissions: ["findings:read"], companyCodes: Array.from({ length: MOST_COMPANY_CODES }, (_, n) => `COMPANY-${String(n).padStart(8, "0")}`) } as const;
    const { token } = await issueAccessToken(signer, { ...claims, permissions: ["uploads:read"], scopes: [odd, many] }, NOW);
    const read = await verifyAccessToken(keys(), "uk", token, NOW + 1000);
    expect(read.permissions).toEqual(["uploads:read"]);
    expect(read.scopes).toEqual([odd, many]);
    expect(many.companyCodes.join("").length).toBe(COMPANY_CODES_MAX_CHARACTERS);
    expect(token.length).toBeLessThan(32 * 1024);
    for (const companyCodes of [[], [""], ["x".repeat(COMPANY_CODE_MAX_LENGTH + 1)]]) {
      const bad = await issueAccessToken(signer, { ...claims, scopes: [{ permissions: ["findings:read"], companyCodes }] }, NOW);
      await expect(verifyAccessToken(keys(), "uk", bad.token, NOW)).rejects.toMatchObject(refused);
    }
  });

  test("end after five minutes, and with their grant if that is sooner", async () => {
    const { token } = await issueAccessToken(signer, claims, NOW);
    await expect(verifyAccessToken(keys(), "uk", token, NOW + 306_000)).rejects.toMatchObject(refused);
    const staff = await issueAccessToken(signer, { ...claims, person: newId("stf"), grant: { id: "g", expiresAtMs: NOW + 60_000 } }, NOW);
    expect((await verifyAccessToken(keys(), "uk", staff.token, NOW + 1000)).grant).toEqual({ id: "g", expiresAtMs: NOW + 60_000 });
    await expect(verifyAccessToken(keys(), "uk", staff.token, NOW + 66_000)).rejects.toMatchObject(refused);
  });

  test("bear clocks that differ by five seconds, and no more", async () => {
    const at = (nowMs: number) => verifyAccessToken(keys(), "uk", token, nowMs);
    const { token } = await issueAccessToken(signer, claims, NOW);
    await expect(at(NOW - 4_000)).resolves.toBeDefined();
    await expect(at(NOW - 7_000)).rejects.toMatchObject(refused);
    await expect(at(NOW + 304_000)).resolves.toBeDefined();
    await expect(at(NOW + 306_000)).rejects.toMatchObject(refused);
  });

  test("open one region only", async () => {
    const { token } = await issueAccessToken(signer, claims, NOW);
    await expect(verifyAccessToken(keys(), "eu", token, NOW)).rejects.toMatchObject(refused);
  });

  test("are refused when changed, when signed by another, and when they are messages", async () => {
    const { token } = await issueAccessToken(signer, claims, NOW);
    const [head = "", body = "", signature = ""] = token.split(".");
    const changed = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(body, "base64url").toString()), perm: ["keys:destroy"] })).toString("base64url");
    const other = await readSigningKey(newSigningKey());
    const foreign = await issueAccessToken({ ...other, kid: signer.kid }, claims, NOW);
    const message = await signMessage(signer, "control", "region:uk", { method: "GET", path: "/", body: new Uint8Array() }, NOW);
    for (const bad of [`${head}.${changed}.${signature}`, foreign.token, message, `${head}.${body}.`, "", "a.b.c"]) {
      await expect(verifyAccessToken(keys(), "uk", bad, NOW)).rejects.toMatchObject(refused);
    }
  });

  test("no other algorithm is taken, whatever the token says", async () => {
    const payload = { org: claims.organisation, site: claims.site, perm: claims.permissions, sid: "s", gen: 0, amr: [] };
    const shape = (jwt: SignJWT, alg: string) => jwt.setProtectedHeader({ alg, kid: signer.kid, typ: "at+jwt" }).setIssuer("control").setSubject(claims.person).setAudience("region:uk").setIssuedAt(NOW / 1000).setExpirationTime(NOW / 1000 + 300);
    // The public key's bytes as an HMAC secret: the classic confusion.
    const hmac = await shape(new SignJWT(payload), "HS256").sign(Buffer.from(String(signer.publicJwk.x), "base64url"));
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    const es = await shape(new SignJWT(payload), "ES256").sign(privateKey);
    const none = `${Buffer.from(JSON.stringify({ alg: "none", kid: signer.kid, typ: "at+jwt" })).toString("base64url")}.${hmac.split(".")[1]}.`;
    const withEs = fixedKeys({ keys: [{ ...(await exportJWK(publicKey)), kid: signer.kid }] });
    for (const bad of [hmac, es, none]) await expect(verifyAccessToken(keys(), "uk", bad, NOW)).rejects.toMatchObject(refused);
    await expect(verifyAccessToken(withEs, "uk", es, NOW)).rejects.toMatchObject(refused);
  });

  test("an unknown right in a token refuses the whole token", async () => {
    const { token } = await issueAccessToken(signer, { ...claims, permissions: ["everything:do" as never] }, NOW);
    await expect(verifyAccessToken(keys(), "uk", token, NOW)).rejects.toMatchObject(refused);
  });
});

describe("published keys", () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "spendward-keys-"))));
  afterAll(() => rm(folder, { recursive: true }));

  test("are kept on disk, so that a region verifies while control is away, also after a restart", async () => {
    const cacheFile = join(folder, "control.json");
    const { token } = await issueAccessToken(signer, claims, NOW);
    await verifyAccessToken(remoteKeys({ fetchSet: async () => publicKeySet([signer]), cacheFile }), "uk", token, NOW);
    const away = remoteKeys({ fetchSet: () => Promise.reject(new Error("away")), cacheFile });
    expect((await verifyAccessToken(away, "uk", token, NOW)).person).toBe(claims.person);
  });

  test("a new key is fetched when first met, and made-up ids do not flood control", async () => {
    let fetched = 0;
    let nowMs = NOW;
    const next = await readSigningKey(newSigningKey());
    const found = remoteKeys({ fetchSet: async () => (fetched++, publicKeySet([next])), cacheFile: join(folder, "other.json"), nowMs: () => nowMs });
    for (let n = 0; n < 50; n += 1) await expect(found(`made-up-${n}`)).rejects.toMatchObject(refused);
    expect(fetched).toBe(1);
    nowMs += 6_000;
    await expect(found("made-up")).rejects.toMatchObject(refused);
    expect(fetched).toBe(2);
    await found(next.kid);
  });
});

describe("messages between planes", () => {
  let world: WorldDatabase<any>;
  beforeAll(async () => void (world = await openWorld("uk")));
  afterAll(() => world.close());
  const request = { method: "POST", path: "/internal/sites", body: Buffer.from('{"a":1}') };
  const way = { from: "control", to: "region:uk" } as const;
  const rejected = { kind: "unauthenticated", code: "message-not-valid" };

  test("are taken once", async () => {
    const nonces = databaseNonces(world.db);
    const now = Date.now();
    const header = await signMessage(signer, "control", "region:uk", request, now);
    await verifyMessage(keys(), nonces, way, request, header, now);
    await expect(verifyMessage(keys(), nonces, way, request, header, now)).rejects.toMatchObject(rejected);
  });

  test("only for this request, this receiver and this minute", async () => {
    const nonces = { take: async () => true };
    const header = await signMessage(signer, "control", "region:uk", request, NOW);
    await verifyMessage(keys(), nonces, way, request, header, NOW);
    const wrong = [
      [way, { ...request, path: "/internal/other" }, NOW], [way, { ...request, method: "PUT" }, NOW], [way, { ...request, body: Buffer.from("{}") }, NOW],
      [{ from: "control", to: "region:eu" } as const, request, NOW], [{ from: "region:us", to: "region:uk" } as const, request, NOW],
      [way, request, NOW + 91_000], [way, request, NOW - 31_000],
    ] as const;
    for (const [expected, asked, at] of wrong) await expect(verifyMessage(keys(), nonces, expected, asked, header, at)).rejects.toMatchObject(rejected);
    await expect(verifyMessage(keys(), nonces, way, request, undefined, NOW)).rejects.toMatchObject(rejected);
  });
});
