import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { refuse, VAULT_CODES } from "./refusals.ts";

test("README.md lists every refusal with its kind, and none that there is not", async () => {
  const text = await readFile(join(import.meta.dirname, "README.md"), "utf8");
  const listed = [...text.matchAll(/^\| `([a-z-]+)` \| ([a-z_]+) \| \S/gm)].map((match) => `${match[1]} ${match[2]}`);
  expect(VAULT_CODES.length).toBeGreaterThan(30);
  expect(listed.filter((line) => line.includes("-") && !line.startsWith("local-file"))).toEqual(VAULT_CODES.map((code) => `${code} ${refuse(code).kind}`));
});

test("no refusal's words tell of content or name a customer's thing", () => {
  for (const code of VAULT_CODES) expect(refuse(code).message).toMatch(/^[A-Z][\w ,.;'():-]+\.$/);
});
