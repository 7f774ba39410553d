/**
 * A batch: some log lines of one process, numbered without gaps within their stream. A line of JSON that says what it is, a line break,
 * then the lines, compressed (zstd). The same bytes are sealed in the spool, sent, and compared when they come twice.
 *
 * A stream is one spool of one process from its beginning; a batch may stand for a run of numbers (`from` to `number`) whose lines were
 * given up, and then says how many those were.
 */
import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import { z } from "zod";
import { Refusal } from "../../base/errors.ts";
import { REGIONS } from "../../base/regions.ts";

/** `uk/worker`: the plane that speaks, and which of its processes. */
export const SOURCE = new RegExp(`^(control|${REGIONS.join("|")})/[a-z]{1,20}$`);
const STREAM = /^[0-9a-f]{32}$/;
const LAST_NUMBER = 2 ** 48;

const batchHead = z.strictObject({
  form: z.literal(1),
  source: z.string().regex(SOURCE),
  stream: z.string().regex(STREAM),
  from: z.int().min(1).max(LAST_NUMBER),
  number: z.int().min(1).max(LAST_NUMBER),
  lines: z.int().min(0).max(1_000_000),
  /** Lines that were given up in what this batch stands for. */
  dropped: z.int().min(0),
  first: z.iso.datetime({ precision: 3 }),
  last: z.iso.datetime({ precision: 3 }),
}).refine(({ from, number }) => from <= number);

export type BatchHead = z.infer<typeof batchHead>;
export type Batch = { readonly head: BatchHead; readonly packed: Uint8Array };

/** Lines of a batch before they are compressed: what a spool closes a file at, and the most that is taken in. */
export const BATCH_BYTES = 1024 * 1024;
const MOST_BYTES = 2 * BATCH_BYTES;
const MOST_HEAD_BYTES = 1_000;
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 6 } };

const compress = promisify(zstdCompress) as (bytes: Uint8Array, options: object) => Promise<Buffer>;
const decompress = promisify(zstdDecompress) as (bytes: Uint8Array, options: object) => Promise<Buffer>;

export const packLines = (lines: readonly string[]): Promise<Buffer> => compress(Buffer.from(lines.map((line) => `${line}\n`).join("")), COMPRESSION);

/** @throws Refusal log-batch-not-readable: not compressed lines, or more of them than a batch may hold. */
export async function unpackLines(packed: Uint8Array): Promise<Buffer> {
  return decompress(packed, { maxOutputLength: MOST_BYTES }).catch(() => {
    throw notReadable();
  });
}

export const batchBytes = ({ head, packed }: Batch): Buffer => Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), packed]);

/** @throws Refusal log-batch-not-readable. */
export function readBatch(bytes: Uint8Array): Batch {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = whole.subarray(0, MOST_HEAD_BYTES).indexOf(0x0a);
  const head = batchHead.safeParse(parsed(whole.subarray(0, Math.max(0, end)).toString()));
  if (!head.success) throw notReadable();
  return { head: head.data, packed: whole.subarray(end + 1) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const notReadable = (): Refusal => new Refusal("invalid", "log-batch-not-readable", "This is not a batch of log lines.");
