/**
 * The keys that sign access tokens and messages to the regions. The door.
 *
 * Invariant: a key is published before it signs and stays published until nothing it signed can be alive, so that a
 * change of keys signs nobody out. Private halves exist in clear only in this process's memory.
 */
export { openTokenKeys, type TokenKeys } from "./open-token-keys.ts";
export { rotateTokenKeys, tokenKeysDue, PUBLISHED_AHEAD_MS, PUBLISHED_AFTER_MS } from "./rotate-token-keys.ts";
export { tokenKeyRoutes } from "./token-keys.routes.ts";
