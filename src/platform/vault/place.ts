/**
 * Where a sealed thing belongs. A thing sealed for one place opens at no other: the place is part of the
 * authenticated data of every row, blob and wrapped key.
 *
 * Places are stored in clear, so they hold names of ours and ids only, never customer data.
 */
import { crc32 } from "node:zlib";
import { invariant } from "../../base/errors.ts";

export type Place = {
  /** What it is, as `table.column` or `folder.thing`: `finding.body`, `segment.rows`. */
  readonly kind: string;
  /** The id of the row or object that holds it. */
  readonly object: string;
  /** Which one of several in the same object, from 0; left out where there is only one. */
  readonly position?: number;
};

const KIND = /^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+$/;
const OBJECT = /^[A-Za-z0-9_.:-]{1,200}$/;

/** A place of the wrong shape is a bug of the caller, and the surest sign of customer data in an id. */
export function checkPlace(place: Place): void {
  checkKind(place.kind);
  invariant(OBJECT.test(place.object), "the object of a sealed place must be an id");
  invariant(place.position === undefined || (Number.isSafeInteger(place.position) && place.position >= 0), "a position counts from 0");
}

export function checkKind(kind: string): void {
  invariant(kind.length <= 100 && KIND.test(kind), "the kind of a sealed place must look like table.column");
}

/**
 * Fields as one unambiguous byte string: each is preceded by its length in bytes (32-bit, big-endian), so that
 * ("ab","c") and ("a","bc") differ. The same encoding serves every associated data and derivation label here.
 */
export function fieldBytes(...fields: readonly string[]): Buffer {
  const bytes = Buffer.allocUnsafe(fields.reduce((sum, field) => sum + 4 + Buffer.byteLength(field), 0));
  let at = 0;
  for (const field of fields) {
    const length = bytes.write(field, at + 4);
    bytes.writeUInt32BE(length, at);
    at += 4 + length;
  }
  return bytes;
}

/** Absent and 0 are different positions. */
export const positionText = (place: Place): string => (place.position === undefined ? "" : String(place.position));

/**
 * A checksum that tells a thing in the wrong place from a damaged one, so that the refusal can say which.
 * It protects nothing; the authentication tag does.
 */
export const placeCheck = (bytes: Uint8Array | string): number => crc32(bytes);
