/**
 * Access tokens for regions: asked of the control plane, kept in memory only, renewed before they end.
 * Nothing here is ever written to storage, so that closing the tab forgets it.
 */
import { issueRegionToken, type RegionToken } from "./control.ts";
import { isProblem } from "./problem.ts";

/** Renewed this long before the end, so that a request does not leave with a token about to expire. */
const RENEW_BEFORE_MS = 45_000;
const LENT_RENEW_BEFORE_MS = 15_000;

/** Under a grant the token of a site comes from the grant, and lives a minute. */
const lent = new Map<string, () => Promise<RegionToken>>();
const held = new Map<string, RegionToken>();
const asking = new Map<string, Promise<RegionToken>>();

export async function regionToken(siteId: string, now: number = Date.now()): Promise<string> {
  const token = held.get(siteId);
  if (token && Date.parse(token.expiresAt) - (lent.has(siteId) ? LENT_RENEW_BEFORE_MS : RENEW_BEFORE_MS) > now) return token.token;
  const asked = asking.get(siteId) ?? ask(siteId);
  return (await asked).token;
}

export function forgetToken(siteId: string): void {
  held.delete(siteId);
}

/** Until the answer is called. A customer's own token of that site is not mixed up with it. */
export function lendTokens(siteId: string, issue: () => Promise<RegionToken>): () => void {
  held.delete(siteId);
  lent.set(siteId, issue);
  return () => {
    lent.delete(siteId);
    held.delete(siteId);
  };
}

export function forgetTokens(): void {
  held.clear();
  asking.clear();
}

/** Runs `attempt` with a token; when the region no longer accepts it, once more with a fresh one. */
export async function withToken<Answer>(siteId: string, attempt: (token: string) => Promise<Answer>): Promise<Answer> {
  try {
    return await attempt(await regionToken(siteId));
  } catch (error) {
    if (!isProblem(error, 401)) throw error;
    forgetToken(siteId);
    return attempt(await regionToken(siteId));
  }
}

/** Requests that need a token at the same moment share one question to the control plane. */
function ask(siteId: string): Promise<RegionToken> {
  const asked = (lent.get(siteId)?.() ?? issueRegionToken(siteId))
    .then((token) => {
      held.set(siteId, token);
      return token;
    })
    .finally(() => asking.delete(siteId));
  asking.set(siteId, asked);
  return asked;
}
