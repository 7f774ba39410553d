/** DUP-03: number similar, rest equal. What it means, and what it mistakes, is in README.md. */
import { isNearNumber, isSameDate, sameSupplier } from "../duplicate-test.ts";
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup03: DuplicateTest = {
  id: "DUP-03",
  name: "Number similar, rest equal",
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_no", "invoice_date"] },
  holds: (group) =>
    group.pair !== undefined && sameSupplier(group) && isNearNumber(group.pair) && group.pair.amount === "equal" && isSameDate(group.pair),
};
