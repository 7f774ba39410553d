/** Sanctions lists in words. */
import type { Issuer } from "../api/shapes.ts";

export const ISSUERS: readonly Issuer[] = ["uk", "un", "ofac"];
export const LIST_WORDS: Readonly<Record<Issuer, string>> = { uk: "UK Sanctions List", un: "UN Security Council Consolidated List", ofac: "OFAC SDN List" };

/** @param dated whether the list itself says of when it is; else only since when it is here is known */
export function ageWords(days: number, dated: boolean): string {
  if (dated) return days === 0 ? "Of today" : days === 1 ? "1 day old" : `${days} days old`;
  return days === 0 ? "Read today" : days === 1 ? "Read yesterday" : `Read ${days} days ago`;
}
