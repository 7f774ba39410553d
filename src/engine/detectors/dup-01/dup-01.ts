/** DUP-01: same supplier, number, date and amount. What it means, and what it mistakes, is in README.md. */
import { isSameDate, sameSupplier } from "../duplicate-test.ts";
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup01: DuplicateTest = {
  id: "DUP-01",
  name: "Same supplier, number, date and amount",
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_no", "invoice_date"] },
  holds: (group) =>
    group.pair?.number === "equal" && group.pair.amount === "equal" && isSameDate(group.pair) && sameSupplier(group),
};
