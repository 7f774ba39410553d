/** How much of the ledger a run had to compare for the duplicate tests, in words. What it spared changes nothing of what it found. */
import type { Run } from "../api/shapes.ts";
import { showCount } from "./money.ts";

export function comparedWords({ documents, of, parts, doubted }: NonNullable<Run["compared"]>): string {
  const inParts = parts > 1 ? `, in ${showCount(parts)} parts` : "";
  if (of === 0) return "There were no documents to compare.";
  if (doubted) return `All ${showCount(of)} documents were compared for duplicates${inParts}: what the run before had kept could not be read.`;
  if (documents === of) return `All ${showCount(of)} documents were compared for duplicates${inParts}.`;
  if (documents === 0) return "No document had to be compared again: nothing that a comparison depends on has changed since the run before.";
  return `${showCount(documents)} of ${showCount(of)} documents were compared again for duplicates${inParts}; for the others nothing that a comparison depends on has changed since the run before.`;
}
