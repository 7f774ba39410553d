/** House rules that a reader of the source can check (CONTRIBUTING.md lists them in words). */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { SECONDS } from "../world/longest-first.ts";
import { code, files, root } from "./source.ts";

const lines = (pattern: RegExp, among = code, except: readonly string[] = []): string[] =>
  among
    .filter((file) => !except.includes(file.path) && !file.path.startsWith("test/tidy/"))
    .flatMap((file) => file.text.split("\n").flatMap((line, i) => (pattern.test(line) ? [`${file.path}:${i + 1}: ${line.trim().slice(0, 120)}`] : [])));

test("the checker sees the whole tree", () => expect(files.length).toBeGreaterThan(120));

/** Longer than 400 lines, with the length they may not exceed. This list may only get shorter. */
const LONG: Readonly<Record<string, number>> = {};

test("a file stops at 400 lines", () => {
  const long = files.filter((file) => /\.(tsx?|sql)$/.test(file.path) && file.lines > (LONG[file.path] ?? 400));
  expect(long.map((file) => `${file.path}: ${file.lines} lines`)).toEqual([]);
  for (const path of Object.keys(LONG)) expect(files.some((file) => file.path === path && file.lines > 400), `${path} is no longer long: take it off the list`).toBe(true);
});

test("names say what a file is for", () => {
  const vague = code.filter((file) => /(^|[-/.])(utils?|helpers?|misc|common|managers?|services?|lib)([-/.]|$)/.test(file.path) && !file.path.includes("key-service"));
  expect(vague.map((file) => file.path)).toEqual([]);
  const cased = code.filter((file) => file.path.startsWith("src/") && basename(file.path) !== basename(file.path).toLowerCase());
  expect(cased.map((file) => file.path)).toEqual([]);
});

test("a module says what it is for", () => {
  const silent = code.filter((file) => file.path.startsWith("src/") && !file.path.endsWith(".test.ts") && !/^\s*(#!.*\n)?\/(\*\*|\/)/.test(file.text));
  expect(silent.map((file) => file.path)).toEqual([]);
});

test("nothing is silenced, skipped or left for later", () => {
  expect(lines(/@ts-(ignore|expect-error|nocheck)|\bas any\b|\.(skip|only)\(|\b(TODO|FIXME)\b|oxlint-disable|eslint-disable/)).toEqual([]);
});

test("no test sleeps", () => {
  const tests = code.filter((file) => file.path.endsWith(".test.ts"));
  expect(lines(/await (sleep|delay)\(|new Promise\(\(?\w*\)? ?=> ?setTimeout\(\w+, ?(\d{2,}|[A-Z])/, tests)).toEqual([]);
});

test("the test files that are known to be long are there", () => {
  expect(Object.keys(SECONDS).filter((path) => !files.some((file) => file.path === path))).toEqual([]);
});

test("every test asserts something", () => {
  const tests = code.filter((file) => /\.test\.tsx?$/.test(file.path));
  expect(tests.length).toBeGreaterThan(20);
  expect(tests.filter((file) => !/\bexpect\b|\bassert\b|fc\.assert/.test(file.text)).map((file) => file.path)).toEqual([]);
});

test("the project speaks of itself alone: no machine's paths, no registry hosts, no folder beside it", () => {
  expect(lines(/(^|[\s"'`(=])\/(work|root|home\/\w+)\/|registry\.npmjs|deb\.debian\.org|\.\.\/shared/, files.filter((file) => file.path !== "package-lock.json"))).toEqual([]);
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  expect(lock).not.toMatch(/"resolved"|https?:\/\/[^"]*registry/);
});

test("no connection changes its role", () => {
  expect(lines(/\bset\s+(session\s+|local\s+)?(role|session authorization)\b/i, files.filter((file) => file.path.startsWith("src/") && /\.(ts|sql)$/.test(file.path) && !file.path.endsWith(".test.ts")))).toEqual([]);
});

test("site scope is set with SET LOCAL, never with set_config", () => {
  expect(lines(/^(?!\s*(\*|\/\/|--)).*set_config\(/i, files.filter((file) => /\.(ts|sql)$/.test(file.path)))).toEqual([]);
});
