/**
 * OVR-05: more VAT than is owed. Either the figures cannot be right (VAT above the country's highest rate, typically VAT
 * worked out on an amount that already held VAT), or VAT is charged where this supplier and this relation never bear it
 * (not registered, reverse charge across a border, exempt supply).
 *
 * Which relations bear VAT is learned from the ledger itself, so no tax code is needed. Mixed rates only ever lower the
 * share of tax, and are never reported. What may be deducted, and whether a registration is real, is left to people.
 */
import { finding, prior, reason, worthTelling } from "../weigh.ts";
import type { DuckDb } from "../../duckdb/duckdb.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { sqlFile } from "../sql.ts";
import { ratesOf } from "./vat-rates.ts";

const sql = sqlFile(import.meta.url, "candidates.sql");

type Candidate = {
  doc_id: string; supplier_id: string; entity: string; currency: string; country: string | null; unregistered: boolean;
  amount_net: number; amount_tax: number; amount_gross: number; here_n: number; here_taxed: number; all_n: number; all_taxed: number;
  untaxed_bits: number; here_untaxed_bits: number; cell_n: number; cell_taxed: number; same_net_untaxed: number; other_company: boolean;
};
type Judged = { readonly reasons: readonly Reason[]; readonly overMinor: number; readonly title: string };

const parameters = {
  leastAmount: { value: 50_00, unit: "minor units", least: 0, most: 100_000_00, means: "Invoices below this gross amount are left alone" },
  unusualShare: { value: 0.25, unit: "share", least: 0.01, most: 0.5, means: "VAT is unusual where at most this share of documents bears it" },
  roundingMinor: { value: 2, unit: "minor units", least: 0, most: 100, means: "Rounding that a VAT amount is allowed" },
};

/** Chance of an untaxed document from a supplier with both taxed and exempt supplies, against one that never charges. */
const UNTAXED_IF_MIXED = 0.3;
const SLIP = 0.0005;
const clip = (bits: number, limit: number): number => Math.max(-limit, Math.min(limit, bits));
const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** VAT on top of VAT: tax = rate x gross instead of rate x net, so tax / net = rate + rate squared. */
function impossibleRate(one: Candidate, roundingMinor: number): Judged | undefined {
  const rates = ratesOf(one.country).map((rate) => rate / 100);
  const highest = Math.max(0, ...rates);
  const slack = roundingMinor + one.amount_net * 0.0005;
  if (rates.length === 0 || one.amount_tax <= one.amount_net * highest + slack) return undefined;
  const twice = rates.find((rate) => Math.abs(one.amount_tax - one.amount_net * (rate + rate * rate)) <= slack);
  const reasons = [
    prior(2048, "invoices with VAT"),
    reason("above-highest-rate", 11, `VAT is ${percent(one.amount_tax / one.amount_net)} of the net amount; the highest rate is ${percent(highest)}`),
  ];
  if (twice !== undefined) reasons.push(reason("vat-on-gross", 8, `It is exactly ${percent(twice)} of the amount with ${percent(twice)} VAT already in it`));
  const right = Math.round(one.amount_net * (twice ?? highest));
  return { reasons, overMinor: one.amount_tax - right, title: "VAT charged above the highest rate" };
}

/**
 * Bits for so many slips of one who never charges, against a supplier with taxed and exempt supplies of whatever mixture (its share
 * uniform, so that each count is equally likely): a charity that charges for 3 of 60 bills does not err three times.
 */
function slipsRather(n: number, taxed: number): number {
  let waysBits = 0;
  for (let k = 1; k <= taxed; k++) waysBits += Math.log2((n - taxed + k) / k);
  return waysBits + taxed * Math.log2(SLIP) + Math.log2(n + 1);
}

/** VAT where there is never any: weighed by the supplier's own other documents, then by the relation's. */
function unusualCharge(one: Candidate): Judged | undefined {
  const anywhere = one.all_taxed === 0;
  const [n, taxed, bits] = anywhere ? [one.all_n, 0, one.untaxed_bits] : [one.here_n, one.here_taxed, one.here_untaxed_bits];
  const share = (one.cell_taxed + 0.5) / (one.cell_n + 1);
  const abroad = one.cell_n >= 20 && share < 0.1;
  // across a border the same mistake is made again; at home a second taxed document means a supplier with both kinds
  const habit = abroad ? bits - 4 * taxed : Math.min(bits + taxed * Math.log2(SLIP / (1 - UNTAXED_IF_MIXED)), taxed === 0 ? Infinity : slipsRather(n, taxed));
  const reasons = [prior(2048, "invoices with VAT"), reason(habit >= 0 ? "supplier-never-charges" : "supplier-charges", clip(habit, 14),
    `Of the supplier's ${n} other invoices${anywhere ? "" : " to this company"} ${taxed} carry VAT`)];
  const untaxedHere = one.here_n - one.here_taxed;
  if (abroad) {
    reasons.push(reason("relation-bears-no-vat", Math.min(8, -Math.log2(share)),
      `Only ${one.cell_taxed} of ${one.cell_n} invoices from ${one.country ?? "abroad"} to company ${one.entity} carry VAT`));
    if (untaxedHere > 0) reasons.push(reason("untaxed-here", Math.min(4, untaxedHere), `${untaxedHere} other invoices of the supplier to this company carry none`));
    if (!one.other_company) reasons.push(reason("only-here", 3, "No other company of yours has the same bill"));
  }
  if (one.same_net_untaxed > 0) {
    reasons.push(reason("same-amount-untaxed", Math.min(4, 2 + one.same_net_untaxed), `${one.same_net_untaxed} other invoices of the same net amount to this company carry no VAT`));
  }
  if (one.unregistered) reasons.push(reason("no-vat-number", 3, "The supplier's record has no VAT number"));
  if (one.other_company) reasons.push(reason("shared-out", -8, "The same bill is also posted in another company"));
  const why = one.unregistered ? "by a supplier without a VAT number" : "where this supplier charges none";
  return { reasons, overMinor: one.amount_tax, title: `VAT charged ${why}` };
}

function toFinding(one: Candidate, judged: Judged): Finding {
  return finding({
    kind: "vat_overcharge", detectors: ["OVR-05"], reasons: judged.reasons, documentIds: [one.doc_id], supplierIds: [one.supplier_id],
    amountAtRisk: { minor: judged.overMinor, currency: one.currency }, title: judged.title,
  });
}

/** Fills the temporary table vat_rate with the highest rate of every country that suppliers are of. */
async function fillRates(db: DuckDb): Promise<void> {
  await db.exec("CREATE OR REPLACE TEMP TABLE vat_rate (country VARCHAR, highest DOUBLE)");
  const countries = await db.all<{ country: string }>("SELECT DISTINCT coalesce(country, '') AS country FROM supplier UNION SELECT ''");
  for (const { country } of countries) {
    const rates = ratesOf(country === "" ? null : country);
    await db.exec("INSERT INTO vat_rate VALUES ($1, $2)", [country, rates.length === 0 ? 1e9 : Math.max(...rates) / 100]);
  }
}

export const vatOvercharge: Detector = {
  id: "OVR-05",
  name: "VAT overcharged",
  kinds: ["vat_overcharge"],
  needs: { invoice: ["amount_net", "amount_tax"] },
  parameters,
  find: async (db, context) => {
    await fillRates(db);
    const rounding = context.value(parameters, "roundingMinor");
    const candidates = await db.all<Candidate>(sql, [
      context.value(parameters, "leastAmount"), context.value(parameters, "unusualShare"), UNTAXED_IF_MIXED, rounding,
    ]);
    return candidates.flatMap((one) => {
      const judged = impossibleRate(one, rounding) ?? unusualCharge(one);
      return judged === undefined ? [] : [toFinding(one, judged)];
    }).filter(worthTelling);
  },
};
