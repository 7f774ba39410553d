/**
 * A source: the bytes of one file, wherever they are kept.
 *
 * The reader only ever asks for the bytes from the start, so a file on a laptop and an unsealed upload are read by
 * the same code, and an upload never needs a clear copy on a disk. `open` may be called more than once (to inspect,
 * then to read) and gives the same bytes each time.
 */
export type Source = {
  /** What the person calls it; shown in messages and reports. */
  readonly name: string;
  /** For progress only; the reader does not trust it. */
  readonly sizeBytes?: number;
  readonly open: () => AsyncIterable<Uint8Array>;
};

export const bytesSource = (name: string, bytes: Uint8Array): Source => ({
  name,
  sizeBytes: bytes.byteLength,
  open: async function* () {
    for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
  },
});

const CHUNK_BYTES = 1 << 20;
