/**
 * The file that a spool appends to: frames, each the lines written together, sealed, with its length before it (32 bit,
 * big-endian). A frame is bound to spool, file and position, so none can be taken out, exchanged or repeated unseen.
 *
 * Crash story: `append` returns when the kernel has the frame, so a process that is killed loses nothing it appended. Cut short by a
 * power cut or a full disk, the file is read up to the last whole frame.
 */
import { closeSync, fdatasync, ftruncateSync, openSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { PlaneSeal } from "../vault/vault.ts";

const LENGTH_BYTES = 4;

export type OpenFile = {
  readonly path: string;
  readonly number: number;
  readonly bytes: () => number;
  /** @throws what the disk says; the file is then as it was before. */
  readonly append: (text: string) => void;
  readonly sync: () => Promise<void>;
  readonly close: () => void;
};

const placeOf = (spool: string, number: number, frame: number) => ({ kind: "log.frame", object: `${spool}.${number}`, position: frame });

export function createOpenFile(path: string, seal: PlaneSeal, spool: string, number: number): OpenFile {
  const fd = openSync(path, "wx", 0o600);
  let bytes = 0;
  let frames = 0;
  return {
    path,
    number,
    bytes: () => bytes,
    append: (text) => {
      const sealed = seal.seal(placeOf(spool, number, frames), Buffer.from(text));
      const frame = Buffer.alloc(LENGTH_BYTES + sealed.length);
      frame.writeUInt32BE(sealed.length);
      frame.set(sealed, LENGTH_BYTES);
      try {
        for (let at = 0; at < frame.length; ) at += writeSync(fd, frame, at, frame.length - at, bytes + at);
      } catch (error) {
        ftruncateSync(fd, bytes);
        throw error;
      }
      bytes += frame.length;
      frames += 1;
    },
    sync: () => promisify(fdatasync)(fd),
    close: () => closeSync(fd),
  };
}

/** All lines up to the first frame that is not as it was written, and whether there was one. */
export async function readOpenFile(path: string, seal: PlaneSeal, spool: string, number: number): Promise<{ readonly lines: string[]; readonly cut: boolean }> {
  const bytes = await readFile(path);
  const lines: string[] = [];
  let at = 0;
  for (let frame = 0; at < bytes.length; frame += 1) {
    const length = at + LENGTH_BYTES <= bytes.length ? bytes.readUInt32BE(at) : Infinity;
    const end = at + LENGTH_BYTES + length;
    if (end > bytes.length) return { lines, cut: true };
    try {
      lines.push(...seal.open(placeOf(spool, number, frame), bytes.subarray(at + LENGTH_BYTES, end)).toString().split("\n"));
    } catch {
      return { lines, cut: true };
    }
    at = end;
  }
  return { lines, cut: false };
}
