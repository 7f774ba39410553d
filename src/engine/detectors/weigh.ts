/**
 * From evidence to a finding: the score is the sum of its reasons' bits, turned into a probability.
 *
 * Invariant: score = 1 / (1 + 2^-sum(bits)), where one reason is the prior (how rare such a case is before looking). So
 * the explanation cannot differ from the decision. Bits are log2 of a likelihood ratio: +1 doubles the odds.
 */
import { createHash } from "node:crypto";
import { invariant } from "../../base/errors.ts";
import type { Money } from "../../base/money.ts";
import type { DetectorId, Finding, Kind, Reason } from "./detector.ts";

export const reason = (code: string, bits: number, words: string): Reason => ({ code, words, bits: Math.round(bits * 100) / 100 });

/** Made once: a formatter for every call took half the time of the tests that weigh many candidates. */
const grouped = new Intl.NumberFormat("en-GB");

/** How rare such a case is among the things looked at, before any evidence: one in `oneIn`. */
export const prior = (oneIn: number, ofWhat: string): Reason =>
  reason("prior", -Math.log2(oneIn - 1), `Before looking at the evidence: about one in ${grouped.format(oneIn)} ${ofWhat}`);

/** Bits for a state seen in `hits` of `of` cases by nature, when it is sure under the suspicion: rarer is stronger. */
export const rarityBits = (hits: number, of: number): number => -Math.log2((hits + 1) / (of + 2));

const sumOf = (reasons: readonly Reason[]): number => reasons.reduce((sum, one) => sum + one.bits, 0);

/** Rounded to 4 digits so that every machine writes the same bytes. */
export const probability = (reasons: readonly Reason[]): number => Math.round(10_000 / (1 + 2 ** -sumOf(reasons))) / 10_000;

export type Draft = {
  readonly kind: Kind;
  readonly detectors: readonly DetectorId[];
  readonly reasons: readonly Reason[];
  readonly documentIds?: readonly string[];
  readonly supplierIds?: readonly string[];
  readonly employeeIds?: readonly string[];
  /** What else makes it another finding: decisions do not carry over when it changes. */
  readonly about?: readonly string[];
  readonly amountAtRisk: Money;
  readonly title: string;
};

export function finding(draft: Draft): Finding {
  const { documentIds = [], supplierIds = [], employeeIds = [] } = draft;
  invariant(draft.reasons.length > 0, "a finding has reasons");
  const about = draft.about === undefined ? [] : [draft.about];
  const name = [draft.kind, ...[documentIds, supplierIds, employeeIds, ...about].map((ids) => ids.toSorted().join(";"))].join("|");
  return {
    id: `f_${createHash("sha256").update(name).digest("hex").slice(0, 24)}`,
    kind: draft.kind,
    detectors: [...new Set(draft.detectors)].sort(),
    score: probability(draft.reasons),
    documentIds: [...new Set(documentIds)],
    supplierIds: [...new Set(supplierIds)],
    employeeIds: [...new Set(employeeIds)],
    amountAtRisk: { minor: Math.max(0, draft.amountAtRisk.minor), currency: draft.amountAtRisk.currency },
    title: draft.title,
    reasons: draft.reasons.toSorted((a, b) => b.bits - a.bits || (a.code < b.code ? -1 : 1)),
    ...(draft.about !== undefined && { about: [...new Set(draft.about)].sort() }),
  };
}

/** Below "possible" a finding is noise: measured, one in fifty of those is right, so they are not reported. */
export const LEAST_SCORE = 0.25;
export const worthTelling = (found: Finding): boolean => found.score >= LEAST_SCORE;

/** `1 invoice`, `3 invoices`. */
export const count = (n: number, noun: string): string => `${grouped.format(n)} ${noun}${n === 1 ? "" : "s"}`;
