/**
 * Looks for a word in everything that a running installation stores, writes, passes on or leaves: files, the database's own
 * files, every row of every table, memory-backed files, what processes print, their arguments and environment. In the forms
 * that a word takes when it is encoded, and inside what is compressed.
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from "node:zlib";
import pg from "pg";

export type Place = { readonly place: string; readonly bytes: Buffer };

/** The bytes a word may be stored as. A search for the stem of longer words must not depend on what is beside it. */
export function formsOf(text: string): readonly Buffer[] {
  const cases = [text, text.toUpperCase(), [...text].reverse().join("")];
  return cases.flatMap((one) => {
    const utf8 = Buffer.from(one);
    const hex = utf8.toString("hex");
    const utf16 = Buffer.from(one, "utf16le");
    const percent = hex.replace(/../g, "%$&");
    return [
      utf8, utf16, Buffer.from(utf16).swap16(), ...[hex, hex.toUpperCase(), percent, percent.toUpperCase()].map((form) => Buffer.from(form)),
      ...shifted(utf8), ...shifted(utf16),
    ];
  });
}

/** Base64 of a longer text holds the word at one of three shifts; the characters at its ends mix with what is beside it. Both alphabets. */
function shifted(bytes: Buffer): readonly Buffer[] {
  const all = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64").replace(/=+$/, "").slice([0, 2, 3][shift], -1));
  return [...new Set([...all, ...all.map((one) => one.replaceAll("+", "-").replaceAll("/", "_"))])].map((one) => Buffer.from(one));
}

/** As text with either separator, and as the 64-bit integer of a column or a page. */
export function amountForms(minor: number): readonly Buffer[] {
  const pence = String(minor % 100).padStart(2, "0");
  const whole = String(Math.floor(minor / 100));
  const binary = Buffer.alloc(16);
  binary.writeBigInt64LE(BigInt(minor), 0);
  binary.writeBigInt64BE(BigInt(minor), 8);
  const texts = [`${whole}.${pence}`, `${Number(whole).toLocaleString("en-GB")}.${pence}`, `${whole},${pence}`, String(minor)];
  // Of the binary forms the bytes that are not zero: a page may pack the rest.
  return [...texts.flatMap((text) => [Buffer.from(text), Buffer.from(text, "utf16le"), Buffer.from(Buffer.from(text).toString("hex"))]), binary.subarray(0, 8), binary.subarray(8)];
}

/** Names of the places that hold one of the forms, with what stands around it. */
export function seen(places: readonly Place[], forms: readonly Buffer[]): string[] {
  return places.flatMap(({ place, bytes }) => {
    const form = forms.find((one) => bytes.includes(one));
    if (form === undefined) return [];
    const at = bytes.indexOf(form);
    return [`${place}: ${bytes.subarray(Math.max(0, at - 20), at + form.length + 30).toString("latin1").replace(/[^ -~]/g, ".")}`];
  });
}

/** Every file below, but those that `skip` names, and whatever can be unpacked in them. */
export async function filesIn(folder: string, skip: (path: string) => boolean = () => false): Promise<Place[]> {
  const found: Place[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (skip(path)) continue;
    const what = await stat(path).catch(() => undefined);
    if (what?.isDirectory()) found.push(...(await filesIn(path, skip)));
    else if (what?.isFile()) {
      const bytes = await readFile(path).catch(() => Buffer.alloc(0)); // a file of the database that went meanwhile
      found.push({ place: `file ${path}`, bytes }, ...unpacked(bytes).map((inner) => ({ place: `packed in ${path}`, bytes: inner })));
    }
  }
  return found;
}

type Unpack = (bytes: Buffer, options: { readonly maxOutputLength: number; readonly finishFlush?: number }) => Buffer;
const LIMITS = { maxOutputLength: 64 * 1024 ** 2 };
/** How compressed streams begin (RFC 1952, RFC 8878, RFC 1950) and, in a zip, where they do. */
const STREAMS: readonly (readonly [begin: Buffer, unpack: Unpack, offset: (bytes: Buffer, at: number) => number])[] = [
  [Buffer.of(0x1f, 0x8b, 0x08), (bytes, options) => gunzipSync(bytes, options), (_, at) => at],
  [Buffer.of(0x28, 0xb5, 0x2f, 0xfd), (bytes, options) => zstdDecompressSync(bytes, { maxOutputLength: options.maxOutputLength }), (_, at) => at],
  ...[0x01, 0x5e, 0x9c, 0xda].map((flags) => [Buffer.of(0x78, flags), (bytes: Buffer, options: typeof LIMITS) => inflateSync(bytes, options), (_: Buffer, at: number) => at] as const),
  [Buffer.from("PK\x03\x04"), (bytes, options) => inflateRawSync(bytes, options), (bytes, at) => (at + 30 > bytes.length ? bytes.length : at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28))],
];

/** What unpacks, wherever it begins. A stream that is cut short gives what there is of it where the format allows. */
export function unpacked(bytes: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  const attempt = (unpack: () => Buffer): void => {
    try {
      const inner = unpack();
      if (inner.length >= 12) found.push(inner);
    } catch {
      // not a stream: the marks are short, and most of what is sealed looks like anything
    }
  };
  for (const [begin, unpack, offset] of STREAMS) {
    for (let at = bytes.indexOf(begin); at >= 0; at = bytes.indexOf(begin, at + 1)) attempt(() => unpack(bytes.subarray(offset(bytes, at)), LIMITS));
  }
  if (bytes.length > 0 && bytes.length < 1024 ** 2) attempt(() => brotliDecompressSync(bytes, LIMITS)); // has no mark: only as a whole file
  return found;
}

/** Every row of every table of a database as text: what a page compresses is clear here, and bytes are in hexadecimal. */
export async function rowsOf(client: pg.Client, database: string): Promise<Place[]> {
  const { rows: tables } = await client.query("SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");
  const places: Place[] = [];
  for (const { name } of [...(tables as { name: string }[]), { name: "pg_catalog.pg_largeobject" }, { name: "pg_catalog.pg_description" }, { name: "pg_catalog.pg_statistic" }]) {
    const { rows } = await client.query(`SELECT one::text AS row FROM ${name} one`);
    places.push({ place: `rows of ${database} ${name}`, bytes: Buffer.from((rows as { row: string }[]).map(({ row }) => row).join("\n")) });
  }
  // What the server itself remembers of statements.
  const { rows } = await client.query("SELECT query FROM pg_stat_activity");
  places.push({ place: `statements of ${database}`, bytes: Buffer.from((rows as { query: string }[]).map(({ query }) => query).join("\n")) });
  return places;
}

/** Columns of the database that are not sealed and can hold words: who adds one has to say so. */
export async function clearColumns(client: pg.Client): Promise<string> {
  const { rows } = await client.query(`SELECT format('%s.%s %s', c.table_name, c.column_name, c.data_type) AS line FROM information_schema.columns c
    JOIN pg_tables t ON t.schemaname = c.table_schema AND t.tablename = c.table_name
    WHERE c.table_schema = 'public' AND c.data_type NOT IN ('integer', 'bigint', 'smallint', 'boolean', 'timestamp with time zone', 'date')
      AND NOT (c.data_type = 'bytea' AND c.column_name LIKE 'sealed%') ORDER BY 1`);
  return (rows as { line: string }[]).map(({ line }) => line).join("\n");
}
