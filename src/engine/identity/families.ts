/** Groups of parties that pairs connect (union-find with path halving). Independent of the order of the pairs. */

export type Families = { readonly rootOf: (at: number) => number; readonly join: (a: number, b: number) => void };

/** The root of a family is always its smallest member. */
export function families(size: number): Families {
  const parent = Int32Array.from({ length: size }, (_, at) => at);
  const rootOf = (at: number): number => {
    let here = at;
    while (parent[here] !== here) {
      parent[here] = parent[parent[here] ?? here] ?? here;
      here = parent[here] ?? here;
    }
    return here;
  };
  const join = (a: number, b: number): void => {
    const [x, y] = [rootOf(a), rootOf(b)];
    if (x !== y) parent[Math.max(x, y)] = Math.min(x, y);
  };
  return { rootOf, join };
}
