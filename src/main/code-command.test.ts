import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { codeNow } from "./code-command.ts";

// RFC 6238, appendix B: the key "12345678901234567890" in base32.
const KEY = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ";

test.each([[59, "287082"], [1_111_111_109, "081804"], [2_000_000_000, "279037"]])("at %i s the code is %s", (seconds, code) => expect(codeNow(KEY, seconds * 1000)).toBe(code));

test("asks for the key on standard input; what is none is said to be none", () => {
  const run = (input: string) => spawnSync(fileURLToPath(new URL("../../spendward", import.meta.url)), ["code"], { input, encoding: "utf8" });
  expect(run(`${KEY.toLowerCase()}\n`).stdout).toMatch(/^\d{6}\n$/);
  expect(run("not a key\n")).toMatchObject({ status: 2, stderr: expect.stringContaining("not a key") });
});
