/**
 * Whether the authority that a key is asked for under holds now. The vault asks before it lends a key, and again every 30 seconds
 * while the key is held.
 *
 * A session was proven by its token; a request that it began may go on for a while after the token's end, a slow upload for
 * instance, but not for ever. A job must be under way in this very process. Grants cannot be checked yet, so none is honoured.
 */
import type { Clock } from "../../base/clock.ts";
import { Refusal } from "../../base/errors.ts";
import type { UnderWay } from "../../platform/jobs/jobs.ts";
import type { CheckAuthority } from "../../platform/vault/vault.ts";

/** So long may a request take from the end of its token on. */
export const REQUEST_ENDS_MS = 15 * 60_000;

/** @throws Refusal session-over, job-not-under-way, grant-not-known */
export function checkAuthorityOf(clock: Clock, underWay: UnderWay): CheckAuthority {
  return async (authority) => {
    switch (authority.by) {
      case "session":
        if (clock.now().getTime() > authority.expiresAtMs + REQUEST_ENDS_MS) throw new Refusal("unauthenticated", "session-over", "This took longer than a sign-in lasts.", [{ remedy: "Do it again in smaller parts." }]);
        return;
      case "job":
        if (!underWay.has(authority.site, authority.job)) throw new Refusal("forbidden", "job-not-under-way", "No such job is under way here.");
        return;
      case "grant":
        throw new Refusal("forbidden", "grant-not-known", "There is no such grant.");
    }
  };
}
