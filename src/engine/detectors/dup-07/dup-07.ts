/** DUP-07: other supplier, number and amount equal, date near. What it means, and what it mistakes, is in README.md. */
import { isSameDate, sameSupplier } from "../duplicate-test.ts";
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup07: DuplicateTest = {
  id: "DUP-07",
  name: "Other supplier, number and amount equal, date near",
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_no"] },
  holds: (group) =>
    group.pair !== undefined && !sameSupplier(group) && !(group.pair.number === "equal" && isSameDate(group.pair) && group.pair.amount === "equal"),
};
