/** DUP-06: two of number, date and amount near. What it means, and what it mistakes, is in README.md. */
import { isNearAmount, isNearDate, isNearNumber, isOtherNumber, sameSupplier } from "../duplicate-test.ts";
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup06: DuplicateTest = {
  id: "DUP-06",
  name: "Two of number, date and amount near",
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_no", "invoice_date"] },
  holds: (group) =>
    group.pair !== undefined && sameSupplier(group) &&
    ([isNearNumber, isNearDate, isNearAmount].filter((near) => group.pair && near(group.pair)).length >= 2 ||
      (isOtherNumber(group.pair) && isNearAmount(group.pair))),
};
