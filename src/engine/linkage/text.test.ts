/** How descriptions lie to each other, as a table. */
import { expect, test } from "vitest";
import { compareTexts, saysItIsNoBill } from "./text.ts";

const TABLE = `
Rent March 2024       | Rent March 2024        | same
Rent March 2024       | RENT MARCH 2024        | cased
Rent March 2024       | Rent April 2024        | other-period
Rent March 2024       | Rent March 2025        | other-period
Miete Mai 2024        | Miete Juni 2024        | other-period
Timesheet w/e 2024-04-19 | Timesheet w/e 2024-04-26 | other-period
Deposit               | Balance                | other-stage
Stage payment 2       | Stage payment 3        | other-stage
Repairs 48213         | Repairs                | part
Materials             | Call-out               | different
Marsh Lane works      | Mayfield works         | different
`;

test("every level in the table", () => {
  const rows = TABLE.trim().split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  expect(rows.map(([left, right]) => compareTexts(left ?? null, right ?? null))).toEqual(rows.map(([, , level]) => level));
  expect(compareTexts(null, "x")).toBe("missing");
});

test("a paper says itself that it is no new bill", () => {
  for (const [number, text] of [["PROFORMA 77", null], ["STMT JUN24", null], ["PRO-1042", null], ["1042 COPY", null], ["77", "Statement of account"]] as const)
    expect(saysItIsNoBill(number, text), number).toBe(true);
  for (const [number, text] of [["PRO1042", "Copier lease"], ["ST20240630", null], ["1042", "Professional fees"], [null, null]] as const)
    expect(saysItIsNoBill(number, text), String(number)).toBe(false);
});
