/** DUP-09: same supplier and amount within days, any number. What it means, and what it mistakes, is in README.md. */
import { isNearDate, isOtherNumber, sameSupplier } from "../duplicate-test.ts";
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup09: DuplicateTest = {
  id: "DUP-09",
  name: "Same supplier and amount within days, any number",
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_date"] },
  holds: (group) =>
    group.pair !== undefined && sameSupplier(group) && isOtherNumber(group.pair) && group.pair.amount === "equal" && isNearDate(group.pair),
};
