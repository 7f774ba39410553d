/** What may be installed: exact versions, and install scripts only from a list that is reviewed like code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./source.ts";

type Manifest = { dependencies: Record<string, string>; devDependencies: Record<string, string>; optionalDependencies?: Record<string, string>; allowScripts: Record<string, boolean> };
type Lock = { packages: Record<string, { version?: string; hasInstallScript?: boolean; integrity?: string }> };
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock;
const locked = Object.entries(lock.packages).filter(([path]) => path !== "");

test("every version is pinned exactly", () => {
  const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test("every locked package has its hash", () => {
  expect(locked.length).toBeGreaterThan(100);
  expect(locked.filter(([, entry]) => entry.integrity === undefined).map(([path]) => path)).toEqual([]);
});

/** Install scripts that stay blocked: the package works here without them, or never installs on our platforms. */
const BLOCKED = new Set<string>(["fsevents"]);

test("the packages that want to run install scripts are the ones on the list", () => {
  const nameOf = (path: string): string => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  const wanting = [...new Set(locked.filter(([, entry]) => entry.hasInstallScript).map(([path]) => nameOf(path)))];
  const undecided = wanting.filter((name) => manifest.allowScripts[name] === undefined && !BLOCKED.has(name));
  expect(undecided).toEqual([]);
  expect(Object.keys(manifest.allowScripts).filter((name) => !wanting.includes(name))).toEqual([]);
});
