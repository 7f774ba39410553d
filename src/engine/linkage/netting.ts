/**
 * Credits first: which debits are already cancelled by a credit note or a reversal.
 *
 * Each credit cancels at most one debit and each debit is cancelled once. References win over nearness. A credit
 * without a reference is given to the debit it fits best; among suspected copies before others.
 */
import type { CreditMatch } from "./read.ts";

/** A credit that names a number is taken at its word from here on. */
const NAMED = 8;

/** Row numbers of debits that are cancelled, each with its credit. `suspicion` is the best bits of a pair with the debit. */
export function cancelledBy(credits: readonly CreditMatch[], suspicion: ReadonlyMap<number, number>): Map<number, number> {
  const cancelled = new Map<number, number>();
  const spent = new Set<number>();
  const take = (list: readonly CreditMatch[], least: number) => {
    for (const one of list) {
      if (spent.has(one.c) || cancelled.has(one.d) || pointsOf(one, suspicion) < least) continue;
      spent.add(one.c);
      cancelled.set(one.d, one.c);
    }
  };
  const byPoints = (list: readonly CreditMatch[]) =>
    [...list].sort((x, y) => pointsOf(y, suspicion) - pointsOf(x, suspicion) || x.c - y.c || y.d - x.d);
  take(byPoints(credits.filter((one) => one.reference >= NAMED)), -Infinity);
  take(byPoints(credits.filter((one) => one.reference < NAMED)), -3);
  return cancelled;
}

/** A credit that names nothing and fits this many other debits better by itself says little about one that was given it only because it is suspected. */
const BETTER_OTHERS = 4;
/** How much likelier a copy is to be credited than an ordinary bill: about one in five against one in fifty. */
const COPY_CREDITED = 10;

/**
 * Of what is cancelled: debits whose credit names no number and fits others better. They are not cancelled after all; the bits are what is left of
 * the odds when the copy is that much likelier to be the one credited than each of the others.
 */
export function doubtfulOf(credits: readonly CreditMatch[], cancelled: ReadonlyMap<number, number>): Map<number, number> {
  const doubtful = credits.filter(({ c, d, reference, rank }) => reference < NAMED && rank > BETTER_OTHERS && cancelled.get(d) === c);
  return new Map(doubtful.map(({ d, rank }) => [d, -Math.log2(1 + COPY_CREDITED / (rank - 1))]));
}

const pointsOf = (one: CreditMatch, suspicion: ReadonlyMap<number, number>): number =>
  one.reference + one.nearness + Math.max(0, Math.min(6, ((suspicion.get(one.d) ?? -8) + 8) / 2));
