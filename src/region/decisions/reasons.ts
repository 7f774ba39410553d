/**
 * Why somebody confirms or dismisses a finding: short lists in the field's words, so that decisions can be counted and learnt from. A note
 * says the rest. The words that people read are the web app's (web/src/words/decisions.ts).
 */
import type { Verdict } from "../../engine/run/run.ts";

export const CONFIRMED_BECAUSE = ["recover", "stopped", "fraud-suspected", "record-to-correct", "rules-broken", "other"] as const;
export const DISMISSED_BECAUSE = ["valid-repeat", "agreed", "belong-together", "data-wrong", "corrected", "too-small", "other"] as const;
export type Reason = (typeof CONFIRMED_BECAUSE)[number] | (typeof DISMISSED_BECAUSE)[number];

/**
 * Dismissals that say nothing against the test: it was right, and the matter is settled or not worth following. They set the finding aside
 * and teach nothing.
 */
const RIGHT_ALL_THE_SAME: ReadonlySet<Reason> = new Set(["corrected", "too-small"]);
export const teaches = (verdict: Verdict, reason: Reason): boolean => verdict === "confirmed" || !RIGHT_ALL_THE_SAME.has(reason);

/** `other` says nothing by itself. */
export const needsNote = (reason: Reason): boolean => reason === "other";
