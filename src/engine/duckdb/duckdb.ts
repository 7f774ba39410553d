/**
 * A locked-down DuckDB in memory: the only module that imports DuckDB.
 *
 * Invariant: nothing it holds can reach a disk or the network, unless it was opened with a folder to spill to, which only the local scan
 * does. No extension can be loaded, no file can be read or written but its own piece (piece-file.ts) and what is inside the one
 * folder it was opened with, and the settings are locked before the first caller's query. Without a spill folder running out of memory is a `Refusal`.
 *
 * Values come back as plain JavaScript: BIGINT as a `number` (an unsafe one breaks an invariant), DATE as ISO
 * text, LIST as an array, NULL as null.
 */
import { DuckDBInstance } from "@duckdb/node-api";
import type { DuckDBConnection, DuckDBResult, DuckDBValue } from "@duckdb/node-api";
import { Refusal, invariant } from "../../base/errors.ts";
import { rowsOfChunk, type Row } from "./cells.ts";
import { openPieceFile, type PieceFile } from "./piece-file.ts";
import { sqlText } from "./sql-text.ts";

export type { Cell, Row } from "./cells.ts";
export { appendPiece, writePiece, type Bytes } from "./parquet-piece.ts";
export { sqlText } from "./sql-text.ts";
export type Parameter = string | number | bigint | boolean | null;

export type DuckDb = {
  /** Runs one or more statements; gives the number of rows the last one changed. */
  readonly exec: (sql: string, parameters?: readonly Parameter[]) => Promise<number>;
  /** Every row of a query whose result is known to be small. */
  readonly all: <R extends Row = Row>(sql: string, parameters?: readonly Parameter[]) => Promise<R[]>;
  /** The first row, which must exist. */
  readonly one: <R extends Row = Row>(sql: string, parameters?: readonly Parameter[]) => Promise<R>;
  /** Rows in batches of about 2,000, for results of any size. */
  readonly stream: <R extends Row = Row>(sql: string, parameters?: readonly Parameter[]) => AsyncIterable<R[]>;
  /** All or nothing: rolled back when `work` throws. Not nestable. */
  readonly transaction: <T>(work: () => Promise<T>) => Promise<T>;
  /** Another session over the same tables, with temporary tables and a piece of its own: the two may work side by side. Close it first. */
  readonly beside: () => Promise<DuckDb>;
  /** The one folder it may read and write, if any; and the file in it through which pieces go in and out. */
  readonly allowedFolder: string | undefined;
  readonly piece: PieceFile | undefined;
  readonly close: () => void;
};

export type OpenOptions = {
  readonly memoryLimitMb?: number;
  readonly threads?: number;
  readonly allowedFolder?: string;
  /** Where tables and sorts go, in clear, when memory is full: a private folder that the caller removes. Never for a service. */
  readonly spillFolder?: string;
};

export async function openDuckDb(options: OpenOptions = {}): Promise<DuckDb> {
  const settings: Record<string, string> = {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  };
  if (options.memoryLimitMb !== undefined) settings["memory_limit"] = `${options.memoryLimitMb}MB`;
  if (options.threads !== undefined) settings["threads"] = String(options.threads);
  const instance = await DuckDBInstance.create(":memory:", settings);
  const connection = await instance.connect();
  await connection.run(`SET temp_directory = ${sqlText(options.spillFolder ?? "")}`);
  const { allowedFolder } = options;
  const pieces = allowedFolder === undefined ? [] : [openPieceFile(allowedFolder), openPieceFile(allowedFolder)];
  if (allowedFolder !== undefined) {
    await connection.run(`SET allowed_directories = [${sqlText(allowedFolder)}]; SET allowed_paths = [${pieces.map(({ path }) => sqlText(path)).join(", ")}]`);
  }
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
  return wrap(instance, connection, { allowedFolder, pieces }, () => {
    connection.closeSync();
    instance.closeSync();
    for (const piece of pieces) piece.close();
  });
}

/** The first piece is the first session's, the other that of those beside it. */
type Files = { readonly allowedFolder: string | undefined; readonly pieces: readonly PieceFile[] };

function wrap(instance: DuckDBInstance, connection: DuckDBConnection, files: Files, close: () => void): DuckDb {
  const run = async (sql: string, parameters: readonly Parameter[] | undefined) => {
    try {
      return await connection.run(sql, parameters as DuckDBValue[] | undefined);
    } catch (error) {
      throw asRefusal(error);
    }
  };
  const all = async <R extends Row>(sql: string, parameters?: readonly Parameter[]): Promise<R[]> =>
    rowsOf<R>(await run(sql, parameters));
  const exec = async (sql: string, parameters?: readonly Parameter[]) => (await run(sql, parameters)).rowsChanged;
  return {
    exec,
    all,
    one: async <R extends Row>(sql: string, parameters?: readonly Parameter[]) => {
      const [row] = await all<R>(sql, parameters);
      invariant(row !== undefined, "a query that must give one row gave none");
      return row;
    },
    stream: (sql, parameters) => batches(connection, sql, parameters),
    transaction: async (work) => {
      await exec("BEGIN");
      try {
        const value = await work();
        await exec("COMMIT");
        return value;
      } catch (error) {
        await exec("ROLLBACK");
        throw error;
      }
    },
    beside: async () => {
      const other = await instance.connect();
      return wrap(instance, other, { ...files, pieces: files.pieces.slice(-1) }, () => other.closeSync());
    },
    allowedFolder: files.allowedFolder,
    piece: files.pieces[0],
    close,
  };
}

async function rowsOf<R extends Row>(result: DuckDBResult): Promise<R[]> {
  const [names, types] = [result.deduplicatedColumnNames(), result.columnTypes()];
  const rows: Row[] = [];
  for (const chunk of await result.fetchAllChunks()) for (const row of rowsOfChunk(chunk, names, types)) rows.push(row);
  return rows as R[];
}

async function* batches<R extends Row>(
  connection: DuckDBConnection, sql: string, parameters: readonly Parameter[] | undefined,
): AsyncIterable<R[]> {
  const result = await connection.stream(sql, parameters as DuckDBValue[] | undefined).catch((error: unknown) => {
    throw asRefusal(error);
  });
  const [names, types] = [result.deduplicatedColumnNames(), result.columnTypes()];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield rowsOfChunk(chunk, names, types) as unknown as R[];
  }
}

function asRefusal(error: unknown): unknown {
  if (error instanceof Error && error.message.startsWith("Out of Memory Error")) {
    return new Refusal("too_large", "memory-limit", "This ledger needs more memory than this machine was given.", [
      { remedy: "Read a shorter period, or give the analysis more memory." },
    ]);
  }
  return error;
}
