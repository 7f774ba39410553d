/** DUP-08: same supplier, amount and date, other number. What it means, and what it mistakes, is in README.md. */
import { isOtherNumber, isSameDate, sameSupplier } from "../duplicate-test.ts";
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup08: DuplicateTest = {
  id: "DUP-08",
  name: "Same supplier, amount and date, other number",
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_date"] },
  holds: (group) =>
    group.pair !== undefined && sameSupplier(group) && isOtherNumber(group.pair) && group.pair.amount === "equal" && isSameDate(group.pair),
};
