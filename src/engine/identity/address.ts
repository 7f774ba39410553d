/** Addresses as keys: house number, street words and postcode (the way card companies compare them). */
import { fold } from "./name.ts";

const SPELLED: Readonly<Record<string, string>> = {
  street: "st", str: "st", strasse: "st", road: "rd", lane: "ln", avenue: "ave", av: "ave", boulevard: "blvd", drive: "dr", court: "ct", place: "pl",
  square: "sq", estate: "est", park: "pk", business: "bus", industrial: "ind", trading: "tr", centre: "ctr", center: "ctr", suite: "unit", apt: "unit",
  apartment: "unit", flat: "unit", north: "n", south: "s", east: "e", west: "w", terrace: "ter", crescent: "cres", close: "cl", saint: "st", ulica: "ul",
};

/** Words that say what kind of way it is, not which. */
export const STREET_KINDS = new Set(["st", "rd", "ln", "ave", "blvd", "dr", "ct", "pl", "sq", "ter", "cres", "cl", "way", "unit", "floor", "fl", "room", "rm", "ste", "no"]);

export type Address = {
  /** Every word and number of the line in order, spelled one way; empty when there is none. */
  readonly line: string;
  /** Numbers of the line, in order: the house, the unit. */
  readonly numbers: readonly string[];
  readonly words: readonly string[];
  readonly postcode: string;
  /** Line and postcode together: equal means the same door. Empty unless both are known. */
  readonly door: string;
  readonly city: string;
};

export function addressOf(line: string | null, city: string | null, postcode: string | null): Address {
  const plain = fold(line ?? "").replace(/['’.]/g, "").replace(/(strasse|straat|gatan)\b/g, " $1").replace(/[^a-z0-9]+/g, " ").trim();
  const parts = plain.split(" ").filter((part) => part !== "").map((part) => SPELLED[part] ?? part);
  const numbers = parts.filter((part) => /\d/.test(part));
  const words = parts.filter((part) => !/\d/.test(part) && part.length > 1);
  const post = fold(postcode ?? "").replace(/[^a-z0-9]/g, "");
  const spelled = parts.join(" ");
  return { line: spelled, numbers, words, postcode: post, door: spelled !== "" && post !== "" ? `${spelled.split(" ").sort().join(" ")}|${post}` : "", city: fold(city ?? "").trim() };
}

export const isPostBox = (line: string | null): boolean => /\bp\.?\s*o\.?\s*box\b|\bpostfach\b|\bpostbus\b|\bbo[iî]te postale\b|\bbp \d/i.test(line ?? "");
