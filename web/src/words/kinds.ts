/** What a finding says happened, in the field's words: for filters (many) and for one finding. */
const KINDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  duplicate_invoice: ["Duplicate invoice", "Duplicate invoices"],
  duplicate_across_suppliers: ["Duplicate across suppliers", "Duplicates across suppliers"],
  duplicate_across_entities: ["Duplicate across companies", "Duplicates across companies"],
  duplicate_split: ["Duplicate posted in parts", "Duplicates posted in parts"],
  paid_twice: ["Paid twice", "Paid twice"],
  unapplied_credit: ["Unapplied credit note", "Unapplied credit notes"],
  vat_overcharge: ["VAT overcharged", "VAT overcharges"],
  early_payment: ["Paid early", "Paid early"],
  employee_supplier_match: ["Employee matches supplier", "Employees matching suppliers"],
  bank_change_diversion: ["Bank change before payment", "Bank changes before payments"],
  typosquat_supplier: ["Look-alike supplier", "Look-alike suppliers"],
  ghost_supplier: ["Ghost supplier", "Ghost suppliers"],
  limit_split: ["Split under an approval limit", "Splits under an approval limit"],
  dormant_reactivated: ["Dormant supplier reactivated", "Dormant suppliers reactivated"],
  self_approval: ["Entered and approved by one person", "Entered and approved by one person"],
  duplicate_supplier: ["Duplicate supplier record", "Duplicate supplier records"],
  invalid_vat: ["VAT number not valid", "VAT numbers not valid"],
  invalid_iban: ["IBAN not valid", "IBANs not valid"],
  missing_data: ["Missing data", "Missing data"],
  terms_shortened: ["Terms shorter than agreed", "Terms shorter than agreed"],
  magnitude_error: ["Decimal point in the wrong place", "Decimal points in the wrong place"],
  shared_account: ["Unrelated suppliers share a bank account", "Unrelated suppliers sharing a bank account"],
  account_abroad: ["Bank account in another country", "Bank accounts in another country"],
  fast_money: ["New supplier paid at once", "New suppliers paid at once"],
  closed_but_active: ["Closed supplier still in use", "Closed suppliers still in use"],
  sanctions_match: ["Name on a sanctions list", "Names on sanctions lists"],
  price_creep: ["Recurring amount creeping up", "Recurring amounts creeping up"],
  price_spike: ["Recurring amount above its level", "Recurring amounts above their level"],
  statement_difference: ["Entered for more than the statement", "Entered for more than the statement"],
  similar_account: ["Neighbouring bank accounts", "Neighbouring bank accounts"],
  payee_mismatch: ["Paid to somebody else", "Paid to somebody else"],
  off_cycle_payment: ["Paid outside the runs", "Paid outside the runs"],
  rapid_increase: ["Sudden rise in billing", "Sudden rises in billing"],
  terms_differ: ["Two sets of terms for one company", "Two sets of terms for one company"],
  missed_discount: ["Discount not taken", "Discounts not taken"],
  deposit_not_deducted: ["Deposit not deducted", "Deposits not deducted"],
  late_fee_unfounded: ["Late fee without late payment", "Late fees without late payment"],
  suspicious_text: ["Suspicious words", "Suspicious words"],
  many_voids: ["Many voided payments", "Many voided payments"],
  lookalike_domain: ["Look-alike mail domain", "Look-alike mail domains"],
  duplicate_check_off: ["Duplicate check switched off", "Duplicate checks switched off"],
  account_changed_again: ["Bank details changed twice", "Bank details changed twice"],
  one_time_repeated: ["One-time supplier paid again and again", "One-time suppliers paid again and again"],
  leaver_still_paid: ["Still paid after leaving", "Still paid after leaving"],
};

export const KIND_IDS: readonly string[] = Object.keys(KINDS);
export const kindWords = (kind: string): string => KINDS[kind]?.[0] ?? sentence(kind);
export const kindsWords = (kind: string): string => KINDS[kind]?.[1] ?? sentence(kind);

/** `duplicate_split` → `Duplicate split`, for what a newer server sends and this page does not know. */
export function sentence(code: string): string {
  const words = code.replace(/[_-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
