/**
 * Opens the process's one pool. TLS is not optional: the certificate is verified against the given authority and
 * for the given host (`verify-full`), because a promise of encryption to whoever answers is no promise (D2).
 */
import { checkServerIdentity } from "node:tls";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { Refusal } from "../../base/errors.ts";

/** A database handle that can only open transactions; see `withSite`. */
export type Database<Tables = unknown> = {
  readonly kysely: Kysely<Tables>;
  /** Is the server answering? For `/readyz`. */
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type DatabaseTls = { readonly ca: string };

export type DatabaseOptions = {
  /** `postgres://role:password@host:port/database`. Parameters of the query part are refused. */
  readonly url: string;
  readonly tls: DatabaseTls;
  readonly poolSize?: number;
  /** Told of errors on idle connections; the pool replaces them by itself. */
  readonly onError?: (error: Error) => void;
};

const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 10_000;

export function openDatabase<Tables>(options: DatabaseOptions): Database<Tables> {
  const pool = new pg.Pool({
    ...connectionOf(options.url, options.tls),
    max: options.poolSize ?? 10,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  });
  // Without a listener the server's farewell to an idle connection would end the process.
  pool.on("error", (error) => options.onError?.(error));
  // Nor may it when the connection is lent: between two queries of a transaction nothing else listens. The next query is told.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    kysely,
    ping: async () => {
      await pool.query("SELECT 1");
    },
    close: () => kysely.destroy(),
  };
}

/** Connection settings for pg, shared with the migration runner and the job queue. */
export function connectionOf(url: string, tls: DatabaseTls): pg.ClientConfig {
  const parts = new URL(url);
  if (parts.search !== "") {
    throw new Refusal("invalid", "database-url-parameters", "The database URL may not carry parameters: TLS is set elsewhere.");
  }
  const host = parts.hostname.replace(/^\[(.*)\]$/, "$1");
  return {
    host,
    port: Number(parts.port || 5432),
    user: decodeURIComponent(parts.username),
    password: decodeURIComponent(parts.password),
    database: decodeURIComponent(parts.pathname.slice(1)),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "spendward",
    types: { getTypeParser: typeParser },
    ssl: {
      ca: tls.ca,
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
      // pg leaves the name out for an IP address, and Node would then check for "localhost".
      checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
    },
  };
}

const INT8 = 20;
const DATE = 1082;

/** Counts come back as numbers (checked), days as ISO text; the rest as pg does it. */
function typeParser(oid: number, format?: "text" | "binary"): (text: string) => unknown {
  if (format !== "binary" && oid === INT8) return exactNumber;
  if (format !== "binary" && oid === DATE) return (text) => text;
  return pg.types.getTypeParser(oid, format as "text") as (text: string) => unknown;
}

function exactNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError("A 64-bit integer does not fit a number exactly.");
  return number;
}
