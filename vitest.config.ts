import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/world/longest-first.ts";

// What Node made of our sources and packages once is kept (the launcher does the same): each test file is a process that loads them.
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "node_modules/.cache/spendward");

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "web/src/**/*.test.{ts,tsx}"],
    // One real PostgreSQL for the run; test files make databases of their own in it.
    globalSetup: ["test/world/global-setup.ts"],
    // Half as many again as there are processors: what drives a whole service waits for it a third of its time.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A seed that fails is printed, so that the same run can be had again.
    sequence: { shuffle: false, sequencer: LongestFirst },
  },
});
