/** Sanctions lists among the files of a scan: recognised by content wherever they lie, or named with --sanctions. */
import { Refusal } from "../../base/errors.ts";
import { layoutOf, type ListFile, type ListRead } from "../../engine/screening/screening.ts";
import type { ScanFile } from "./files.ts";

/** Parts the lists from the rest, which keeps its order. */
export async function takeLists(files: readonly ScanFile[]): Promise<{ lists: ListFile[]; rest: ScanFile[] }> {
  const lists: ListFile[] = [];
  const rest: ScanFile[] = [];
  for (const file of files) {
    const layout = await layoutOf(file.source);
    if (layout === undefined) rest.push(file);
    else lists.push({ source: file.source, layout });
  }
  return { lists, rest };
}

/** @throws Refusal list-not-recognised for a file named as a list that is none we can read. */
export function allLists({ lists, rest }: Awaited<ReturnType<typeof takeLists>>): ListFile[] {
  if (rest.length === 0) return lists;
  throw new Refusal("invalid", "list-not-recognised", `${rest[0]?.source.name ?? "A file"} is not recognised as a sanctions list.`, rest.map(({ source }) => ({
    at: source.name, expected: "the UK Sanctions List (CSV), the UN consolidated list (XML), or OFAC's sdn.csv, alt.csv and add.csv",
    remedy: "Give the file as its publisher gives it; it may be packed with gzip.",
  })));
}

const n = (count: number): string => count.toLocaleString("en-GB");
export const describeList = ({ list, version, files, sha256, subjects, names, nameless }: ListRead): string =>
  `${files}: ${list}, ${version === null ? "which gives itself no date" : `as of ${version}`}, ${n(subjects)} subjects under ${n(names)} names${nameless === 0 ? "" : `, ${n(nameless)} entries without a name`}, SHA-256 ${sha256.slice(0, 12)}`;
