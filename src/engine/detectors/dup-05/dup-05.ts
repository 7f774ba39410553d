/** DUP-05: amount near, rest equal. What it means, and what it mistakes, is in README.md. */
import { isNearAmount, isSameDate, sameSupplier } from "../duplicate-test.ts";
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup05: DuplicateTest = {
  id: "DUP-05",
  name: "Amount near, rest equal",
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_no", "invoice_date"] },
  holds: (group) =>
    group.pair !== undefined && sameSupplier(group) && group.pair.number === "equal" && isNearAmount(group.pair) && isSameDate(group.pair),
};
