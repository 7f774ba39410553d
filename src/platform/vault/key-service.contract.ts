/** What every key service must do, run against each of them by its own test. */
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { newId } from "../../base/ids.ts";
import type { KeyService } from "./key-service.ts";
import { codeOf } from "./vault.fixture.ts";

/** Gives the suite a service over fresh roots, and a second client of the same roots. */
export type Subject = { readonly service: KeyService; readonly again: () => Promise<KeyService>; readonly end: () => Promise<void> };

export function keyServiceContract(name: string, start: () => Promise<Subject>): void {
  const holds = (what: string, check: (subject: Subject) => Promise<void>) =>
    test(`${name}: ${what}`, async () => {
      const subject = await start();
      try {
        await check(subject);
      } finally {
        await subject.service.close();
        await subject.end();
      }
    });
  const context = { region: "uk", site: newId("sit"), version: 1 } as const;
  const key = randomBytes(32);

  holds("unwraps what it wrapped, also for another client of the same roots", async ({ service, again }) => {
    const wrapped = await service.wrap(key, context);
    expect(Buffer.from(wrapped.bytes).includes(key)).toBe(false);
    expect(Buffer.from(await service.unwrap(wrapped, context)).equals(key)).toBe(true);
    const other = await again();
    expect(Buffer.from(await other.unwrap(wrapped, context)).equals(key)).toBe(true);
    await other.close();
    await service.health();
  });

  holds("wraps what is already wrapped, as a customer's second wrap is", async ({ service }) => {
    const once = await service.wrap(key, context);
    const twice = await service.wrap(once.bytes, context);
    const inner = await service.unwrap(twice, context);
    expect(Buffer.from(await service.unwrap({ root: once.root, bytes: inner }, context)).equals(key)).toBe(true);
  });

  holds("refuses another context, changed and cut bytes", async ({ service }) => {
    const wrapped = await service.wrap(key, context);
    for (const wrong of [{ ...context, region: "eu" as const }, { ...context, site: newId("sit") }, { ...context, version: 2 }]) {
      expect(await codeOf(() => service.unwrap(wrapped, wrong))).toBe("wrapped-key-damaged");
    }
    for (const at of [0, 1, Math.floor(wrapped.bytes.length / 2), wrapped.bytes.length - 1]) {
      const bytes = Buffer.from(wrapped.bytes);
      bytes[at] = bytes[at]! ^ 0x40;
      expect(await codeOf(() => service.unwrap({ ...wrapped, bytes }, context)), `byte ${at}`).toBe("wrapped-key-damaged");
    }
    for (const bytes of [new Uint8Array(), wrapped.bytes.slice(0, 20), wrapped.bytes.slice(0, -1)]) {
      expect(await codeOf(() => service.unwrap({ ...wrapped, bytes }, context))).toBe("wrapped-key-damaged");
    }
  });

  holds("rotates: the new root wraps, the old one still unwraps", async ({ service, again }) => {
    const old = await service.wrap(key, context);
    const made = await service.rotate();
    expect(made).toMatchObject({ current: true });
    expect(made.root).not.toBe(old.root);
    expect((await service.wrap(key, context)).root).toBe(made.root);
    expect(Buffer.from(await service.unwrap(old, context)).equals(key)).toBe(true);
    const other = await again();
    expect((await other.wrap(key, context)).root).toBe(made.root);
    await other.close();
    const versions = await service.versions();
    expect(versions.map(({ root, current }) => [root, current])).toEqual([[made.root, true], [old.root, false]]);
    expect(versions.every(({ createdAt }) => createdAt instanceof Date && !Number.isNaN(createdAt.getTime()))).toBe(true);
  });

  holds("destroys an old root for ever, and never the current one", async ({ service, again }) => {
    const old = await service.wrap(key, context);
    expect(await codeOf(() => service.destroy(old.root))).toBe("root-key-in-use");
    await service.rotate();
    await service.destroy(old.root);
    await service.destroy(old.root);
    expect(await codeOf(() => service.unwrap(old, context))).toBe("root-key-missing");
    const other = await again();
    expect(await codeOf(() => other.unwrap(old, context))).toBe("root-key-missing");
    await other.close();
    expect((await service.versions()).map(({ root }) => root)).not.toContain(old.root);
  });

  holds("refuses a root it does not hold", async ({ service }) => {
    const wrapped = await service.wrap(key, context);
    expect(await codeOf(() => service.unwrap({ ...wrapped, root: "no-such-root" }, context))).toBe("root-key-missing");
  });
}
