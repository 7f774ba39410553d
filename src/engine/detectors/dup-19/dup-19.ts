/** DUP-19: document paid twice. What it means, and what it mistakes, is in README.md. */
import type { DuplicateTest } from "../duplicate-test.ts";

export const dup19: DuplicateTest = {
  id: "DUP-19",
  name: "Document paid twice",
  needs: { payment: ["doc_id", "amount"] },
  holds: (group) =>
    group.overpaid !== undefined,
};
