/** Parties in, scored pairs and families out: block, compare, weigh, group. */
import type { Reason } from "../run/finding.ts";
import { candidatePairs, type Pairs } from "./block.ts";
import { compareParties } from "./compare.ts";
import type { NameLevel } from "./compare-names.ts";
import { families } from "./families.ts";
import { frequencyOf, type Frequency } from "./frequency.ts";
import type { Party } from "./party.ts";

export type LinkedPair = { readonly a: number; readonly b: number; readonly name: NameLevel; readonly reasons: readonly Reason[]; readonly bits: number };

export type Resolved = {
  readonly parties: readonly Party[];
  readonly pairs: readonly LinkedPair[];
  readonly frequency: Frequency;
  readonly capped: Pairs["capped"];
  /** Index of the family's first member, by index of the party. */
  readonly family: readonly number[];
};

/** Two records that share a key are one company about once in three thousand; oftener among few records, where little is shared by chance. */
function priorOf(parties: number): Reason {
  const bits = -Math.round(100 * Math.min(11.5, Math.max(5, Math.log2(Math.max(2, parties))))) / 100;
  return { code: "prior", bits, words: `Before looking at the evidence: about one in ${Math.round(2 ** -bits)} pairs that share anything` };
}

/** Same group, not the same record: the tax number or a private bank account is shared and the names are akin. */
const AKIN: readonly NameLevel[] = ["same", "confusable", "one-letter", "filler", "respelled", "trading-as", "initials", "branch", "longer", "partial"];
/** Kept whatever else speaks against them: a look-alike differs in everything but the name. */
const NEAR: readonly NameLevel[] = ["confusable", "one-letter", "filler", "respelled", "established"];
const sameGroup = (pair: LinkedPair): boolean =>
  AKIN.includes(pair.name) && pair.reasons.some((reason) => reason.code === "tax-same" || reason.code === "account-same");

export function resolve(parties: readonly Party[], leastBits = -8): Resolved {
  const frequency = frequencyOf(parties);
  const { pairs, capped } = candidatePairs(parties, frequency.word);
  const prior = priorOf(parties.length);
  const linked: LinkedPair[] = [];
  const groups = families(parties.length);
  for (const [a, b] of pairs) {
    const [left, right] = [parties[a], parties[b]];
    if (left === undefined || right === undefined) continue;
    const { name, reasons } = compareParties(left, right, frequency);
    const bits = reasons.reduce((sum, reason) => sum + reason.bits, prior.bits);
    const pair = { a, b, name, reasons: [prior, ...reasons], bits };
    if (bits > 0 || sameGroup(pair)) groups.join(a, b);
    if (bits >= leastBits || NEAR.includes(name)) linked.push(pair);
  }
  return { parties, pairs: linked, frequency, capped, family: parties.map((_, at) => groups.rootOf(at)) };
}
