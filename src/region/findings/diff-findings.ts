/**
 * What changed from one run to the next: new, still there, changed, gone.
 *
 * The engine's id of a finding is a hash of its contents, so it is compared here, in memory, and never stored in clear.
 * A finding that was seen before keeps the id people have seen and linked to.
 */
import type { FindingId, RunId } from "../../base/ids.ts";
import type { Finding } from "../../engine/run/run.ts";

/** A finding without what explains it. */
export type FoundItem = Omit<Finding, "reasons" | "exposure">;
export type Known = { readonly findingId: FindingId; readonly firstRunId: RunId; readonly finding: FoundItem };
export type Placed = Known & { readonly finding: Finding; readonly state: "new" | "still" | "changed"; readonly rank: number };
export type Difference = { readonly placed: readonly Placed[]; readonly goneCount: number };

/** What a person would notice; a score that moves within its third decimal, or because of what the site taught, is not a change. */
const face = (finding: FoundItem): string =>
  JSON.stringify([finding.kind, finding.detectors, (finding.rawScore ?? finding.score).toFixed(2), finding.amountAtRisk, finding.title, finding.documentIds]);

export function diffFindings(before: readonly Known[], found: readonly Finding[], runId: RunId, nextId: () => FindingId): Difference {
  const known = new Map(before.map((one) => [one.finding.id, one]));
  const placed = found.map((finding, index): Placed => {
    const seen = known.get(finding.id);
    known.delete(finding.id);
    if (!seen) return { findingId: nextId(), firstRunId: runId, finding, state: "new", rank: index + 1 };
    const state = face(seen.finding) === face(finding) ? "still" : "changed";
    return { findingId: seen.findingId, firstRunId: seen.firstRunId, finding, state, rank: index + 1 };
  });
  return { placed, goneCount: known.size };
}
