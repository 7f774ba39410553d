/** Tokens that somebody made or bent, at a region: one table. Whatever is wrong, the answer is the same, and nothing is fetched or opened by what a header says. */
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { newId } from "../../base/ids.ts";
import { fixedKeys, newSigningKey, publicKeySet, readSigningKey, type SigningKey, verifyAccessToken } from "./tokens.ts";

const NOW = Date.parse("2026-11-23T10:00:00Z");
const SECONDS = NOW / 1000;
let signer: SigningKey;
let own: { kid: string; key: import("node:crypto").KeyObject; x: string };
beforeAll(async () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  signer = await readSigningKey(JSON.stringify(privateKey.export({ format: "jwk" })));
  own = { kid: signer.kid, key: privateKey, x: String(signer.publicJwk.x) };
});

const b64 = (value: unknown): string => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const HEADER = () => ({ alg: "EdDSA", kid: own.kid, typ: "at+jwt" });
const PAYLOAD = { iss: "control", aud: "region:uk", sub: newId("per"), org: newId("org"), site: newId("sit"), perm: ["findings:read"], sid: "s", gen: 0, amr: ["pwd"], iat: SECONDS, exp: SECONDS + 300 };
const signed = (header: object, payload: object, how = (text: string): Buffer => sign(null, Buffer.from(text), own.key)): string => {
  const text = `${b64(header)}.${b64(payload)}`;
  return `${text}.${how(text).toString("base64url")}`;
};
const es = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed448 = generateKeyPairSync("ed448");
const other = generateKeyPairSync("ed25519");

const ATTACKS: Readonly<Record<string, () => string>> = {
  "for another region": () => signed(HEADER(), { ...PAYLOAD, aud: "region:eu" }),
  "for another audience": () => signed(HEADER(), { ...PAYLOAD, aud: "control" }),
  "for no audience": () => signed(HEADER(), { ...PAYLOAD, aud: undefined }),
  "of another issuer": () => signed(HEADER(), { ...PAYLOAD, iss: "region:uk" }),
  "of no issuer": () => signed(HEADER(), { ...PAYLOAD, iss: undefined }),
  expired: () => signed(HEADER(), { ...PAYLOAD, iat: SECONDS - 400, exp: SECONDS - 100 }),
  "without an end": () => signed(HEADER(), { ...PAYLOAD, exp: undefined }),
  "with an end in a hundred years, issued long ago": () => signed(HEADER(), { ...PAYLOAD, iat: SECONDS - 400, exp: SECONDS + 3e9 }),
  "not yet valid": () => signed(HEADER(), { ...PAYLOAD, nbf: SECONDS + 60 }),
  "from the future": () => signed(HEADER(), { ...PAYLOAD, iat: SECONDS + 600, exp: SECONDS + 900 }),
  "alg none": () => `${b64({ ...HEADER(), alg: "none" })}.${b64(PAYLOAD)}.`,
  "alg NONE with a signature": () => signed({ ...HEADER(), alg: "NONE" }, PAYLOAD),
  "HS256 with the public key's bytes": () => signed({ ...HEADER(), alg: "HS256" }, PAYLOAD, (text) => createHmac("sha256", Buffer.from(own.x, "base64url")).update(text).digest()),
  "HS256 with the public key's text": () => signed({ ...HEADER(), alg: "HS256" }, PAYLOAD, (text) => createHmac("sha256", own.x).update(text).digest()),
  "ES256 under our kid": () => signed({ ...HEADER(), alg: "ES256" }, PAYLOAD, (text) => sign("sha256", Buffer.from(text), { key: es.privateKey, dsaEncoding: "ieee-p1363" })),
  "Ed448 under our kid": () => signed(HEADER(), PAYLOAD, (text) => sign(null, Buffer.from(text), ed448.privateKey)),
  "another Ed25519 key under our kid": () => signed(HEADER(), PAYLOAD, (text) => sign(null, Buffer.from(text), other.privateKey)),
  "another key that comes with the token (jwk)": () => signed({ ...HEADER(), jwk: other.publicKey.export({ format: "jwk" }) }, PAYLOAD, (text) => sign(null, Buffer.from(text), other.privateKey)),
  "a key set to fetch (jku, x5u)": () => signed({ ...HEADER(), kid: "theirs", jku: "https://evil.example/keys", x5u: "https://evil.example/x" }, PAYLOAD, (text) => sign(null, Buffer.from(text), other.privateKey)),
  "a kid that is a path": () => signed({ ...HEADER(), kid: "../../../../dev/null" }, PAYLOAD),
  "a kid that is SQL": () => signed({ ...HEADER(), kid: "' or '1'='1" }, PAYLOAD),
  "a kid of the prototype": () => signed({ ...HEADER(), kid: "__proto__" }, PAYLOAD),
  "no kid": () => signed({ alg: "EdDSA", typ: "at+jwt" }, PAYLOAD),
  "a kid of a megabyte": () => signed({ ...HEADER(), kid: "k".repeat(1_000_000) }, PAYLOAD),
  "a critical extension that nobody knows": () => signed({ ...HEADER(), crit: ["b64", "x"], b64: false, x: 1 }, PAYLOAD),
  "another type": () => signed({ ...HEADER(), typ: "JWT" }, PAYLOAD),
  "a message's type": () => signed({ ...HEADER(), typ: "message+jwt" }, PAYLOAD),
  "an id token's type left out": () => signed({ alg: "EdDSA", kid: own.kid }, PAYLOAD),
  "of a megabyte": () => signed(HEADER(), { ...PAYLOAD, sid: "s".repeat(1_000_000), gen: -1 }),
  "a subject of no kind that we know": () => signed(HEADER(), { ...PAYLOAD, sub: newId("usr") }),
  "a member of staff without a grant": () => signed(HEADER(), { ...PAYLOAD, sub: newId("stf") }),
  "a person with a grant": () => signed(HEADER(), { ...PAYLOAD, grant: { id: "g", exp: SECONDS + 300 } }),
  "a permission that nobody knows": () => signed(HEADER(), { ...PAYLOAD, perm: ["everything:do"] }),
  "no generation": () => signed(HEADER(), { ...PAYLOAD, gen: undefined }),
  "a generation that is text": () => signed(HEADER(), { ...PAYLOAD, gen: "9" }),
  "two payloads": () => `${signed(HEADER(), PAYLOAD)}.${b64(PAYLOAD)}`,
  "a payload that was changed": () => signed(HEADER(), PAYLOAD).replace(/\.[^.]+\./, `.${b64({ ...PAYLOAD, perm: ["keys:destroy"] })}.`),
  "without its signature": () => signed(HEADER(), PAYLOAD).replace(/\.[^.]+$/, "."),
  "with half of its signature": () => signed(HEADER(), PAYLOAD).slice(0, -40),
  nothing: () => "",
  "not text that means anything": () => "a.b.c",
};

test("the token that all of these are made of is taken", async () => {
  await expect(verifyAccessToken(fixedKeys(publicKeySet([signer])), "uk", signed(HEADER(), PAYLOAD), NOW)).resolves.toMatchObject({ person: PAYLOAD.sub });
  expect(newSigningKey()).toContain("Ed25519");
});

test.each(Object.entries(ATTACKS))("%s: refused, and no word why", async (_, make) => {
  const asked: string[] = [];
  const keys = fixedKeys(publicKeySet([signer]));
  const watched = (kid: string) => (asked.push(kid), keys(kid));
  await expect(verifyAccessToken(watched, "uk", make(), NOW)).rejects.toMatchObject({ kind: "unauthenticated", code: "token-not-valid", message: "Please sign in again." });
  expect(asked.length).toBeLessThanOrEqual(1);
});
