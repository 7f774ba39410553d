/** A short piece of the kill simulation, with one seed; `node test/trail/simulate.ts` is the long one. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePort } from "../../src/main/postgres-server.ts";
import { openWorld } from "../world/world.ts";
import { simulate } from "./simulation.ts";

test("writers, sequencers and a witness that are killed: one tree of each size, nothing acknowledged is lost or there twice, all verifies", async () => {
  const [world, folder] = [await openWorld("uk"), await mkdtemp(join(tmpdir(), "simulation "))];
  const outcome = await simulate({ url: world.url, ca: world.tls.ca, folder, witnessPort: await freePort(), seed: 7, kills: 4, say: () => undefined });
  expect(outcome.faults).toEqual([]);
  expect(Object.values(outcome.kills).reduce((sum, n) => sum + n)).toBe(4);
  expect(Math.min(outcome.acknowledged, outcome.trees, outcome.cosigned)).toBeGreaterThan(0);
  await world.close();
  await rm(folder, { recursive: true });
}, 120_000);
