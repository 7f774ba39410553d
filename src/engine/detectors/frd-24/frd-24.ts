/**
 * FRD-24: a supplier's mail goes to a domain that is one letter from another supplier's: whoever answers there poses as that supplier.
 *
 * Most near domains are chance (two firms with near names): a domain that fits its own supplier's name is that supplier's. Pairs whose names are look-alikes are
 * FRD-09's. That a supplier's address changed cannot be seen: the ledger holds only its present one.
 */
import { identityOf, lookOf, type Party } from "../../identity/identity.ts";
import { finding, prior, reason, worthTelling } from "../weigh.ts";
import type { Detector, Finding, Reason } from "../detector.ts";
import { lookAlikes } from "../frd-09/frd-09.ts";
import { recordsOf } from "../record.ts";
import { spendOf } from "../spend.ts";

const parameters = {
  shortestName: { value: 7, unit: "characters", least: 5, most: 30, means: "Shorter domain names are near each other by chance" },
};

/** The part that a firm chooses: of `mail.acme.co.uk` it is `acme`. */
function chosenPart(domain: string): string {
  const labels = domain.split(".").slice(0, -1);
  while (labels.length > 1 && /^(co|com|org|net|gov|ac|ltd|plc)$/.test(labels.at(-1) ?? "")) labels.pop();
  return (labels.at(-1) ?? "").replace(/[^a-z0-9]/g, "");
}

/** The domain is made from the supplier's own name. */
const fits = (one: Party, part: string): boolean => {
  const run = one.name.run;
  return run !== "" && (run.includes(part) || part.includes(run) || one.name.words.some((word) => word.length >= 5 && part.includes(word)));
};

/** Domains one edit apart, or alike on the screen: each pair once, by shared deletions. */
function nearPairs(parts: readonly string[]): [string, string][] {
  const keys = new Map<string, string[]>();
  const add = (key: string, part: string): void => {
    const known = keys.get(key);
    if (known === undefined) keys.set(key, [part]);
    else if (!known.includes(part)) known.push(part);
  };
  for (const part of parts) {
    add(part, part);
    add(`look ${lookOf(part)}`, part);
    for (let at = 0; at < part.length; at++) add(part.slice(0, at) + part.slice(at + 1), part);
  }
  const pairs = new Map<string, [string, string]>();
  for (const near of keys.values()) {
    if (near.length < 2 || near.length > 20) continue;
    for (const [i, a] of near.entries()) for (const b of near.slice(i + 1)) pairs.set([a, b].sort().join(" "), a < b ? [a, b] : [b, a]);
  }
  return [...pairs.values()].sort(([a, x], [b, y]) => (a < b || (a === b && x < y) ? -1 : 1));
}

export const lookAlikeDomain: Detector = {
  id: "FRD-24",
  name: "Mail domain one letter from another supplier's",
  kinds: ["lookalike_domain"],
  needs: { supplier: ["email", "name"] },
  parameters,
  find: async (db, context): Promise<Finding[]> => {
    const { parties, family } = await identityOf(db, context);
    const [records, spend, imitations] = [await recordsOf(db, context), await spendOf(db, context), await lookAlikes(db, context)];
    const shortest = context.value(parameters, "shortestName");
    const users = new Map<string, number[]>();
    for (const [at, one] of parties.entries()) {
      const part = chosenPart(one.email.domain);
      if (part.length < shortest) continue;
      users.set(part, [...(users.get(part) ?? []), at]);
    }
    return nearPairs([...users.keys()]).flatMap(([x, y]) => {
      const [left, right] = [users.get(x) ?? [], users.get(y) ?? []];
      const isNumbered = x.replace(/\d/g, "") === y.replace(/\d/g, "") && lookOf(x) !== lookOf(y); // depot1 and depot2
      if (isNumbered || (left.length > 3 && right.length > 3)) return [];
      // the record whose domain does not fit its own name is the odd one
      const odd = right.find((at) => !fits(parties[at] as Party, y)) ?? left.find((at) => !fits(parties[at] as Party, x));
      const sameFirm = left.flatMap((a) => right.filter((b) => family[a] === family[b] && parties[a]?.name.sorted === parties[b]?.name.sorted).map((b) => [a, b] as const))[0];
      const pair = sameFirm ?? (odd === undefined ? undefined : ([(right.includes(odd) ? left : right)[0] as number, odd] as const));
      if (pair === undefined || imitations.has(`${Math.min(...pair)}|${Math.max(...pair)}`)) return [];
      const [a, b] = [parties[pair[0]], parties[pair[1]]];
      if (a === undefined || b === undefined || (sameFirm === undefined && !fits(a, chosenPart(a.email.domain)))) return [];
      const ages = [records.get(a.id)?.created_on, records.get(b.id)?.created_on];
      const reasons: Reason[] = [
        prior(256, "pairs of near mail domains"),
        reason("near-domain", 4, `${a.email.domain} and ${b.email.domain} are one letter apart`),
        sameFirm === undefined ? reason("not-its-name", 1, "The domain is not made from the supplier's own name") : reason("one-firm-two-domains", 5, "Both records are of one firm"),
      ];
      if (lookOf(x) === lookOf(y)) reasons.push(reason("alike-on-screen", 3, "On the screen they look the same"));
      if (ages[0] && ages[1] && Math.abs(Date.parse(ages[0]) - Date.parse(ages[1])) > 180 * 86_400_000) reasons.push(reason("one-is-newer", 1, "One record is much newer"));
      const spent = [spend.get(a.id), spend.get(b.id)].flatMap((one) => one ?? []);
      return finding({
        kind: "lookalike_domain", detectors: ["FRD-24"], reasons, supplierIds: [a.id, b.id],
        amountAtRisk: { minor: spent.length === 2 ? Math.min(...spent.map((one) => one.gross)) : 0, currency: spent[0]?.currency ?? "XXX" },
        title: `${b.given.name ?? b.id} has mail at ${b.email.domain}, one letter from ${a.email.domain}`,
      });
    }).filter(worthTelling);
  },
};
