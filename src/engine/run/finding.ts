/**
 * A finding: one group of documents (or suppliers) that a person should look at, with the reasons.
 *
 * The score is a probability, and the list of weights is the same list of terms that made it: the explanation
 * cannot differ from the decision. Findings of a run are ordered: those with money at risk first, then by score, amount at risk, id, so that
 * the same ledger, seed and version give the same bytes.
 */
import type { Money } from "../../base/money.ts";

/** What a finding says happened. The first group is scored as one family by the benchmark. */
export const KINDS = [
  "duplicate_invoice",
  "duplicate_across_suppliers",
  "duplicate_across_entities",
  "duplicate_split",
  "paid_twice",
  "unapplied_credit",
  "vat_overcharge",
  "early_payment",
  "employee_supplier_match",
  "bank_change_diversion",
  "typosquat_supplier",
  "ghost_supplier",
  "limit_split",
  "dormant_reactivated",
  "self_approval",
  "duplicate_supplier",
  "invalid_vat",
  "invalid_iban",
  "missing_data",
  "terms_shortened",
  "magnitude_error",
  "shared_account",
  "account_abroad",
  "fast_money",
  "closed_but_active",
  "sanctions_match",
  "price_creep",
  "price_spike",
  "statement_difference",
  "similar_account",
  "payee_mismatch",
  "off_cycle_payment",
  "rapid_increase",
  "terms_differ",
  "missed_discount",
  "deposit_not_deducted",
  "late_fee_unfounded",
  "suspicious_text",
  "many_voids",
  "lookalike_domain",
  "duplicate_check_off",
  "account_changed_again",
  "one_time_repeated",
  "leaver_still_paid",
] as const;
export type Kind = (typeof KINDS)[number];

/** A catalogue id: DUP-01, STA-03 and so on. */
export type DetectorId = `${"DUP" | "OVR" | "FRD" | "STA" | "MAS"}-${number}`;

/** One term of the score. Bits are log2 of the likelihood ratio; negative speaks against. */
export type Reason = {
  /** Stable, for tests and translation: `number-one-digit-transposed`. */
  readonly code: string;
  /** In words a finance person reads: "The invoice numbers differ by two swapped digits". */
  readonly words: string;
  readonly bits: number;
};

/** What makes the group's net exposure; the parts add up to `net`. */
export type Exposure = {
  readonly paidOrPosted: Money;
  /** Credits, reversals, voids and refunds already made, as a negative. */
  readonly credited: Money;
  /** The one legitimate instance, as a negative. */
  readonly legitimate: Money;
  readonly net: Money;
};

export type Band = "very likely" | "likely" | "possible" | "unlikely";
/** very likely from 0.90, likely from 0.60, possible from 0.25. */
export const bandOf = (score: number): Band =>
  score >= 0.9 ? "very likely" : score >= 0.6 ? "likely" : score >= 0.25 ? "possible" : "unlikely";

export type Finding = {
  /** `f_` and a hash of kind and sorted ids: the same finding keeps its id from run to run. */
  readonly id: string;
  readonly kind: Kind;
  /** Catalogue ids that fired, sorted, at least one. */
  readonly detectors: readonly DetectorId[];
  /** Probability in [0, 1] that this is what `kind` says and not yet corrected. */
  readonly score: number;
  /** What the engine gave before the site's own decisions moved it (learn.ts); absent where they did not. */
  readonly rawScore?: number;
  /** Original first, then the copies in posting order. */
  readonly documentIds: readonly string[];
  readonly supplierIds: readonly string[];
  readonly employeeIds: readonly string[];
  /** What else makes it another finding, where its ids do not say all: entries of sanctions lists, payees. */
  readonly about?: readonly string[];
  /** Net exposure of the group, never negative. */
  readonly amountAtRisk: Money;
  readonly exposure?: Exposure;
  /** One line: "Invoice INV-1042 posted twice, 3 days apart". */
  readonly title: string;
  /** Strongest first; at least one. */
  readonly reasons: readonly Reason[];
};

/** What has money at risk first: a certain gap in a supplier's record must not stand above a likely payment made twice. */
export const byRank = (a: Finding, b: Finding): number =>
  Number(b.amountAtRisk.minor > 0) - Number(a.amountAtRisk.minor > 0) || b.score - a.score || b.amountAtRisk.minor - a.amountAtRisk.minor || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
