import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ACCESS_KEY, startKmsStandIn } from "../platform/vault/aws-kms.standin.ts";
import { checkKeyService, chosenKeyService, keyServiceSettings, openChosenKeyService } from "./key-service-settings.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "spendward key service "))));
afterAll(() => rm(folder, { recursive: true }));

test.each([
  [{ kind: "local-file" }, true],
  [{ kind: "pkcs11", library: "/l.so", token: "t", pin: "1234" }, true],
  [{ kind: "pkcs11", library: "/l.so", token: "t" }, false],
  [{ kind: "aws-kms", prefix: "spendward-uk", region: "eu-west-2" }, true],
  [{ kind: "aws-kms", prefix: "p", key: "k" }, false],
  [{ kind: "aws-kms" }, false],
  [{ kind: "azure-key-vault", vault: "https://v.vault.azure.net", key: "k" }, true],
  [{ kind: "azure-key-vault", vault: "http://v.vault.azure.net", key: "k" }, false],
  [{ kind: "local-file", folder: "/f", something: 1 }, false],
  ["local-file", false],
])("%j is well said: %s", (settings, well) => {
  expect(keyServiceSettings.safeParse(settings).success).toBe(well);
});

test("a region without a file has the local key file; with one, what it says, its secrets in files of their own", async () => {
  expect(await chosenKeyService(join(folder, "none.json"))).toEqual({ kind: "local-file" });
  const file = join(folder, "key-service.json");
  await writeFile(join(folder, "pin"), "4711\n", { mode: 0o600 });
  await writeFile(file, JSON.stringify({ kind: "pkcs11", library: "/l.so", token: "t", pin: { file: "pin" } }));
  expect(await chosenKeyService(file)).toMatchObject({ kind: "pkcs11", pin: "4711" });
  await writeFile(file, "{");
  await expect(chosenKeyService(file)).rejects.toMatchObject({ code: "settings-not-json" });
  await expect(checkKeyService({ kind: "pkcs11", library: "/l.so", token: "t", pin: "Canary4711" }, file)).rejects.toMatchObject({ code: "secret-written-out", details: [{ at: "keyService.pin", remedy: expect.not.stringContaining("Canary") }] });
  await writeFile(join(folder, "open pin"), "4711", { mode: 0o644 });
  await expect(checkKeyService({ kind: "pkcs11", library: "/l.so", token: "t", pin: { file: "open pin" } }, file)).rejects.toMatchObject({ code: "secret-file-open" });
});

test("the settings reach the client: a region's root in KMS, and one key by name, which is its owner's", async () => {
  const kms = await startKmsStandIn();
  vi.stubEnv("AWS_ACCESS_KEY_ID", ACCESS_KEY);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "made up");
  const context = { region: "uk", site: "sit_00000000-0000-7000-8000-000000000000", version: 1 } as const;
  const chosen = await checkKeyService({ kind: "aws-kms", prefix: "spendward-uk", region: "eu-west-2", endpoint: kms.endpoint }, folder);
  const ours = await openChosenKeyService(chosen, folder, false);
  expect(await ours.unwrap(await ours.wrap(Buffer.from("key"), context), context)).toEqual(expect.objectContaining({ length: 3 }));
  const [root] = await ours.versions();
  const theirs = await openChosenKeyService({ kind: "aws-kms", key: root?.root ?? "", region: "eu-west-2", endpoint: kms.endpoint }, folder, true);
  await expect(theirs.rotate()).rejects.toMatchObject({ code: "root-key-not-ours" });
  for (const service of [ours, theirs]) await service.close();
  vi.unstubAllEnvs();
  await kms.stop();
});
