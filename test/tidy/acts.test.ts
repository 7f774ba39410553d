/** Every act that the source writes to a trail has its place in OCSF: customers' own systems are told of it in a form they know. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ACTS } from "../../src/platform/ocsf/ocsf.ts";
import { code, root } from "./source.ts";

/** `act: "noun.verb"`, and the second or third argument of what writes reads and acts of keys. */
const WRITTEN = [
  /\bact(?::| =) "([a-z-]+(?:\.[a-z-]+)+)"/g,
  /\bauditRead\([^"\n]*"([a-z-]+(?:\.[a-z-]+)+)"/g,
  /\brecordAct\([^"\n]*"([a-z-]+(?:\.[a-z-]+)+)"/g,
  /\brotateAs\([^"\n]*"([a-z-]+(?:\.[a-z-]+)+)"/g,
  /\bCLOSE_DAY = "([a-z.-]+)"/g,
];

test("an act without a place in OCSF fails the build", () => {
  const sources = code.filter(({ path }) => /^src\/(region|control|platform)\//.test(path) && !/\.(test|fixture|standin)\.ts$/.test(path));
  const written = sources.flatMap(({ path, text }) => WRITTEN.flatMap((pattern) => [...text.matchAll(pattern)].map(([, act = ""]) => ({ act, path }))));
  expect(sources.length).toBeGreaterThan(100);
  expect(new Set(written.map(({ act }) => act)).size).toBeGreaterThan(40);
  const golden = goldenActs();
  expect(golden.length).toBeGreaterThan(30);
  const missing = [...written, ...golden].filter(({ act }) => !Object.hasOwn(ACTS, act)).map(({ act, path }) => `${act} (${path}): add it to src/platform/ocsf/acts.ts`);
  expect(missing).toEqual([]);
});

/** What endpoints were seen to write: in the last column of test/golden/*-endpoints.txt. */
function goldenActs(): { act: string; path: string }[] {
  return readdirSync(join(root, "test/golden")).filter((file) => file.endsWith("-endpoints.txt")).flatMap((file) => {
    const lines = readFileSync(join(root, "test/golden", file), "utf8").split("\n").filter((line) => !line.startsWith("#"));
    return lines.flatMap((line) => [...(/ {2,}(\S.*)$/.exec(line)?.[1] ?? "").matchAll(/[a-z-]+(?:\.[a-z-]+)+/g)].map(([act]) => ({ act, path: file })));
  });
}
