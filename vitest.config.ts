import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "web/src/**/*.test.{ts,tsx}"],
    // One real PostgreSQL for the run; test files make databases of their own in it.
    globalSetup: ["test/world/global-setup.ts"],
    // Servers and engines use both cores by themselves; more workers than cores only add waiting.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A seed that fails is printed, so that the same run can be had again.
    sequence: { shuffle: false },
  },
});
