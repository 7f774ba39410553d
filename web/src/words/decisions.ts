/** Decisions on findings in words: why, for what, and what became of them. */
import type { Decision, FindingItem } from "../api/shapes.ts";
import type { Meaning } from "../blocks/tag.tsx";

export type Verdict = Decision["verdict"];

export const CONFIRMED_BECAUSE = {
  recover: "There is money to get back",
  stopped: "Stopped before it was paid",
  "fraud-suspected": "Suspected fraud, passed on",
  "record-to-correct": "A supplier or employee record has to be put right",
  "rules-broken": "Our own rules were not kept",
  other: "Another reason, in the note",
} as const;

export const DISMISSED_BECAUSE = {
  "valid-repeat": "Valid: separate deliveries, or a bill that recurs",
  agreed: "Agreed with the supplier, or approved as an exception",
  "belong-together": "They belong together: a group, a factor, a tax office, a payroll agent",
  "data-wrong": "The data is wrong, not the payment",
  corrected: "Right, and already put right: credited, refunded or reversed",
  "too-small": "Right, and too small to follow up",
  other: "Another reason, in the note",
} as const;

export const reasonWords = ({ verdict, reason }: Pick<Decision, "verdict" | "reason">): string =>
  (verdict === "confirmed" ? (CONFIRMED_BECAUSE as Record<string, string>) : (DISMISSED_BECAUSE as Record<string, string>))[reason] ?? reason;

export const VERDICTS: Readonly<Record<Verdict, string>> = { confirmed: "Confirmed", dismissed: "Dismissed" };

type Scope = Decision["scope"];
export function scopeChoice(scope: Scope, { supplierNames, detectors }: Pick<FindingItem, "supplierNames" | "detectors">): { label: string; description: string } {
  switch (scope) {
    case "finding":
      return { label: "This finding only", description: "Until more is at risk, a document is added, or bank details or payments change." };
    case "supplier_test":
      return { label: `${supplierNames[0] ?? "This supplier"}, by ${detectors.join(" and ")}`, description: "This and later findings of the supplier by the same test, up to an amount, while its bank details stay." };
    case "supplier_group":
      return { label: "These suppliers among each other", description: "This and later findings of this kind between them, up to an amount, while their bank details stay." };
    case "shared_account":
      return { label: "This bank account", description: "While no other supplier is paid to it." };
  }
}

export function scopeWords({ scope, supplierNames, detectors }: Pick<Decision, "scope" | "supplierNames" | "detectors">): string {
  if (scope === "finding") return "This finding";
  if (scope === "supplier_test") return `${supplierNames.join(", ")}, ${detectors.join(", ").replaceAll("-", "\u2011")}`;
  return scope === "supplier_group" ? `Between ${supplierNames.join(", ")}` : `The account of ${supplierNames.join(", ")}`;
}

export const LIVES: Readonly<Record<Decision["state"], readonly [Meaning, string]>> = {
  pending: ["held", "Waits for a second person"], live: ["good", "Counts"], expired: ["neutral", "Expired"], undone: ["neutral", "Undone"], replaced: ["neutral", "Decided anew"],
};

export const DECISION_FILTERS: Readonly<Record<string, string>> = { open: "Open", reopened: "Open again", confirmed: "Confirmed", dismissed: "Dismissed", all: "Whatever was decided" };

/** Of a finding in the list; an open one is what is expected there and gets no word. */
export function decisionTag({ decision: { state, waits } }: Pick<FindingItem, "decision">): string | undefined {
  if (waits) return "Waits";
  return { open: undefined, reopened: "Open again", confirmed: "Confirmed", dismissed: "Dismissed" }[state];
}

export const MONTHS: readonly { value: string; label: string }[] = [1, 3, 6, 12, 24].map((months) => ({ value: String(months), label: months === 1 ? "1 month" : `${months} months` }));
