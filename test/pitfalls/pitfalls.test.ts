/** Mistakes that others have made with what this product is built on, each with the test that would notice it here. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { files } from "../tidy/source.ts";

type Pitfall = { readonly pitfall: string; readonly file: string; readonly test: string };
const areas = JSON.parse(readFileSync(join(import.meta.dirname, "pitfalls.json"), "utf8")) as Record<string, readonly Pitfall[]>;

test.each(Object.entries(areas))("%s: each mistake names a test that exists", (_, pitfalls) => {
  expect(pitfalls.length).toBeGreaterThan(3);
  const missing = pitfalls.filter((one) => {
    const text = files.find((file) => file.path === one.file && file.path.endsWith(".test.ts"))?.text;
    const title = one.test.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return text === undefined || !new RegExp(`\\b(it|test)(\\.each\\([\\s\\S]*?\\))?\\(\\s*["'\`]${title}["'\`]`).test(text);
  });
  expect(missing.map((one) => `${one.file}: ${one.test}`)).toEqual([]);
});

test("no mistake is listed twice", () => {
  const all = Object.values(areas).flat().map((one) => one.pitfall);
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(50);
});
