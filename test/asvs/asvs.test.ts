/**
 * Requirements of the OWASP ASVS (promise F1), each with the tests that show it or the reason why there are none. The texts of the
 * requirements are OWASP's and stand in the standard; what is here is ours.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

type Entry = { readonly tests?: readonly string[]; readonly reason?: string; readonly note?: string };
const root = join(import.meta.dirname, "../..");
const { requirements } = JSON.parse(readFileSync(join(import.meta.dirname, "asvs-5.0-v6-v7.json"), "utf8")) as { requirements: Record<string, Entry> };

/** How many requirements each section of the two chapters has in ASVS 5.0.0. */
const SECTIONS: Readonly<Record<string, number>> = { "6.1": 3, "6.2": 12, "6.3": 8, "6.4": 6, "6.5": 8, "6.6": 4, "6.7": 2, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 3, "7.6": 2 };

test("every requirement of both chapters is answered, and none is made up", () => {
  const expected = Object.entries(SECTIONS).flatMap(([section, count]) => Array.from({ length: count }, (_, n) => `V${section}.${n + 1}`));
  expect(Object.keys(requirements)).toEqual(expected);
});

test("an answer is tests that exist, or a reason", () => {
  for (const [id, { tests = [], reason }] of Object.entries(requirements)) {
    expect(tests.length > 0 || (reason ?? "").length > 10, id).toBe(true);
    expect(tests.filter((file) => !file.endsWith(".test.ts") || !existsSync(join(root, file))), id).toEqual([]);
  }
});
