import fc from "fast-check";
import { expect, test } from "vitest";
import { marks, wordMarks } from "./marks.ts";

/** `A[B]C`: what is in brackets is marked. */
const shown = (runs: ReturnType<typeof marks>): string => runs.map(({ text, differs }) => (differs ? `[${text}]` : text)).join("");

test.each([
  ["INV-1042", "INV-1024", "INV-10[4]2"],
  ["2995134R", "2995134", "2995134[R]"],
  ["2995134", "2995134R", "2995134"],
  ["1,234.50", "1,284.50", "1,2[3]4.50"],
  ["same", "same", "same"],
  ["Line rental October", "Line", "Line[ rental October]"],
  ["completely", "unlike", "[completely]"],
])("%s beside %s is %s", (value, other, expected) => expect(shown(marks(value, other))).toBe(expected));

test("dates differ by their parts", () => {
  expect(shown(wordMarks("3 Jan 2026", "3 Feb 2026"))).toBe("3 [Jan] 2026");
  expect(shown(wordMarks("13 Jan 2026", "3 Jan 2026"))).toBe("[13] Jan 2026");
});

test("the runs are the value, and values that differ have a mark in one of the two", () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 200 }), (a, b) => {
    expect(marks(a, b).map(({ text }) => text).join("")).toBe(a);
    const loud = [...marks(a, b), ...marks(b, a)].some(({ differs }) => differs);
    expect(loud).toBe(a !== b);
  }));
});
