/** The static SQL of linkage, by file name. */
import { readFileSync } from "node:fs";

export type SqlName = "suppliers" | "fold" | "posted" | "survey" | "kept" | "units" | "documents" | "candidates" | "splits" | "statements" | "credits" | "keep" | "payments";

export const sql = (name: SqlName): string => readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), "utf8");
