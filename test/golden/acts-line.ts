/** A line of the golden lists of acts: what writes which entries, or why none. Neither entry nor reason fails, and so does a reason too many. */
import { expect } from "vitest";

const WIDTH = 56;

export function actsLine(name: string, acts: readonly string[], whyNone: string | undefined): string {
  expect(acts.length > 0 || whyNone !== undefined, `${name} writes no audit entry. Let its verb write one, or say here why none is right.`).toBe(true);
  expect(acts.length === 0 || whyNone === undefined, `${name} writes ${acts.join(", ")}: take its reason for writing nothing away.`).toBe(true);
  return `${name.padEnd(WIDTH)}${acts.join(", ") || `no entry: ${whyNone}`}`;
}
