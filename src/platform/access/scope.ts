/**
 * What somebody holds, and for which company codes (promise A5).
 *
 * A permission is held for all company codes of a site, or for listed ones. The two are kept apart: `permissions` are those held for
 * all, and only they satisfy `need`. A verb that can answer for some codes alone asks `needWithin` instead and gets the codes. So an
 * endpoint that nobody has taught about company codes refuses whoever is limited to some.
 *
 * Codes are compared as they stand in the ledger, to the character: "0100" is not "100".
 */
import type { Permission } from "./roles.ts";

export const MOST_COMPANY_CODES = 1_000;
/** As long as a code may be; longer ones are no codes. */
export const COMPANY_CODE_MAX_LENGTH = 60;
/** All codes of one person at one site together, in characters: they travel in the token's header. */
export const COMPANY_CODES_MAX_CHARACTERS = 16_000;

/** Permissions held for listed company codes. The list is never empty: no code means no scope. */
export type Scope = { readonly permissions: readonly Permission[]; readonly companyCodes: readonly string[] };
/** Which rows an answer may rest on. A row without a company code belongs to `all` alone. */
export type CompanyCodes = "all" | ReadonlySet<string>;
export type Holding = { readonly permissions: ReadonlySet<Permission>; readonly scopes?: readonly Scope[] };

/** `undefined`: the permission is not held at all. */
export function codesFor({ permissions, scopes = [] }: Holding, permission: Permission): CompanyCodes | undefined {
  if (permissions.has(permission)) return "all";
  const codes = new Set(scopes.filter((scope) => scope.permissions.includes(permission)).flatMap((scope) => scope.companyCodes));
  return codes.size === 0 ? undefined : codes;
}

/**
 * Whether something that rests on rows of these codes may be seen. `rowsOf` undefined: on rows without a code, or not known on which.
 * Nothing rests on no rows: an empty list is not seen by whoever is limited.
 */
export function seesAll(codes: CompanyCodes, rowsOf: readonly string[] | undefined): boolean {
  if (codes === "all") return true;
  return rowsOf !== undefined && rowsOf.length > 0 && rowsOf.every((code) => codes.has(code));
}
