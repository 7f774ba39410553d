/**
 * FRD-22: a word in the text that fraud examiners look for (facilitation, kickback, backhander ...), on a document that is odd in two more ways: round, without an order,
 * entered at a weekend, entered and approved by one person, without a number. The word alone is mostly a charity, a shop or a joke.
 */
import { finding, prior, rarityBits, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

/** Whole words; the first group is what is shown. */
const WORDS = "\\b(facilitation|facilitate payment|kickback|kick back|backhander|bribe|grease payment|special commission|success fee|introducer'?s? fee|finders? fee|gratuity|" +
  "cash payment to|personal gift|family expenses?|off.?book|slush|goodwill payment|sweetener|schmiergeld|bestechung|pot de vin|dessous de table|soborno|mordida)\\b";

type Candidate = {
  doc_id: string; supplier_id: string; currency: string; amount_gross: number; word: string; round: boolean; no_order: boolean; weekend: boolean | null; one_hand: boolean; no_number: boolean;
  own_docs: number; own_word: number; with_word: number; all_docs: number; all_round: number; all_no_order: number; all_weekend: number; all_one_hand: number; all_no_number: number;
};

const parameters = {
  leastSigns: { value: 2, unit: "signs", least: 1, most: 5, means: "So many further signs must agree" },
  leastAmount: { value: 100_00, unit: "minor units", least: 0, most: 100_000_00, means: "Smaller documents are left alone" },
};

function signsOf(one: Candidate): Reason[] {
  const sign = (holds: boolean | null, code: string, n: number, words: string): Reason[] => (holds === true ? [reason(code, Math.min(4, rarityBits(n, one.all_docs)), words)] : []);
  return [
    ...sign(one.round, "round-amount", one.all_round, "The amount is in whole hundreds"), ...sign(one.no_order, "no-order", one.all_no_order, "It has no purchase order"),
    ...sign(one.weekend, "weekend", one.all_weekend, "It was entered at a weekend"), ...sign(one.one_hand, "one-hand", one.all_one_hand, "One person entered and approved it"),
    ...sign(one.no_number, "no-number", one.all_no_number, "It has no invoice number"),
  ];
}

const weigh = (one: Candidate, signs: readonly Reason[]): Reason[] => [
  prior(512, "documents"),
  reason("suspicious-word", Math.min(7, rarityBits(one.with_word, one.all_docs)), `The text says "${one.word}"; ${one.with_word} of ${one.all_docs.toLocaleString("en-GB")} documents have such a word`),
  ...(one.own_word > 1 ? [reason("usual-for-supplier", -Math.min(9, 2 * (one.own_word - 1)), `${one.own_word} of the supplier's ${one.own_docs} documents have one`)] : []),
  ...signs,
];

export const suspiciousText: Detector = {
  id: "FRD-22",
  name: "Suspicious words on an odd document",
  kinds: ["suspicious_text"],
  needs: { invoice: ["description", "amount_gross"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const [least, floor] = [context.value(parameters, "leastSigns"), context.value(parameters, "leastAmount")];
    return (await db.all<Candidate>(sql, [WORDS])).filter((one) => one.amount_gross >= floor).flatMap((one) => {
      const signs = signsOf(one);
      if (signs.length < least) return [];
      return finding({
        kind: "suspicious_text", detectors: ["FRD-22"], reasons: weigh(one, signs), documentIds: [one.doc_id], supplierIds: [one.supplier_id],
        amountAtRisk: { minor: one.amount_gross, currency: one.currency }, title: `The text says "${one.word}", and ${signs.length} more signs agree`,
      });
    }).filter(worthTelling);
  },
};
