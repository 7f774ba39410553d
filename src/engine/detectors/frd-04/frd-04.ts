/**
 * FRD-04: a supplier of one country is paid to an account in another. Weighed by how unusual that pair of countries is in
 * this ledger; accounts of payment institutions that serve all of Europe (Lithuania, Belgium, Luxembourg and so on) weigh less.
 */
import { identityOf } from "../../identity/identity.ts";
import { finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { spendOf } from "../spend.ts";

const parameters = {
  leastPeers: { value: 20, unit: "suppliers", least: 5, most: 1000, means: "Countries with fewer suppliers say nothing about what is usual" },
};

/** Homes of payment institutions whose IBANs firms anywhere in the single market use. */
const PAYMENT_HUBS = new Set(["LT", "BE", "LU", "IE", "NL", "DE", "GB", "MT", "CY"]);
const isIban = (account: string): boolean => /^[A-Z]{2}\d{2}[A-Z0-9]{8,}$/.test(account);
const isoOf = (country: string): string => (country === "UK" ? "GB" : country.toUpperCase());

function weigh(home: string, bank: string, peers: number, there: number): Reason[] {
  const reasons = [
    prior(64, "suppliers"),
    reason("account-abroad", Math.min(8, -Math.log2((there - 0.5) / peers)), `Of ${peers} suppliers of ${home} ${there} have an account in ${bank}`),
  ];
  if (PAYMENT_HUBS.has(bank)) reasons.push(reason("payment-hub", -1.5, `Payment institutions in ${bank} serve firms of many countries`));
  return reasons;
}

export const accountAbroad: Detector = {
  id: "FRD-04",
  name: "Bank account in another country than the supplier",
  kinds: ["account_abroad"],
  needs: { supplier: ["iban", "country"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const { parties } = await identityOf(db, context);
    const spend = await spendOf(db, context);
    const known = parties.flatMap((one) => (isIban(one.account) && one.given.country ? [{ id: one.id, home: isoOf(one.given.country), bank: one.account.slice(0, 2) }] : []));
    const tally = new Map<string, number>();
    for (const { home, bank } of known) for (const key of [home, `${home}>${bank}`]) tally.set(key, (tally.get(key) ?? 0) + 1);
    return known.flatMap(({ id, home, bank }) => {
      const peers = tally.get(home) ?? 0;
      if (home === bank || peers < context.value(parameters, "leastPeers")) return [];
      const own = spend.get(id);
      return finding({
        kind: "account_abroad", detectors: ["FRD-04"], reasons: weigh(home, bank, peers, tally.get(`${home}>${bank}`) ?? 1), supplierIds: [id],
        amountAtRisk: { minor: own?.gross ?? 0, currency: own?.currency ?? "XXX" }, title: `Supplier in ${home} is paid to an account in ${bank}`,
      });
    }).filter(worthTelling);
  },
};
