/**
 * What the operator's people can be granted on a customer's site, at the most.
 *
 * To look, also at how tests are set and at what was said of a payment run, and to have the ledger analysed again. Never: to send, map or import files, to take anything
 * away (exports, reports), to decide on findings or over the check of a payment, to change parameters, to remove, to touch keys, people, sign-in, feeds and alerts.
 * Golden text: test/golden/grantable.txt.
 */
import { isPermission, type Permission } from "./roles.ts";

export const GRANTABLE = [
  "uploads:read", "imports:read", "runs:read", "runs:start", "findings:read", "population:read", "payment-runs:read", "parameters:read",
] as const satisfies readonly Permission[];
export type Grantable = (typeof GRANTABLE)[number];

const known = new Set<string>(GRANTABLE);
export const isGrantable = (text: unknown): text is Grantable => isPermission(text) && known.has(text);

/** Whether anything of it changes something. */
export const actsOnData = (permissions: Iterable<string>): boolean => [...permissions].some((permission) => !permission.endsWith(":read"));
