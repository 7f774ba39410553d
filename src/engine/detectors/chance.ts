/** How surprising a count is. */

/** log2 of one over the Poisson chance of `k` or more at mean `mu`; its first term dominates for small means. */
export function tailBits(k: number, mu: number): number {
  let term = Math.exp(-mu);
  let below = 0;
  for (let i = 0; i < k; i++) {
    below += term;
    term = (term * mu) / (i + 1);
  }
  const tail = below > 0.999 ? term * (1 + mu / (k + 1)) : 1 - below;
  return -Math.log2(Math.max(1e-12, tail));
}
