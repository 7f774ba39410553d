/** DUP-12: in another currency. What it means, and what it mistakes, is in README.md. */
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup12: DuplicateTest = {
  id: "DUP-12",
  name: "In another currency",
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_no", "currency"] },
  holds: (group) =>
    group.pair !== undefined && new Set(group.docs.map((doc) => doc.cur)).size > 1,
};
