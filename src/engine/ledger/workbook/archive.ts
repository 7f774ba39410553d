/**
 * The zip file that a workbook is: the only module that imports the zip reader.
 *
 * Invariant: what expands is bounded before it is expanded. Sizes are judged by the directory of the archive, and the
 * zip reader stops a part that turns out bigger than the directory says.
 */
import yauzl from "yauzl";
import type { Entry, ZipFile } from "yauzl";
import { Refusal } from "../../../base/errors.ts";
import { refuse } from "../content.ts";
import type { Source } from "../source.ts";

export type Archive = {
  readonly has: (part: string) => boolean;
  /** @throws Refusal workbook-damaged when there is no such part. */
  readonly open: (part: string) => AsyncIterable<Buffer>;
  readonly sizeOf: (part: string) => number;
};

export const MAX_PACKED_BYTES = 512 << 20;
/** Twenty million cells or so; above it, CSV is the better export. */
export const MAX_EXPANDED_BYTES = 3 * 2 ** 30;
/** Office files of repeated values reach about 60; a zip bomb is near 1,000. Small files may exceed it. */
const MAX_RATIO = 150;
const RATIO_COUNTS_FROM_BYTES = 64 << 20;
const MAX_PARTS = 10_000;

export async function openArchive(source: Source): Promise<Archive> {
  const packed = await collect(source);
  const zip = await yauzl.fromBufferPromise(packed, { lazyEntries: true, validateEntrySizes: true }).catch(() => undefined);
  if (zip === undefined || zip.entryCount > MAX_PARTS) throw damaged(source);
  const parts = await partsOf(source, zip);
  refuseBombs(source, packed.byteLength, parts);
  return {
    has: (part) => parts.has(part),
    sizeOf: (part) => parts.get(part)?.uncompressedSize ?? 0,
    open: (part) => expand(source, zip, parts.get(part)),
  };
}

export const damaged = (source: Source): Refusal =>
  refuse(source, "workbook-damaged", "is a damaged workbook", "Open it in a spreadsheet program, save it again as .xlsx, and send that.");

async function collect(source: Source): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.open()) {
    size += chunk.byteLength;
    if (size > MAX_PACKED_BYTES) {
      throw refuse(source, "file-too-large", `is a workbook of more than ${MAX_PACKED_BYTES >> 20} MiB`, "Export it as CSV, or in parts.");
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function partsOf(source: Source, zip: ZipFile): Promise<Map<string, Entry>> {
  const parts = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) parts.set(entry.fileName.replaceAll("\\", "/"), entry);
  } catch {
    throw damaged(source);
  }
  return parts;
}

function refuseBombs(source: Source, packedBytes: number, parts: ReadonlyMap<string, Entry>): void {
  let total = 0;
  for (const { uncompressedSize, compressedSize } of parts.values()) {
    total += uncompressedSize;
    if (uncompressedSize > RATIO_COUNTS_FROM_BYTES && uncompressedSize > compressedSize * MAX_RATIO) throw bomb(source);
  }
  if (total > RATIO_COUNTS_FROM_BYTES && total > packedBytes * MAX_RATIO) throw bomb(source);
  if (total > MAX_EXPANDED_BYTES) {
    throw refuse(source, "file-too-large", `expands to more than ${MAX_EXPANDED_BYTES / 2 ** 30} GiB`, "Export the ledger as CSV, or in parts.");
  }
}

const bomb = (source: Source): Refusal =>
  refuse(source, "workbook-expands", "expands to far more than a workbook does and was not opened", "Export the ledger again, as CSV.");

async function* expand(source: Source, zip: ZipFile, entry: Entry | undefined): AsyncIterable<Buffer> {
  if (entry === undefined) throw damaged(source);
  if (entry.isEncrypted()) throw refuse(source, "file-type", "is a workbook with a password", "Save it without a password.");
  try {
    yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw damaged(source);
  }
}
