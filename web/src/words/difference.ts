/**
 * Where `text` departs from `other`: what is left of it when the longest common subsequence is taken away, as ranges.
 * The region marks each later document against the first; this marks the first against them, so that a difference
 * is loud on both sides.
 */
export type Range = [from: number, to: number];

/** Longer values are marked whole between their common ends. */
const COMPARED_CELLS = 10_000;

export function rangesUnlike(text: string, other: string): Range[] {
  let start = 0;
  while (start < text.length && text[start] === other[start]) start += 1;
  let end = 0;
  while (end < text.length - start && end < other.length - start && text.at(-1 - end) === other.at(-1 - end)) end += 1;
  const middle = text.slice(start, text.length - end);
  const otherMiddle = other.slice(start, other.length - end);
  if (middle === "") return [];
  if (middle.length * otherMiddle.length > COMPARED_CELLS) return [[start, start + middle.length]];
  const common = commonPositions(middle, otherMiddle);
  return joined([...middle].flatMap((_, at) => (common.has(at) ? [] : [[start + at, start + at + 1] satisfies Range])));
}

/** The union of several lists of ranges, in order, touching ones joined. */
export function joined(ranges: readonly Range[]): Range[] {
  const list: Range[] = [];
  for (const [from, to] of [...ranges].sort((one, other) => one[0] - other[0])) {
    const last = list.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else list.push([from, to]);
  }
  return list;
}

/** Positions of `text` that a longest common subsequence keeps. */
function commonPositions(text: string, other: string): Set<number> {
  const lengths = Array.from({ length: text.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = text.length - 1; row >= 0; row--)
    for (let column = other.length - 1; column >= 0; column--) {
      const length = text[row] === other[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
      (lengths[row] as number[])[column] = length;
    }
  const kept = new Set<number>();
  for (let row = 0, column = 0; row < text.length && column < other.length; ) {
    if (text[row] === other[column]) {
      kept.add(row++);
      column++;
    } else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return kept;
}
