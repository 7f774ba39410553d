/**
 * A duplicate test: which groups that linkage scored answer to one id of the catalogue.
 *
 * Levels of one linkage pass, so a group may answer to several. Score and reasons are linkage's; here is only the definition.
 */
import type { Group, PairScore } from "../linkage/linkage.ts";
import type { DetectorId, Needs } from "./detector.ts";

export type DuplicateTest = {
  readonly id: DetectorId;
  readonly name: string;
  readonly needs: Needs;
  readonly holds: (group: Group) => boolean;
};

export const sameSupplier = (group: Group): boolean => new Set(group.docs.map((doc) => doc.s)).size === 1;
export const isNearNumber = ({ number }: PairScore): boolean => !["equal", "different", "missing"].includes(number);
export const isOtherNumber = ({ number }: PairScore): boolean => number === "different" || number === "missing";
/** Equal, or unknown: a ledger without dates is judged by the rest. */
export const isSameDate = ({ date }: PairScore): boolean => date === "same" || date === "missing";
export const isNearDate = ({ date }: PairScore): boolean => date !== "same" && date !== "missing";
export const isNearAmount = ({ amount }: PairScore): boolean => amount !== "equal";
