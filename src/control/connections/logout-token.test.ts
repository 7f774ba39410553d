/** Logout tokens (OpenID Connect Back-Channel Logout 1.0): the right one is believed, each broken one is refused by its own check. */
import { generateKeyPairSync } from "node:crypto";
import { SignJWT, type JWTPayload } from "jose";
import { expect, it } from "vitest";
import { verifyLogoutToken } from "./oidc.ts";
import type { OidcSettings } from "./settings.ts";

const [key, stranger] = [generateKeyPairSync("rsa", { modulusLength: 2048 }), generateKeyPairSync("rsa", { modulusLength: 2048 })];
const settings = { issuer: "https://provider.example", clientId: "us", metadata: { jwks_uri: "https://provider.example/keys", id_token_signing_alg_values_supported: ["RS256"] } } as unknown as OidcSettings;
const fetch = async (): Promise<Response> => new Response(JSON.stringify({ keys: [{ ...key.publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256" }] }), { headers: { "content-type": "application/json" } });
const now = new Date();
const seconds = Math.floor(now.getTime() / 1000);
const EVENT = { "http://schemas.openid.net/event/backchannel-logout": {} };
const right: JWTPayload = { iss: "https://provider.example", aud: "us", iat: seconds, exp: seconds + 120, jti: "1", sub: "ines", sid: "s1", events: EVENT };
const verify = async (change: Record<string, unknown> = {}, header: object = {}, by = key) => verifyLogoutToken({ settings, fetch }, await new SignJWT({ ...right, ...change }).setProtectedHeader({ alg: "RS256", kid: "k", typ: "logout+jwt", ...header }).sign(by.privateKey), now);

it("is believed when it is right, by session, by subject, or both", async () => {
  expect(await verify()).toMatchObject({ id: "1", subject: "ines", providerSession: "s1" });
  expect(await verify({ sid: undefined })).toMatchObject({ subject: "ines", providerSession: null });
  expect(await verify({ sub: undefined })).toMatchObject({ subject: null, providerSession: "s1" });
});

it.each<[string, Record<string, unknown>, object, string]>([
  ["another issuer", { iss: "https://evil.example" }, {}, "issuer"], ["another audience", { aud: "them" }, {}, "audience"], ["old", { iat: seconds - 700, exp: seconds + 60 }, {}, "time"],
  ["expired", { exp: seconds - 120 }, {}, "time"], ["a nonce: an ID token", { nonce: "n" }, {}, "structure"], ["no event", { events: undefined }, {}, "structure"], ["another event", { events: { x: {} } }, {}, "structure"],
  ["no id", { jti: undefined }, {}, "structure"], ["nobody", { sub: undefined, sid: undefined }, {}, "structure"], ["another type", {}, { typ: "at+jwt" }, "structure"],
])("is refused: %s", async (_, change, header, reason) => {
  await expect(verify(change, header)).rejects.toMatchObject({ reason });
});

it("is refused when a stranger signed it, or nobody did", async () => {
  await expect(verify({}, {}, stranger)).rejects.toMatchObject({ reason: "signature" });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  await expect(verifyLogoutToken({ settings, fetch }, `${part({ alg: "none" })}.${part(right)}.`, now)).rejects.toMatchObject({ reason: "algorithm" });
  await expect(verifyLogoutToken({ settings, fetch }, "x".repeat(70_000), now)).rejects.toMatchObject({ reason: "structure" });
});

it("is taken from a clock that is a minute off, and no more", async () => {
  await expect(verify({ exp: seconds - 55 })).resolves.toBeDefined();
  await expect(verify({ exp: seconds - 65 })).rejects.toMatchObject({ reason: "time" });
  await expect(verify({ iat: seconds + 55, nbf: seconds + 55 })).resolves.toBeDefined();
  await expect(verify({ iat: seconds + 65 })).rejects.toMatchObject({ reason: "time" });
  await expect(verify({ nbf: seconds + 65 })).rejects.toMatchObject({ reason: "time" });
});
