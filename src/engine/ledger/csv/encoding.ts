/** The encoding of rows, decided row by row, because files are put together from parts. */
import { isAscii, isUtf8 } from "node:buffer";
import type { ProblemTally } from "../problems.ts";

export type EncodingWatch = {
  /** Whether the bytes can be passed on as they are. */
  readonly isUtf8: (run: Buffer) => boolean;
  /** The record as UTF-8. */
  readonly recode: (record: Buffer, row: number) => Buffer;
  /** At the end of the file: lists the rows that differ from the rest. */
  readonly report: () => void;
};

/**
 * Rows that are not UTF-8 are read as Windows-1252. If some rows are and some are not, the file is mixed, and the
 * rows of the rarer kind are the ones to look at; which that is, is known only at the end.
 */
export function watchEncoding(file: string, problems: ProblemTally): EncodingWatch {
  const western = new TextDecoder("windows-1252");
  let unicodeSeen = false;
  const recoded: number[] = [];
  let recodedCount = 0;
  return {
    isUtf8: (run: Buffer): boolean => {
      if (isAscii(run)) return true;
      const valid = isUtf8(run);
      if (valid) unicodeSeen = true;
      return valid;
    },
    recode: (record: Buffer, row: number): Buffer => {
      if (isAscii(record)) return record;
      if (isUtf8(record)) {
        unicodeSeen = true;
        return record;
      }
      recodedCount += 1;
      if (recoded.length < 200) recoded.push(row);
      return Buffer.from(western.decode(record));
    },
    report: () => {
      if (!unicodeSeen || recodedCount === 0) return;
      for (const row of recoded) {
        problems.add({
          file, row, column: undefined, code: "mixed-encoding", value: undefined, expected: "UTF-8 like the rest of the file",
          remedy: "Export the whole file as UTF-8; this row was read as Windows-1252, check its accented letters.", taken: true,
        });
      }
      problems.count("mixed-encoding", recodedCount - recoded.length);
    },
  };
}
