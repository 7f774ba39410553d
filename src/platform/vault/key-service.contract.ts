/** What every key service must do, as cases that the test of each kind runs against its own. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { newId } from "../../base/ids.ts";
import type { KeyService } from "./key-service.ts";
import { codeOf } from "./vault.fixture.ts";

/** A service over fresh roots, a way to open a second client of the same roots, and one where no roots are yet. */
export type Subject = {
  readonly service: KeyService; readonly again: () => Promise<KeyService>; readonly elsewhere: (begun: boolean) => Promise<KeyService>; readonly end: () => Promise<void>;
};

export type ContractCase = { readonly what: string; readonly holds: (start: () => Promise<Subject>) => Promise<void> };

const context = { region: "uk", site: newId("sit"), version: 1 } as const;
const key = randomBytes(32);
const same = (one: Uint8Array, other: Uint8Array) => assert.equal(Buffer.from(one).toString("hex"), Buffer.from(other).toString("hex"));
const refuses = async (code: string, work: () => Promise<unknown>, note = "") => assert.equal(await codeOf(work), code, note);

const contractCase = (what: string, check: (subject: Subject) => Promise<void>): ContractCase => ({
  what,
  holds: async (start) => {
    const subject = await start();
    try {
      await check(subject);
    } finally {
      await subject.service.close();
      await subject.end();
    }
  },
});

export const KEY_SERVICE_CONTRACT: readonly ContractCase[] = [
  contractCase("unwraps what it wrapped, also for another client of the same roots", async ({ service, again }) => {
    const wrapped = await service.wrap(key, context);
    assert.ok(!Buffer.from(wrapped.bytes).includes(key));
    same(await service.unwrap(wrapped, context), key);
    const other = await again();
    same(await other.unwrap(wrapped, context), key);
    await other.close();
    await service.health();
  }),

  contractCase("wraps what is already wrapped, as a customer's second wrap is", async ({ service }) => {
    const once = await service.wrap(key, context);
    const twice = await service.wrap(once.bytes, context);
    const inner = await service.unwrap(twice, context);
    same(await service.unwrap({ root: once.root, bytes: inner }, context), key);
  }),

  contractCase("refuses another context, changed and cut bytes", async ({ service }) => {
    const wrapped = await service.wrap(key, context);
    for (const wrong of [{ ...context, region: "eu" as const }, { ...context, site: newId("sit") }, { ...context, version: 2 }]) {
      await refuses("wrapped-key-damaged", () => service.unwrap(wrapped, wrong));
    }
    for (const at of [0, 1, Math.floor(wrapped.bytes.length / 2), wrapped.bytes.length - 1]) {
      const bytes = Buffer.from(wrapped.bytes);
      bytes[at] = bytes[at]! ^ 0x40;
      await refuses("wrapped-key-damaged", () => service.unwrap({ ...wrapped, bytes }, context), `byte ${at}`);
    }
    for (const bytes of [new Uint8Array(), wrapped.bytes.slice(0, 20), wrapped.bytes.slice(0, -1)]) {
      await refuses("wrapped-key-damaged", () => service.unwrap({ ...wrapped, bytes }, context), `${bytes.length} bytes`);
    }
  }),

  contractCase("rotates: the new root wraps, the old one still unwraps", async ({ service, again }) => {
    const old = await service.wrap(key, context);
    const made = await service.rotate();
    assert.ok(made.current);
    assert.notEqual(made.root, old.root);
    assert.equal((await service.wrap(key, context)).root, made.root);
    same(await service.unwrap(old, context), key);
    const other = await again();
    assert.equal((await other.wrap(key, context)).root, made.root);
    await other.close();
    const versions = await service.versions();
    assert.deepEqual(versions.map(({ root, current }) => [root, current]), [[made.root, true], [old.root, false]]);
    for (const { createdAt } of versions) assert.ok(createdAt.getTime() > 0);
  }),

  contractCase("destroys an old root for ever, and never the current one", async ({ service, again }) => {
    const old = await service.wrap(key, context);
    await refuses("root-key-in-use", () => service.destroy(old.root));
    await service.rotate();
    await service.destroy(old.root);
    await service.destroy(old.root);
    await refuses("root-key-missing", () => service.unwrap(old, context));
    const other = await again();
    await refuses("root-key-missing", () => other.unwrap(old, context));
    await other.close();
    assert.ok((await service.versions()).every(({ root }) => root !== old.root));
  }),

  contractCase("keeps numbering past the ninth root", async ({ service }) => {
    const first = await service.wrap(key, context);
    for (let n = 0; n < 10; n++) await service.rotate();
    const versions = await service.versions();
    assert.equal(versions.length, 11);
    assert.equal(versions.at(-1)?.root, first.root);
    assert.equal((await service.wrap(key, context)).root, versions[0]?.root);
  }),

  contractCase("makes its first root where there should be none yet, and none where there should be one", async ({ elsewhere }) => {
    await refuses("root-key-missing", () => elsewhere(true));
    const made = await elsewhere(false);
    const wrapped = await made.wrap(key, context);
    await made.close();
    const other = await elsewhere(true);
    same(await other.unwrap(wrapped, context), key);
    await other.close();
  }),

  contractCase("refuses a root it does not hold", async ({ service }) => {
    const wrapped = await service.wrap(key, context);
    await refuses("root-key-missing", () => service.unwrap({ ...wrapped, root: "no-such-root" }, context));
  }),
];
