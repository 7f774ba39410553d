/** Totals that everybody sees must not say what one person did: groups of few people are told together, or not at all. Pure. */

export const LEAST_PEOPLE = 5;

export type Group = { readonly team: string; readonly persons: number };
/** Which teams are told by name, and which together. Neither holds fewer than five people, so that no difference of what is told does. */
export type Told = { readonly named: readonly string[]; readonly together: readonly string[] };

export function foldSmall(groups: readonly Group[]): Told {
  if (groups.reduce((sum, { persons }) => sum + persons, 0) < LEAST_PEOPLE) return { named: [], together: [] };
  const bySize = groups.toSorted((a, b) => a.persons - b.persons || (a.team < b.team ? -1 : 1));
  let together = bySize.filter(({ persons }) => persons < LEAST_PEOPLE).length;
  // The rest would be told by what is missing in the total: it takes the next smallest in until it is large enough.
  const personsOf = (count: number): number => bySize.slice(0, count).reduce((sum, { persons }) => sum + persons, 0);
  while (together > 0 && personsOf(together) < LEAST_PEOPLE) together += 1;
  return { together: bySize.slice(0, together).map(({ team }) => team), named: bySize.slice(together).map(({ team }) => team) };
}
