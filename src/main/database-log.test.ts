import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkLine } from "../platform/telemetry/telemetry.ts";
import { databaseLineIn } from "./database-line.ts";
import { readDatabaseLog } from "./database-log.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "spendward database log "))));
afterAll(() => rm(folder, { recursive: true }));

const entry = (more: object): string => `${JSON.stringify({ timestamp: "2026-11-27 08:00:01.250 UTC", pid: 77, dbname: "region_uk", error_severity: "ERROR", state_code: "22P02", backend_type: "client backend", message: "invalid input syntax for type integer: \"Canary Ltd\"", statement: "SELECT 'Canary Ltd'::int", detail: "Canary", ...more })}\n`;

test("each entry once, over restarts and new files, without message, statement or detail", async () => {
  const state = join(folder, "state");
  const lines: string[] = [];
  const round = () => readDatabaseLog(folder, state, (line) => void lines.push(line));
  await writeFile(join(folder, "postgresql-1.json"), entry({}) + entry({ error_severity: "LOG", state_code: "00000", message: "database system is ready to accept connections", dbname: undefined }) + entry({}).slice(0, 40));
  await round();
  await round();
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: "error", time: "2026-11-27T08:00:01.250Z", plane: "database", msg: "database message", kind: "database", pid: 77, database: "region_uk", backend: "client backend", code: "22P02" },
    { level: "info", time: "2026-11-27T08:00:01.250Z", plane: "database", msg: "database is ready", kind: "database", pid: 77, backend: "client backend", code: "00000" },
  ]);
  await appendFile(join(folder, "postgresql-1.json"), entry({}).slice(40));
  await writeFile(join(folder, "postgresql-2.json"), `not json\n${entry({ state_code: "40001" })}`);
  await round();
  expect(lines.slice(2).map((line) => (JSON.parse(line) as { code: string }).code)).toEqual(["22P02", "40001"]);
  await writeFile(join(folder, "postgresql-1.json"), entry({ state_code: "57014" }));
  await round();
  expect(lines.slice(4).map((line) => (JSON.parse(line) as { code: string }).code)).toEqual(["57014"]);
  expect(lines.join("")).not.toContain("Canary");
  for (const line of lines) expect(checkLine(line)).toBe(line);
});

test("of what the server prints, first lines of messages only, and of a message only that it is a known one", () => {
  const printed = (rest: string): string | undefined => databaseLineIn(`1764230401.250|42|region_uk|client backend|${rest}`);
  expect(JSON.parse(printed("23505|ERROR:  duplicate key value violates unique constraint \"Canary\"") ?? "")).toEqual({ level: "error", time: "2025-11-27T08:00:01.250Z", plane: "database", msg: "database message", kind: "database", pid: 42, database: "region_uk", backend: "client backend", code: "23505" });
  expect(JSON.parse(printed("00000|LOG:  server process (PID 99) was terminated by signal 9: Killed") ?? "")).toMatchObject({ level: "warn", msg: "database session was killed", pid: 99, code: "signal-9" });
  for (const other of ["\tCanary", "Canary", "23505|DETAIL:  Key (name)=(Canary) already exists.", "23505|STATEMENT:  INSERT Canary", "1|2|3|4|Canary|ERROR:  x"]) expect(printed(other), other).toBeUndefined();
  expect(databaseLineIn("1764230401.250|42|Canary Ltd; DROP|client backend|28P01|FATAL:  x")).not.toContain("Canary");
});
