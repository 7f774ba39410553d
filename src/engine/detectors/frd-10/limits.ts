/**
 * Which amounts are approval limits here? Learned from the ledger: under a real limit there are more clusters of one hand
 * than in the bands beside it, because splitting ends exactly there. Limits that are usual everywhere get the benefit of
 * the doubt; an amount that shows nothing special gets none.
 */
export type Cluster = {
  readonly supplierId: string; readonly currency: string; readonly limitMinor: number; readonly inBand: number;
  readonly docs: readonly { readonly docId: string; readonly amount: number; readonly invoiceNo: string | null; readonly poNo: string | null }[];
  readonly enteredBy: string; readonly approvedBy: string; readonly oneHand: boolean;
};

/** Clusters of one hand in the bands below and above a limit's own, both together, by limit. */
export type Beside = ReadonlyMap<number, number>;

/** Support for a cluster's limit in bits. */
export function limitBits(clusters: readonly Cluster[], beside: Beside, usual: readonly number[]): (cluster: Cluster) => number {
  const under = new Map<number, number>();
  for (const { oneHand, limitMinor } of clusters) if (oneHand) under.set(limitMinor, (under.get(limitMinor) ?? 0) + 1);
  return ({ limitMinor }) => {
    const learned = Math.log2(((under.get(limitMinor) ?? 0) + 1) / ((beside.get(limitMinor) ?? 0) / 2 + 1));
    return Math.max(-4, Math.min(4, learned)) + (usual.includes(limitMinor) ? 1 : -2);
  };
}
