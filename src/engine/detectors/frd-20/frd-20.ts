/**
 * FRD-20: a supplier's month is many times what it used to bill. Projects do that every day, so the jump alone is never told: there must be a second
 * sign in that month's documents that is strange to this supplier (another hand, no orders where there were orders, round amounts, a new account).
 */
import { showMoney } from "../../../base/money.ts";
import { finding, prior, rarityBits, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  supplier_id: string; currency: string; month: string; value: number; usual: number; months: number; months_left: number; later: number; docs: readonly string[]; n: number; largest: number;
  with_order: number; approvers: number; approver: string | null; clerks: number; clerk: string | null; round: number; past_n: number; past_order: number; past_approver: number; past_clerk: number;
  past_round: number; surged: number; compared: number; changed_days_before: number | null;
};

const parameters = {
  multiple: { value: 5, unit: "times the mean month", least: 2, most: 100, means: "A smaller jump is left alone" },
  monthsBefore: { value: 6, unit: "months", least: 3, most: 36, means: "So many months with bills must come before" },
  leastExcess: { value: 2_000_00, unit: "minor units", least: 0, most: 1e11, means: "A smaller jump in money is left alone" },
};

/** All documents of the month are so; few of the earlier ones are. */
const strange = (code: string, here: boolean, past: number, of: number, most: number, words: string): Reason[] =>
  here && past / Math.max(1, of) < 0.25 ? [reason(code, Math.min(most, rarityBits(past, of)), words)] : [];

function signsOf(one: Candidate): Reason[] {
  return [
    ...strange("other-approver", one.approvers === 1 && one.approver !== null, one.past_approver, one.past_n, 4, `${one.approver ?? ""} approved all ${one.n}, and ${one.past_approver} of ${one.past_n} before`),
    ...strange("other-clerk", one.clerks === 1 && one.clerk !== null, one.past_clerk, one.past_n, 3, `${one.clerk ?? ""} entered all ${one.n}, and ${one.past_clerk} of ${one.past_n} before`),
    ...strange("no-orders", one.with_order === 0, one.past_n - one.past_order, one.past_n, 4, `None has an order; ${one.past_order} of ${one.past_n} before had one`),
    ...strange("round-amounts", one.round >= 0.8 * one.n, one.past_round, one.past_n, 4, `${one.round} of ${one.n} amounts are whole hundreds, and ${one.past_round} of ${one.past_n} before`),
    ...(one.changed_days_before === null ? [] : [reason("new-bank-account", 3.5, "Its bank details were changed at about that time")]),
  ];
}

function weigh(one: Candidate, signs: readonly Reason[]): Reason[] {
  const reasons = [
    prior(4096, "suppliers"),
    reason("rapid-increase", Math.min(7, rarityBits(one.surged, one.compared) + Math.min(2, Math.log2(one.value / one.usual) - 2)), `${Math.round(one.value / one.usual)} times its mean month; ${one.surged} of ${one.compared} suppliers ever had such a month`),
    ...signs,
  ];
  if (one.largest >= 0.8 * one.value) reasons.push(reason("one-bill", -3, "It is nearly all one bill, as a purchase may be"));
  if (one.months_left >= 2 && one.later >= 0.5 * one.value) reasons.push(reason("went-on", -4, "It went on at that level: a larger order"));
  return reasons;
}

export const rapidIncrease: Detector = {
  id: "FRD-20",
  name: "Sudden rise in what a supplier bills",
  kinds: ["rapid_increase"],
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_date"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const candidates = await db.all<Candidate>(sql, [context.value(parameters, "multiple"), context.value(parameters, "monthsBefore")]);
    const floor = context.value(parameters, "leastExcess");
    return candidates.filter((one) => one.value - one.usual >= floor).flatMap((one) => {
      const signs = signsOf(one);
      if (signs.length === 0) return [];
      return finding({
        kind: "rapid_increase", detectors: ["FRD-20", "FRD-21"], reasons: weigh(one, signs), documentIds: one.docs, supplierIds: [one.supplier_id],
        amountAtRisk: { minor: one.value - one.usual, currency: one.currency },
        title: `${showMoney({ minor: one.value, currency: one.currency })} billed in ${one.month.slice(0, 7)}, where ${showMoney({ minor: one.usual, currency: one.currency })} a month was usual`,
      });
    }).filter(worthTelling);
  },
};
