/** Against SoftHSM, a software token: the same calls as to a real one. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../base/ids.ts";
import { KEY_SERVICE_CONTRACT } from "./key-service.contract.ts";
import { pkcs11KeyService } from "./pkcs11.ts";
import { codeOf } from "./vault.fixture.ts";

/** On the machine, or where tools/setup unpacks programs for users who are not root. */
const roots = ["", join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "spendward", "debian")];
const found = roots.find((root) => existsSync(`${root}/usr/lib/softhsm/libsofthsm2.so`));
const client = await import("pkcs11js").then((module) => module.default ?? module, () => undefined);
const missing = [found === undefined && "SoftHSM (tools/setup --tests installs it)", client === undefined && "the compiled package pkcs11js"].filter(Boolean);
if (missing.length > 0) console.warn(`\n*** PKCS#11 IS NOT TESTED HERE: missing ${missing.join(" and ")} ***\n`);

describe.runIf(missing.length === 0)("PKCS#11", () => {
  const library = `${found}/usr/lib/softhsm/libsofthsm2.so`;
  const PIN = "271828";
  let folder: string;
  let tokens = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "softhsm-"));
    await mkdir(join(folder, "tokens"));
    const conf = join(folder, "softhsm2.conf");
    await writeFile(conf, `directories.tokendir = ${join(folder, "tokens")}\nlog.level = ERROR\n`);
    process.env["SOFTHSM2_CONF"] = conf;
  });
  afterAll(() => rm(folder, { recursive: true }));

  function newToken(): string {
    const label = `token-${(tokens += 1)}`;
    const made = spawnSync(`${found}/usr/bin/softhsm2-util`, ["--module", library, "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", PIN],
      { env: { ...process.env, LD_LIBRARY_PATH: `${found}/usr/lib/x86_64-linux-gnu` }, encoding: "utf8" });
    expect(made.stderr + made.stdout).toContain("has been initialized");
    return label;
  }
  const open = (token: string, pin = PIN, more: { label?: string; begun?: boolean } = {}) => pkcs11KeyService({ library, token, pin, ...more });
  const context = { region: "uk", site: newId("sit"), version: 1 } as const;

  test.each(KEY_SERVICE_CONTRACT)("on a token: $what", ({ holds }) => holds(async () => {
    const token = newToken();
    return { service: await open(token), again: () => open(token), elsewhere: (begun) => open(token, PIN, { label: "elsewhere", begun }), end: async () => {} };
  }));

  test("the root key cannot be read off the token, nor wrapped out of it", async () => {
    const token = newToken();
    const service = await open(token);
    await service.health();
    const pkcs11 = new client!.PKCS11();
    pkcs11.load(library);
    const slot = pkcs11.C_GetSlotList(true).find((candidate) => pkcs11.C_GetTokenInfo(candidate).label.trim() === token)!;
    const session = pkcs11.C_OpenSession(slot, client!.CKF_SERIAL_SESSION | client!.CKF_RW_SESSION);
    pkcs11.C_FindObjectsInit(session, [{ type: client!.CKA_LABEL, value: "spendward-root" }]);
    const [key] = pkcs11.C_FindObjects(session, 10);
    pkcs11.C_FindObjectsFinal(session);
    const [extractable, sensitive] = pkcs11.C_GetAttributeValue(session, key!, [{ type: client!.CKA_EXTRACTABLE }, { type: client!.CKA_SENSITIVE }]);
    expect([extractable?.value, sensitive?.value].map((value) => (value as Buffer)[0])).toEqual([0, 1]);
    expect(() => pkcs11.C_GetAttributeValue(session, key!, [{ type: client!.CKA_VALUE }])).toThrow("CKR_ATTRIBUTE_SENSITIVE");
    pkcs11.C_CloseSession(session);
    await service.close();
  });

  test("a wrong PIN, an absent token and an absent library each have their refusal", async () => {
    const token = newToken();
    expect(await codeOf(() => open(token, "wrong!"))).toBe("key-service-wrong-pin");
    expect(await codeOf(() => open("no such token"))).toBe("key-service-down");
    expect(await codeOf(() => pkcs11KeyService({ library: join(folder, "none.so"), token, pin: PIN }))).toBe("key-service-down");
  });

  test("many at once are answered one after another", async () => {
    const service = await open(newToken());
    const keys = Array.from({ length: 20 }, (_, n) => Buffer.alloc(32, n));
    const wrapped = await Promise.all(keys.map((key) => service.wrap(key, context)));
    const unwrapped = await Promise.all(wrapped.map((one) => service.unwrap(one, context)));
    expect(unwrapped.map((key) => Buffer.from(key).toString("hex"))).toEqual(keys.map((key) => key.toString("hex")));
    await service.close();
  });

  test("another label on the same token is another region's, and does not unwrap", async () => {
    const token = newToken();
    const [uk, eu] = [await pkcs11KeyService({ library, token, pin: PIN, label: "uk" }), await pkcs11KeyService({ library, token, pin: PIN, label: "eu" })];
    const wrapped = await uk.wrap(Buffer.alloc(32), context);
    expect(await codeOf(() => eu.unwrap(wrapped, context))).toBe("root-key-missing");
    await uk.close();
    await eu.close();
  });
});
