/**
 * OVR-10: a recurring amount leaves its level. Either it creeps up in many small steps that nobody would query, or one bill is higher and the
 * next is as always.
 *
 * One rise a year is an index clause; two periods on one bill are a multiple; metered amounts go up and down: all are left alone.
 */
import { showDay, type Day } from "../../../base/day.ts";
import { showMoney } from "../../../base/money.ts";
import { finding, prior, rarityBits, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";

const [seriesSql, creepSql, spikeSql] = [sqlFile(import.meta.url, "series.sql"), sqlFile(import.meta.url, "creep.sql"), sqlFile(import.meta.url, "spike.sql")];

type Creep = {
  supplier_id: string; currency: string; n: number; days: number; rises: number; largest_step: number; first_amount: number; last_amount: number;
  first_day: string; last_day: string; series: number; climbing: number; excess: number; docs: readonly string[];
};
type Spike = { doc_id: string; supplier_id: string; currency: string; amount: number; day: string; usual: number; n: number; usual_n: number; series: number; spikes: number; credited: boolean; description: string | null };

const parameters = {
  leastMembers: { value: 8, unit: "bills", least: 5, most: 60, means: "Fewer bills show no level to leave" },
  largestStep: { value: 0.06, unit: "share", least: 0.005, most: 0.3, means: "A larger rise is a new price, not creep" },
  leastSpike: { value: 0.08, unit: "share", least: 0.01, most: 1, means: "A smaller excess over the usual amount is left alone" },
  leastExcess: { value: 100_00, unit: "minor units", least: 0, most: 100_000_00, means: "Less money than this is left alone" },
};

/** Texts that say themselves that this bill is of another kind. */
const OTHERWISE = /\b(true.?up|adjust|reconcil|additional|extra|one.?off|set.?up|annual|increase|backdat|nachzahlung|anpassung|r[ée]gularisation)/i;

function weighCreep(one: Creep): Reason[] {
  const expected = 1 + one.days / 365;
  return [
    prior(128, "regular series of bills"),
    reason("many-small-rises", Math.min(9, 1.6 * (one.rises - expected)), `The amount rose ${one.rises} times in ${Math.round(one.days / 30.4)} months, by at most ${((one.largest_step - 1) * 100).toFixed(1)} % at a time, and never fell`),
    reason("rare-here", Math.min(5, rarityBits(one.climbing, one.series)), `${one.climbing} of ${one.series} regular series in this ledger climb like that`),
  ];
}

function weighSpike(one: Spike): Reason[] {
  const reasons = [
    prior(64, "regular series of equal bills"),
    reason("level-otherwise-kept", Math.min(6, Math.log2(one.usual_n) + 1), `${one.usual_n} of ${one.n} bills are for ${showMoney({ minor: one.usual, currency: one.currency })}, the ones before and after it among them`),
    reason("rare-here", Math.min(5, rarityBits(one.spikes, one.series)), `So it is in ${one.spikes} of ${one.series} series`),
  ];
  if (one.credited) reasons.push(reason("credited", -12, "The supplier took the difference back"));
  if (OTHERWISE.test(one.description ?? "")) reasons.push(reason("explained", -5, "The text says that this bill is of another kind"));
  return reasons;
}

export const recurringAmount: Detector = {
  id: "OVR-10",
  name: "Recurring amount leaves its level",
  kinds: ["price_creep", "price_spike"],
  needs: { invoice: ["supplier_id", "amount_gross", "invoice_date"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const floor = context.value(parameters, "leastExcess");
    await db.exec(seriesSql, [context.value(parameters, "leastMembers")]);
    const creeps = await db.all<Creep>(creepSql, [context.value(parameters, "largestStep")]);
    const spikes = await db.all<Spike>(spikeSql, [context.value(parameters, "leastSpike")]);
    await db.exec("DROP TABLE recurring");
    return [
      ...creeps.filter((one) => one.excess >= floor).map((one) => finding({
        kind: "price_creep", detectors: ["OVR-10"], reasons: weighCreep(one), documentIds: one.docs, supplierIds: [one.supplier_id],
        amountAtRisk: { minor: one.excess, currency: one.currency },
        title: `${showMoney({ minor: one.first_amount, currency: one.currency })} on ${showDay(one.first_day as Day)} crept to ${showMoney({ minor: one.last_amount, currency: one.currency })} in ${one.rises} steps`,
      })),
      ...spikes.filter((one) => one.amount - one.usual >= floor).map((one) => finding({
        kind: "price_spike", detectors: ["OVR-10"], reasons: weighSpike(one), documentIds: [one.doc_id], supplierIds: [one.supplier_id],
        amountAtRisk: { minor: one.amount - one.usual, currency: one.currency },
        title: `${showMoney({ minor: one.amount, currency: one.currency })} on ${showDay(one.day as Day)} where ${showMoney({ minor: one.usual, currency: one.currency })} is usual`,
      })),
    ].filter(worthTelling);
  },
};
