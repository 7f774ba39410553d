/**
 * Rows of a result as plain JavaScript, made column by column.
 *
 * Whole numbers, dates and short texts are taken from the memory of the column itself: asking the client for one value
 * at a time makes two big integers for every cell, to find out that it is not empty. What is not known here is asked for
 * that way. A test (duckdb.test.ts) reads every type both ways and compares.
 */
import { invariant } from "../../base/errors.ts";

export type Cell = string | number | boolean | null | readonly Cell[];
export type Row = Readonly<Record<string, Cell>>;

type Numbers = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array | BigInt64Array | BigUint64Array;
/** The client's chunk and types, as far as they are used: only duckdb.ts imports the client. */
type Chunk = { readonly rowCount: number; readonly getColumnVector: (at: number) => unknown };
type Type = { readonly toString: () => string };
/** What the client's columns hold. Its version is pinned; a column that has none of this is read value by value. */
type Column = {
  readonly getItem: (row: number) => unknown;
  readonly items?: Numbers;
  readonly dataView?: DataView;
  readonly validity?: { readonly data: BigUint64Array | null; readonly offset: number };
};

export function rowsOfChunk(chunk: Chunk, names: readonly string[], types: readonly Type[]): Record<string, Cell>[] {
  const count = chunk.rowCount;
  const empty: Record<string, Cell> = {};
  for (const name of names) empty[name] = null;
  const rows = Array.from({ length: count }, () => ({ ...empty }));
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as string;
    const read = reader(chunk.getColumnVector(at) as Column, String(types[at]));
    for (let row = 0; row < count; row++) (rows[row] as Record<string, Cell>)[name] = read(row);
  }
  return rows;
}

type Read = (row: number) => Cell;

/** The value of a row of one column. */
export function reader(column: Column, type: string): Read {
  const read = direct(column, type);
  if (read === undefined) return (row) => plain(column.getItem(row));
  const data = column.validity?.data;
  if (data === null || data === undefined) return read;
  const present = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return (row) => (((present[row >> 3] as number) >> (row & 7)) & 1 ? read(row) : null);
}

/** For columns that begin where their memory does; none is known that does not. */
function direct(column: Column, type: string): Read | undefined {
  const { items, dataView, validity } = column;
  if (validity === undefined || validity.offset !== 0) return undefined;
  switch (type) {
    case "VARCHAR":
      return dataView === undefined ? undefined : texts(column, dataView);
    case "BIGINT":
      return items instanceof BigInt64Array ? wholeNumbers(items) : undefined;
    case "DATE":
      return items instanceof Int32Array ? dates(column, items) : undefined;
    case "TINYINT":
    case "UTINYINT":
    case "SMALLINT":
    case "USMALLINT":
    case "INTEGER":
    case "UINTEGER":
    case "FLOAT":
    case "DOUBLE":
      return items === undefined ? undefined : (row) => items[row] as number;
    default:
      return undefined;
  }
}

/** 64 bits as two halves of 32: the low one first. */
function wholeNumbers(items: BigInt64Array): Read {
  const halves = new Int32Array(items.buffer, items.byteOffset, items.length * 2);
  return (row) => {
    const number = (halves[row * 2 + 1] as number) * 0x1_0000_0000 + ((halves[row * 2] as number) >>> 0);
    invariant(Number.isSafeInteger(number), "a whole number from the ledger is too big to be exact");
    return number;
  };
}

/** Texts of up to this many bytes lie in the column, longer ones elsewhere. */
const INLINE_BYTES = 12;

function texts(column: Column, view: DataView): Read {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  return (row) => {
    const at = row * 16;
    const length = view.getUint32(at, true);
    return length <= INLINE_BYTES ? bytes.toString("utf8", at + 4, at + 4 + length) : (column.getItem(row) as string);
  };
}

/** A ledger has few days: each is written once. */
function dates(column: Column, items: Int32Array): Read {
  const written = new Map<number, string>();
  return (row) => {
    const day = items[row] as number;
    const known = written.get(day);
    if (known !== undefined) return known;
    const text = String(column.getItem(row));
    written.set(day, text);
    return text;
  };
}

/** The client's value classes to plain JavaScript. */
export function plain(value: unknown): Cell {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return value;
    case "bigint":
      invariant(Number.isSafeInteger(Number(value)), "a whole number from the ledger is too big to be exact");
      return Number(value);
    default:
      if (value === null || value === undefined) return null;
      if (isList(value)) return value.items.map(plain);
      return isDecimal(value) ? Number(String(value)) : String(value);
  }
}

const isList = (value: object): value is { readonly items: readonly unknown[] } => "items" in value && Array.isArray(value.items);
const isDecimal = (value: object): boolean => "scale" in value && "width" in value;
