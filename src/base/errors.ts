/**
 * Refusals: the one error class that may reach the outside.
 *
 * An expected outcome is a value. A refusal is thrown when a request cannot be served; it carries a kind
 * (how to answer), a stable code (what to look up), a safe message (what to show) and checked details.
 * Anything else that is thrown is a bug, and shows the outside only a reference id.
 * Messages and details never hold ledger contents unless the reader is the customer who sent them.
 */

/** How a refusal is answered; the HTTP status for each is decided in platform/http. */
export type RefusalKind =
  | "invalid" // the input is wrong: which file, row, column, what was expected, what to do
  | "unauthenticated" // nobody is signed in
  | "forbidden" // signed in, may know that the thing exists, may not do this
  | "not_found" // does not exist, or belongs to another customer: the same answer for both
  | "conflict" // somebody else changed it, or the state does not allow it
  | "too_large" // over a limit that the code names
  | "too_many" // rate limit
  | "unavailable"; // a thing we need is away; trying again later can help

/** One thing that is wrong with the input, as close to the reader's own words as possible. */
export type Detail = {
  /** File, sheet, row (1-based, header is row 1), column or JSON pointer: whatever locates it. */
  readonly at?: string;
  readonly expected?: string;
  readonly remedy?: string;
};

export class Refusal extends Error {
  readonly kind: RefusalKind;
  /** Stable, kebab-case, documented; never changes once published. */
  readonly code: string;
  readonly details: readonly Detail[];

  constructor(kind: RefusalKind, code: string, message: string, details: readonly Detail[] = []) {
    super(message);
    this.name = "Refusal";
    this.kind = kind;
    this.code = code;
    this.details = details;
  }
}

/** The answer for a missing thing and for another customer's thing: they must be indistinguishable. */
export function notFound(what: string): Refusal {
  return new Refusal("not_found", "not-found", `There is no such ${what}.`);
}

/** Stops on a state that cannot be. The message is for developers and holds no customer data. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
