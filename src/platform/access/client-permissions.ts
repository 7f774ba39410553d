/**
 * All that an API client can ever hold (golden text in test/golden/client-permissions.txt). What is not here a program never does: people and how they sign in, keys, feeds
 * and rules that watch the trail, the organisation itself, deciding on findings, changing the tests, deciding over the check of a payment, and removing what was sent.
 */
import { ALL_PERMISSIONS, type Permission } from "./roles.ts";

const LIST: readonly Permission[] = [
  "uploads:read", "uploads:add",
  "imports:read", "imports:map", "imports:commit",
  "runs:read", "runs:start",
  "findings:read",
  "population:read",
  "parameters:read",
  "payment-runs:read", "payment-runs:check",
  "sanctions-lists:read", "sanctions-lists:add",
  "activity:read",
  "alerts:read",
];
const known = new Set<Permission>(LIST);

export const CLIENT_PERMISSIONS: readonly Permission[] = ALL_PERMISSIONS.filter((permission) => known.has(permission));
export const mayClientHold = (permission: Permission): boolean => known.has(permission);
