/**
 * Where two values differ, to the character: agreement quiet, difference loud.
 */
export type Run = { readonly text: string; readonly differs: boolean };

/** Longer values are compared by their ends only; nobody reads a mark in the middle of a paragraph. */
const COMPARED_CHARACTERS = 120;

/** The runs of `value` that are not in `other`, by a longest common subsequence. */
export function marks(value: string, other: string): readonly Run[] {
  if (value === other) return [{ text: value, differs: false }];
  const a = [...value];
  const b = [...other];
  if (a.length > COMPARED_CHARACTERS || b.length > COMPARED_CHARACTERS) return ends(value, other);
  if (value.startsWith(other) || value.endsWith(other) || other.startsWith(value) || other.endsWith(value)) return ends(value, other);
  const kept = commonCharacters(a, b);
  // A few scattered letters in common are chance, and marking around them would be noise.
  if (kept.filter(Boolean).length < Math.max(a.length, b.length) * 0.4) return [{ text: value, differs: true }];
  return join(a.map((text, at) => ({ text, differs: kept[at] !== true })));
}

/** Word by word, for dates: `3 Jan 2026` and `3 Feb 2026` differ in the month. */
export function wordMarks(value: string, other: string): readonly Run[] {
  const others = other.split(" ");
  return join(value.split(" ").flatMap((word, at) => [{ text: at === 0 ? "" : " ", differs: false }, { text: word, differs: word !== others[at] }]));
}

function commonCharacters(a: readonly string[], b: readonly string[]): boolean[] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const kept = new Array<boolean>(a.length).fill(false);
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      kept[i] = true;
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return kept;
}

function ends(value: string, other: string): readonly Run[] {
  let start = 0;
  while (start < value.length && value[start] === other[start]) start += 1;
  let end = 0;
  while (end < value.length - start && end < other.length - start && value[value.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  return join([
    { text: value.slice(0, start), differs: false },
    { text: value.slice(start, value.length - end), differs: true },
    { text: value.slice(value.length - end), differs: false },
  ]);
}

function join(runs: readonly Run[]): Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (run.text === "") continue;
    if (last && last.differs === run.differs) joined[joined.length - 1] = { text: last.text + run.text, differs: run.differs };
    else joined.push(run);
  }
  return joined;
}
