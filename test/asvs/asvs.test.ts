/**
 * Requirements of the OWASP ASVS (promise F1), each with the tests that show it or the reason why there are none. The texts of the
 * requirements are OWASP's and stand in the standard; what is here is ours.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

type Entry = { readonly tests?: readonly string[]; readonly reason?: string; readonly note?: string };
const root = join(import.meta.dirname, "../..");

/** How many requirements each section of the chapters has in ASVS 5.0.0. */
const FILES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "asvs-5.0-v6-v7.json": { "6.1": 3, "6.2": 12, "6.3": 8, "6.4": 6, "6.5": 8, "6.6": 4, "6.7": 2, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 3, "7.6": 2 },
  "asvs-5.0-v8-v9.json": { "8.1": 4, "8.2": 4, "8.3": 3, "8.4": 2, "9.1": 3, "9.2": 4 },
  "asvs-5.0-v10.json": { "10.1": 2, "10.2": 3, "10.3": 5, "10.4": 16, "10.5": 5, "10.6": 2, "10.7": 3 },
};

test.each(Object.entries(FILES))("%s: every requirement is answered by tests that exist, or a reason, and none is made up", (file, sections) => {
  const { requirements } = JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8")) as { requirements: Record<string, Entry> };
  expect(Object.keys(requirements)).toEqual(Object.entries(sections).flatMap(([section, count]) => Array.from({ length: count }, (_, n) => `V${section}.${n + 1}`)));
  for (const [id, { tests = [], reason }] of Object.entries(requirements)) {
    expect(tests.length > 0 || (reason ?? "").length > 10, id).toBe(true);
    expect(tests.filter((path) => !path.endsWith(".test.ts") || !existsSync(join(root, path))), id).toEqual([]);
    expect(reason ?? "", id).not.toMatch(/being built|not yet/);
  }
});
