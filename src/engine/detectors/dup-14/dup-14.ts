/** DUP-14: whole and split. What it means, and what it mistakes, is in README.md. */
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup14: DuplicateTest = {
  id: "DUP-14",
  name: "Whole and split",
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_date"] },
  holds: (group) =>
    group.split !== undefined,
};
