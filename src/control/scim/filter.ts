/** Filters (RFC 7644, section 3.4.2.2), parsed by a library (its only importer). Bounded, and without regard to case. */
import { filter as tester, parse, type Filter } from "scim2-parse-filter";
import { ScimProblem } from "./scim-error.ts";

const MOST_CHARACTERS = 1_000;

export type ParsedFilter = {
  /** The one comparison for equality that the whole filter is, if it is: what an index answers. */
  readonly equals: { readonly attribute: string; readonly value: string } | null;
  readonly matches: (resource: object) => boolean;
};

/** @throws ScimProblem 400 invalidFilter */
export function filterOf(text: string | undefined): ParsedFilter | null {
  if (text === undefined || text.trim() === "") return null;
  if (text.length > MOST_CHARACTERS || (text.match(/[[(]/g) ?? []).length > 20) throw invalid();
  let parsed: Filter;
  try {
    parsed = parse(text);
  } catch {
    throw invalid();
  }
  const test = tester(folded(parsed) as Filter);
  const equals = parsed.op === "eq" && typeof parsed.compValue === "string" ? { attribute: parsed.attrPath.replace(/^urn:[^ ]*:/i, "").toLowerCase(), value: parsed.compValue } : null;
  return { equals, matches: (resource) => test(folded(resource)) };
}

const invalid = (): ScimProblem => new ScimProblem(400, "The filter cannot be read.", "invalidFilter");

/** Names and texts in lower case, all the way down. */
function folded(value: unknown): unknown {
  if (typeof value === "string") return value.toLowerCase();
  if (Array.isArray(value)) return value.map(folded);
  if (typeof value !== "object" || value === null) return value;
  // The parsed filter's own keys (op, attrPath …) are kept; those of a resource are attribute names.
  const isFilter = "op" in value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [isFilter ? name : name.toLowerCase(), name === "op" && isFilter ? one : folded(one)]));
}
