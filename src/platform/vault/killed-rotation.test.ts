/** A real process killed in the midst of rotating: whatever it leaves in the folders, the site opens. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import fc from "fast-check";
import { expect, test } from "vitest";
import { job, withFolder, world } from "./vault.fixture.ts";
import { folderShelf, localFileKeyService, openVault } from "./vault.ts";

test("killed at any moment, root keys, shelf and data still fit together", () => withFolder(async (folder) => {
  const { vault, site, parts } = await world(folder, { shelf: await folderShelf(join(folder, "sites")) });
  const place = { kind: "finding.body", object: "fnd_1" };
  const row = await vault.withSite(site, job(site), (keys) => keys.sealRow(place, Buffer.from("kept")));
  vault.close();
  let hours = 0;
  let destroyed = 0;
  const rotateAndKill = async (lines: number, delayUs: number): Promise<void> => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "killed-rotation.fixture.ts"), folder, String(hours)], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit");
    let seen = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const [at = 0, gone = 0] = line.split(" ").map(Number);
      [hours, destroyed] = [at, destroyed + gone];
      // The child runs on while this process waits for its turn: what it still wrote counts, its clock above all.
      if (++seen !== lines) continue;
      // A rotation takes a few milliseconds; the kill falls somewhere into the next one.
      const until = performance.now() + delayUs / 1000;
      while (performance.now() < until);
      child.kill("SIGKILL");
    }
    expect((await ended)[1]).toBe("SIGKILL");
  };
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 12_000 }), async (lines, delayUs) => {
    await rotateAndKill(lines, delayUs);
    hours += 4;
    const clock = { now: () => new Date(Date.UTC(2026, 10, 23) + hours * 3_600_000) };
    const after = openVault({
      ...parts, clock, shelf: await folderShelf(join(folder, "sites")), keyService: await localFileKeyService({ folder: join(folder, "root"), clock }),
    });
    const open = () => after.withSite(site, job(site), (keys) => keys.openRow(place, row));
    expect((await open()).toString()).toBe("kept");
    expect((await after.rotateRoot("resume")).waiting).toEqual([]);
    expect(await after.rootInventory()).toHaveLength(1);
    expect((await open()).toString()).toBe("kept");
    after.close();
  }), { numRuns: 6, endOnFailure: true });
  expect(destroyed).toBeGreaterThan(0);
}));
