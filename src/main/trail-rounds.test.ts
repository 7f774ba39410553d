/** A place that a log line does not take would be left out of it without a word, and the operator told of a fault somewhere. */
import { expect, test } from "vitest";
import { newId } from "../base/ids.ts";
import { formLine } from "../platform/telemetry/line.ts";
import { codeOfPlace } from "./trail-rounds.ts";

test("a fault's place reaches the log line, whatever kind of place it is", () => {
  const trail = newId("sit");
  const entry = newId("aud");
  const line = (at: string | undefined): unknown => (JSON.parse(formLine("control", "error", "trail is not what was written", { code: codeOfPlace(trail, at) }, new Date())) as { code?: unknown }).code;
  expect(line(undefined)).toBe(trail);
  expect(line("checkpoint")).toBe(`${trail} checkpoint`);
  expect(line(`entry 7 (${entry})`)).toBe(`${trail} entry 7 ${entry}`);
  expect(line("tile 0/1 (entries 257 to 512)")).toBe(`${trail} tile 0-1 entries 257 to 512`);
  expect(line("day 2026-11-26, checkpoint")).toBe(`${trail} day 2026-11-26 checkpoint`);
  expect(line("cosignature of witness.example/w1+ü\n\u0000")).toBe(`${trail} cosignature of witness.example-w1`);
  expect(line("x".repeat(500))).toHaveLength(200);
});
