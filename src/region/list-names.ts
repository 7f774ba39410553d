/** What this region calls each issuer's sanctions list, and what the engine calls it. */
import type { ListName } from "../engine/screening/screening.ts";
import type { Issuer } from "./region.store.ts";

export const ISSUER_OF: Readonly<Record<ListName, Issuer>> = { "UK Sanctions List": "uk", "UN Security Council Consolidated List": "un", "OFAC SDN List": "ofac" };
export const LIST_NAMES: Readonly<Record<Issuer, ListName>> = { uk: "UK Sanctions List", un: "UN Security Council Consolidated List", ofac: "OFAC SDN List" };
