/**
 * Which amounts are approval limits here? Learned from the ledger: under a real limit there are more clusters of one hand
 * than in the bands beside it, because splitting ends exactly there. Limits that are usual everywhere get the benefit of
 * the doubt; an amount that shows nothing special gets none.
 */
export type Cluster = {
  readonly supplierId: string; readonly currency: string; readonly limitMinor: number; readonly under: number;
  readonly docs: readonly { readonly docId: string; readonly amount: number; readonly day: string; readonly invoiceNo: string | null; readonly poNo: string | null }[];
  readonly enteredBy: string; readonly approvedBy: string; readonly oneHand: boolean; readonly inBand: number;
};

/** Support for each limit in bits, by `currency|limit`; also by currency alone summed over all (key `*|limit`). */
export function limitBits(clusters: readonly Cluster[], usual: readonly number[]): (cluster: Cluster) => number {
  const counts = new Map<string, [number, number, number]>();
  for (const cluster of clusters) {
    if (!cluster.oneHand) continue;
    const key = String(cluster.limitMinor);
    const three = counts.get(key) ?? [0, 0, 0];
    three[cluster.under] = (three[cluster.under] ?? 0) + 1;
    counts.set(key, three);
  }
  return (cluster) => {
    const [under, below, above] = counts.get(String(cluster.limitMinor)) ?? [0, 0, 0];
    const learned = Math.log2((under + 1) / ((below + above) / 2 + 1));
    return Math.max(-4, Math.min(4, learned)) + (usual.includes(cluster.limitMinor) ? 1 : -2);
  };
}
