/** The words of the report: kinds, fields and probabilities as finance people say them. */
import type { Finding, Kind } from "../run/run.ts";

export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  duplicate_invoice: "Duplicate invoice",
  duplicate_across_suppliers: "Duplicate across suppliers",
  duplicate_across_entities: "Duplicate across companies",
  duplicate_split: "Duplicate posted in parts",
  paid_twice: "Paid twice",
  unapplied_credit: "Unapplied credit note",
  vat_overcharge: "VAT overcharged",
  early_payment: "Paid early",
  employee_supplier_match: "Employee matches supplier",
  bank_change_diversion: "Bank change before payment",
  typosquat_supplier: "Look-alike supplier",
  ghost_supplier: "Ghost supplier",
  limit_split: "Split under an approval limit",
  dormant_reactivated: "Dormant supplier reactivated",
  self_approval: "Entered and approved by one person",
  duplicate_supplier: "Duplicate supplier record",
  invalid_vat: "VAT number not valid",
  invalid_iban: "IBAN not valid",
  missing_data: "Missing data",
  terms_shortened: "Terms shorter than agreed",
  magnitude_error: "Decimal point in the wrong place",
  shared_account: "Unrelated suppliers share a bank account",
  account_abroad: "Bank account in another country",
  fast_money: "New supplier paid at once",
  closed_but_active: "Closed supplier still in use",
  sanctions_match: "Name on a sanctions list",
  price_creep: "Recurring amount creeping up",
  price_spike: "Recurring amount above its level",
  statement_difference: "Entered for more than the statement",
  similar_account: "Neighbouring bank accounts",
  payee_mismatch: "Paid to somebody else",
  off_cycle_payment: "Paid outside the runs",
  rapid_increase: "Sudden rise in billing",
  terms_differ: "Two sets of terms for one company",
  missed_discount: "Discount not taken",
  deposit_not_deducted: "Deposit not deducted",
  late_fee_unfounded: "Late fee without late payment",
  suspicious_text: "Suspicious words",
  many_voids: "Many voided payments",
  lookalike_domain: "Look-alike mail domain",
  duplicate_check_off: "Duplicate check switched off",
  account_changed_again: "Bank details changed twice",
  one_time_repeated: "One-time supplier paid again and again",
  leaver_still_paid: "Still paid after leaving",
};

/** A figure that never claims certainty. */
export function percent({ score }: Pick<Finding, "score">): string {
  if (score >= 0.995) return "over 99 %";
  return score < 0.01 ? "under 1 %" : `${Math.round(score * 100)} %`;
}

/** What so many bits (log2 of a likelihood ratio) do to the odds: `12 × likelier`. */
export function weight(bits: number): string {
  const times = 2 ** Math.abs(bits);
  const figure = times >= 1000 ? "over 1,000" : times >= 9.95 ? String(Math.round(times)) : times.toFixed(1);
  return bits >= 0 ? `${figure} × likelier` : `${figure} × less likely`;
}

export const count = (n: number): string => n.toLocaleString("en-GB");
