/** Sanctions lists in words. */
import type { Issuer } from "../api/shapes.ts";

export const ISSUERS: readonly Issuer[] = ["uk", "un", "ofac"];
export const LIST_WORDS: Readonly<Record<Issuer, string>> = { uk: "UK Sanctions List", un: "UN Security Council Consolidated List", ofac: "OFAC SDN List" };

export const ageWords = (days: number): string => (days === 0 ? "Of today" : days === 1 ? "1 day old" : `${days} days old`);
