import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newId } from "../../base/ids.ts";
import { KEY_SERVICE_CONTRACT } from "./key-service.contract.ts";
import { withinTime } from "./key-service.ts";
import { localFileKeyService } from "./local-file.ts";
import { codeOf, withFolder } from "./vault.fixture.ts";

test.each(KEY_SERVICE_CONTRACT)("local file: $what", ({ holds }) => holds(async () => {
  const folder = await mkdtemp(join(tmpdir(), "vault-"));
  const again = () => localFileKeyService({ folder: join(folder, "root") });
  const elsewhere = (begun: boolean) => localFileKeyService({ folder: join(folder, "elsewhere"), begun });
  return { service: await again(), again, elsewhere, end: () => rm(folder, { recursive: true }) };
}));

const onlyFile = async (folder: string) => join(folder, (await readdir(folder))[0]!);
const context = { region: "uk", site: newId("sit"), version: 1 } as const;

test("the root key file and its folder are the owner's alone, and refused otherwise", () => withFolder(async (base) => {
  const folder = join(base, "root");
  const service = await localFileKeyService({ folder });
  const file = await onlyFile(folder);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  for (const mode of [0o640, 0o604, 0o660]) {
    await chmod(file, mode);
    expect(await codeOf(() => localFileKeyService({ folder }))).toBe("root-key-exposed");
    expect(await codeOf(() => service.wrap(new Uint8Array(32), context))).toBe("root-key-exposed");
  }
  await chmod(file, 0o600);
  await chmod(folder, 0o750);
  expect(await codeOf(() => service.health())).toBe("root-key-exposed");
}));

test("killed in the midst of destroying an old root: it is gone all the same, and the next look ends it", () => withFolder(async (base) => {
  const folder = join(base, "root");
  const service = await localFileKeyService({ folder });
  const [old] = await service.versions();
  const wrapped = await service.wrap(Buffer.alloc(32, 5), context);
  const file = await onlyFile(folder);
  const current = await service.rotate();
  await writeFile(file, Buffer.alloc((await stat(file)).size)); // overwritten, not unlinked yet
  expect(await codeOf(() => service.unwrap(wrapped, context))).toBe("root-key-missing");
  expect(await service.versions()).toEqual([current]);
  expect((await readdir(folder)).some((name) => name.includes(old?.root ?? "none"))).toBe(false);
  // The current root is never destroyed: zeros there are damage, and must not be taken for an empty folder.
  await writeFile(await onlyFile(folder), Buffer.alloc(200));
  expect(await codeOf(() => service.versions())).toBe("root-key-unreadable");
  expect(await codeOf(() => localFileKeyService({ folder }))).toBe("root-key-missing");
}));

test("a passphrase wraps the root key; without it, or with another, nothing opens", () => withFolder(async (base) => {
  const folder = join(base, "root");
  const service = await localFileKeyService({ folder, passphrase: "correct horse" });
  const wrapped = await service.wrap(Buffer.alloc(32, 5), context);
  expect(Object.keys(JSON.parse(await readFile(await onlyFile(folder), "utf8")))).not.toContain("key");
  const again = await localFileKeyService({ folder, passphrase: "correct horse" });
  expect(Buffer.from(await again.unwrap(wrapped, context)).equals(Buffer.alloc(32, 5))).toBe(true);
  expect(await codeOf(() => localFileKeyService({ folder, passphrase: "battery staple" }))).toBe("key-service-wrong-pin");
  expect(await codeOf(() => localFileKeyService({ folder }))).toBe("key-service-wrong-pin");
}));

test.each(["", "{}", "not json", '{"format":"spendward-root-key-9"}'])("a root key file of %j is refused", (text) => withFolder(async (base) => {
  const folder = join(base, "root");
  await localFileKeyService({ folder });
  await writeFile(await onlyFile(folder), text);
  expect(await codeOf(() => localFileKeyService({ folder }))).toBe("root-key-unreadable");
}));

test("a service that does not answer is refused in time", async () => {
  const never = () => new Promise<never>(() => {});
  const hung = { kind: "local-file", wrap: never, unwrap: never, rotate: never, destroy: never, versions: never, health: never, close: async () => {} } as const;
  const limited = withinTime(hung, 5);
  expect(await codeOf(() => limited.wrap(new Uint8Array(32), context))).toBe("key-service-slow");
  expect(await codeOf(() => limited.health())).toBe("key-service-slow");
});
