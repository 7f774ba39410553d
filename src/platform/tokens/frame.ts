/** What a message from plane to plane says and bytes that go with it, as one body under one signature: length of the JSON (4 bytes), JSON, bytes. */
import { Refusal } from "../../base/errors.ts";

const SAID_MAX_BYTES = 64 * 1024;

export function framed(said: unknown, bytes: Uint8Array): Uint8Array {
  const json = Buffer.from(JSON.stringify(said));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, bytes]);
}

/** @throws Refusal invalid input-not-valid. */
export function unframed(body: Uint8Array): { readonly said: unknown; readonly bytes: Uint8Array } {
  const all = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const length = all.length < 4 ? Infinity : all.readUInt32BE();
  try {
    if (length > SAID_MAX_BYTES || 4 + length > all.length) throw new RangeError("length");
    return { said: JSON.parse(all.subarray(4, 4 + length).toString("utf8")), bytes: all.subarray(4 + length) };
  } catch {
    throw new Refusal("invalid", "input-not-valid", "The message is not in the form that was agreed.");
  }
}
