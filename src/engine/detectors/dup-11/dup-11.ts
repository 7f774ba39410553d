/** DUP-11: in another company. What it means, and what it mistakes, is in README.md. */
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup11: DuplicateTest = {
  id: "DUP-11",
  name: "In another company",
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_no", "entity"] },
  holds: (group) =>
    group.pair !== undefined && new Set(group.docs.map((doc) => doc.ent)).size > 1,
};
