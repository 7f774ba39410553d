/**
 * Whether the authority that a key is asked for under holds now. The vault asks before it lends a key, and again every 30 seconds
 * while the key is held.
 *
 * A session was proven by its token; a request that it began may go on for a while after the token's end, a slow upload for
 * instance, but not for ever, and not when control said that the session or those rights have ended: the page that is being watched and
 * the file that is being sent stop there. A job must be under way in this very process; it goes on though whoever asked for it has
 * left, since they had the right when they asked and the work is their organisation's. No grant, no key: for the
 * operator's people the vault opens on a grant that control signed for, until its very end or the word that it ended, also in the middle.
 */
import type { Clock } from "../../base/clock.ts";
import { Refusal } from "../../base/errors.ts";
import type { UnderWay } from "../../platform/jobs/jobs.ts";
import type { CheckAuthority } from "../../platform/vault/vault.ts";
import type { Revocations } from "../revocations/revocations.ts";

/** So long may a request take from the end of its token on. */
export const REQUEST_ENDS_MS = 15 * 60_000;

/** @throws Refusal session-over, token-revoked, job-not-under-way, grant-over */
export function checkAuthorityOf(clock: Clock, underWay: UnderWay, revocations: Pick<Revocations, "needStanding">): CheckAuthority {
  return async (authority) => {
    switch (authority.by) {
      case "session":
        needInTime(clock, authority.expiresAtMs);
        return revocations.needStanding({ things: [authority.session], ...(authority.holder && { holder: authority.holder }) });
      case "client":
        needInTime(clock, authority.expiresAtMs);
        return revocations.needStanding({ things: [], holder: authority.holder });
      case "job":
        if (!underWay.has(authority.site, authority.job)) throw new Refusal("forbidden", "job-not-under-way", "No such job is under way here.");
        return;
      case "grant":
        if (clock.now() >= authority.expiresAt) throw new Refusal("forbidden", "grant-over", "The grant that allowed this has ended.");
        return revocations.needStanding({ things: [authority.session, authority.grant] });
    }
  };
}

function needInTime(clock: Clock, expiresAtMs: number): void {
  if (clock.now().getTime() <= expiresAtMs + REQUEST_ENDS_MS) return;
  throw new Refusal("unauthenticated", "session-over", "This took longer than a sign-in lasts.", [{ remedy: "Do it again in smaller parts." }]);
}
