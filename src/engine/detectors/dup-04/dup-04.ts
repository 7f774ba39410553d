/** DUP-04: date near, rest equal. What it means, and what it mistakes, is in README.md. */
import { isNearDate, sameSupplier } from "../duplicate-test.ts";
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup04: DuplicateTest = {
  id: "DUP-04",
  name: "Date near, rest equal",
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_no"] },
  holds: (group) =>
    group.pair !== undefined && sameSupplier(group) && group.pair.number === "equal" && group.pair.amount === "equal" && isNearDate(group.pair),
};
