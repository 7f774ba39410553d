/** How numbers come to differ, as a table: left, right, level. Symmetric. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { asDay, dayNumber } from "../../base/day.ts";
import { compareNumbers, isDateNumber } from "./number.ts";

const TABLE = `
INV-1042     | INV-1042      | equal
INV-1042     | inv 1042      | format
INV-001042   | INV1042       | format
24-0237      | 24-237        | format
H0118741     | HO118741      | look-alike
SI22115      | 5I22115       | look-alike
INV1042      | 1042          | part
INV1042      | INV1042A      | part
1042         | 1042 COPY     | part
INV034112    | INV034112-2   | part
1042         | 24-1042       | part
1042         | 1042/2024     | part
DEBR 081310  | WALP 081310   | different
INV7351      | INV7531       | swapped
INV10542     | INV1542       | dropped
C4515/1      | C44515/1      | dropped
INV10423     | INV10483      | digit
INV049443    | INV044943 DUP | two-slips
L1P-59077-P  | L1P-59076-N   | different
INV1042      | PROFORMA 77   | different
AAA5         | AA5.8         | different
AA5.8        | AAA5          | different
1042         |               | missing
-            | 1042          | missing
`;

test("every way in the table", () => {
  const rows = TABLE.trim().split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  expect(rows.length).toBeGreaterThan(15);
  const said = rows.map(([left, right]) => compareNumbers(left || null, right || null));
  expect(said).toEqual(rows.map(([, , level]) => level));
});

test("the order of the two does not matter, and a number equals itself", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ABO01258-/. "), maxLength: 9 });
  fc.assert(fc.property(text, text, (left, right) => {
    expect(compareNumbers(left, right)).toBe(compareNumbers(right, left));
    expect(compareNumbers(left, left)).toBe("equal");
  }), { numRuns: 3_000 });
});

test("a number that is only the date says so; a date with a count after it does not", () => {
  const day = dayNumber(asDay("2010-08-31")!);
  for (const text of ["083110", "31/08/2010", "2010-08-31", "083110B", "083100", "8/31/10"]) expect(isDateNumber(text, day), text).toBe(true);
  for (const text of ["20100831-02", "471", "INV083110", "991199", ""]) expect(isDateNumber(text, day), text).toBe(false);
});
