/** DUP-02: other supplier, same number, date and amount. What it means, and what it mistakes, is in README.md. */
import { isSameDate, sameSupplier } from "../duplicate-test.ts";
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup02: DuplicateTest = {
  id: "DUP-02",
  name: "Other supplier, same number, date and amount",
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_no"] },
  holds: (group) =>
    group.pair !== undefined && !sameSupplier(group) && group.pair.number === "equal" && group.pair.amount === "equal" && isSameDate(group.pair),
};
