/** The empty canonical ledger. */
import { readFileSync } from "node:fs";
import type { DuckDb } from "../duckdb/duckdb.ts";

const CANONICAL = readFileSync(new URL("./canonical.sql", import.meta.url), "utf8");

export const createLedger = async (db: DuckDb): Promise<void> => void (await db.exec(CANONICAL));
