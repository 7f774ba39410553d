/** Writes the marked tables of docs/benchmark.md from docs/benchmark/figures.json:  node tools/bench-tables.ts */
import { readFileSync, writeFileSync } from "node:fs";
import { figuresSchema, withTables } from "./bench-figures.ts";

const page = new URL("../docs/benchmark.md", import.meta.url);
const figures = figuresSchema.parse(JSON.parse(readFileSync(new URL("../docs/benchmark/figures.json", import.meta.url), "utf8")));
writeFileSync(page, withTables(readFileSync(page, "utf8"), figures));
