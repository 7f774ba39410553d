/** A detector's static query, kept in a file beside it: `sqlFile(import.meta.url, "candidates.sql")`. */
import { readFileSync } from "node:fs";

export const sqlFile = (module: string, name: string): string => readFileSync(new URL(name, module), "utf8");
