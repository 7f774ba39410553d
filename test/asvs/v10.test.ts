/**
 * Requirements of the OWASP ASVS about OAuth and OpenID Connect (promise F1), each with the tests that show it or the reason
 * why there are none. The texts of the requirements are OWASP's and stand in the standard; what is here is ours.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

type Entry = { readonly tests?: readonly string[]; readonly reason?: string };
const root = join(import.meta.dirname, "../..");
const { requirements } = JSON.parse(readFileSync(join(import.meta.dirname, "asvs-5.0-v10.json"), "utf8")) as { requirements: Record<string, Entry> };
const SECTIONS: Readonly<Record<string, number>> = { "10.1": 2, "10.2": 3, "10.3": 5, "10.4": 16, "10.5": 5, "10.6": 2, "10.7": 3 };

test("every requirement of the chapter is answered by tests that exist, or a reason", () => {
  expect(Object.keys(requirements)).toEqual(Object.entries(SECTIONS).flatMap(([section, count]) => Array.from({ length: count }, (_, n) => `V${section}.${n + 1}`)));
  for (const [id, { tests = [], reason }] of Object.entries(requirements)) {
    expect(tests.length > 0 || (reason ?? "").length > 10, id).toBe(true);
    expect(tests.filter((file) => !file.endsWith(".test.ts") || !existsSync(join(root, file))), id).toEqual([]);
  }
});
