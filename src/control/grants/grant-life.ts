/**
 * The life of a grant: what may follow what, at whose word. Pure: told everything, it answers what
 * becomes of the grant, or why not. The database holds three of its rules again: three people, four hours, begun only when allowed.
 *
 * asked → reviewed → (customer) → live → over; a break-glass goes from asked to live at one other person's word.
 */
import type { StaffId } from "../../base/ids.ts";
import { rightsOf, type Duty } from "../../platform/access/access.ts";
import type { GrantOutcome, GrantState } from "../grant-tables.ts";

export const MOST_MINUTES = 240;
export const LEAST_MINUTES = 15;
export const BREAK_GLASS_MINUTES = 30;
/** A request that nobody allowed is over after this; a customer's answer is waited for as long again. */
export const LAPSES_AFTER_MS = 24 * 3_600_000;
/** The customer is reminded once. */
export const REMINDED_AFTER_MS = 3_600_000;

export type GrantLife = {
  readonly kind: "ticket" | "break_glass";
  readonly state: GrantState;
  readonly duty: Duty;
  readonly requester: StaffId;
  readonly requesterDevice: string;
  readonly reviewer: StaffId | null;
  readonly authoriser: StaffId | null;
  readonly minutes: number;
  readonly lapsesAt: Date;
  readonly endsAt: Date | null;
};

/** A member of staff at the moment of the act. `device`: what their session was proved with. */
export type Approver = { readonly id: StaffId; readonly duties: ReadonlySet<Duty>; readonly device: string; readonly samePersonAs: ReadonlySet<StaffId> };

export type GrantAct =
  | { readonly act: "review" | "authorise"; readonly by: Approver; readonly allow: boolean; readonly customerIsAsked: boolean }
  | { readonly act: "answer"; readonly allow: boolean }
  | { readonly act: "withdraw"; readonly by: StaffId }
  | { readonly act: "revoke"; readonly by: StaffId; readonly mayRevokeAny: boolean }
  | { readonly act: "revoke-as-customer" | "ticket-over" | "standing-lost" | "site-closed" | "clock" };

export type GrantChange =
  | { readonly state: "reviewed"; readonly reviewer: StaffId }
  | { readonly state: "customer"; readonly authoriser: StaffId; readonly lapsesAt: Date }
  | { readonly state: "live"; readonly authoriser?: StaffId; readonly startsAt: Date; readonly endsAt: Date }
  | { readonly state: "over"; readonly outcome: GrantOutcome };

export type GrantRefusal =
  | "grant-over" | "grant-state" | "own-grant" | "reviewed-by-you" | "same-person" | "same-device" | "duty-not-the-requesters" | "duty-not-another" | "not-involved";

export type Judged = { readonly change: GrantChange } | { readonly refusal: GrantRefusal } | "nothing";

const over = (outcome: GrantOutcome): Judged => ({ change: { state: "over", outcome } });
const refused = (refusal: GrantRefusal): Judged => ({ refusal });
const startingAt = (life: GrantLife, now: Date) => ({ startsAt: now, endsAt: new Date(now.getTime() + life.minutes * 60_000) });

/** "nothing": it is fine that nothing happens (a clock that strikes early, an end that has come already). */
export function judge(life: GrantLife, act: GrantAct, now: Date): Judged {
  const ended = life.state === "over" || timeIsUp(life, now);
  switch (act.act) {
    case "clock":
      return life.state === "over" || !timeIsUp(life, now) ? "nothing" : over(life.state === "live" ? "time" : "lapsed");
    case "ticket-over":
      return ended ? "nothing" : over("ticket");
    case "standing-lost":
      return ended ? "nothing" : over("standing");
    case "site-closed":
      return ended ? "nothing" : over("site");
    case "review":
    case "authorise":
      return ended ? refused("grant-over") : approved(life, act, now);
    case "answer":
      if (ended) return refused("grant-over");
      if (life.state !== "customer") return refused("grant-state");
      return act.allow ? { change: { state: "live", ...startingAt(life, now) } } : over("customer");
    case "withdraw":
      if (ended) return refused("grant-over");
      if (act.by !== life.requester) return refused("not-involved");
      return over(life.state === "live" ? "revoked" : "withdrawn");
    case "revoke":
      if (ended) return refused("grant-over");
      return act.mayRevokeAny || [life.requester, life.reviewer, life.authoriser].includes(act.by) ? over("revoked") : refused("not-involved");
    case "revoke-as-customer":
      return ended ? refused("grant-over") : over("customer");
  }
}

/** Also before the round that ends it has come by. */
export const timeIsUp = (life: Pick<GrantLife, "state" | "lapsesAt" | "endsAt">, now: Date): boolean =>
  life.state === "live" ? life.endsAt !== null && life.endsAt <= now : life.state !== "over" && life.lapsesAt <= now;

function approved(life: GrantLife, act: Extract<GrantAct, { act: "review" | "authorise" }>, now: Date): Judged {
  const { by } = act;
  if (by.id === life.requester) return refused("own-grant");
  if (by.samePersonAs.has(life.requester) || (life.reviewer !== null && by.samePersonAs.has(life.reviewer))) return refused("same-person");
  if (by.device === life.requesterDevice) return refused("same-device");
  if (act.act === "review") {
    if (life.kind === "break_glass" || life.state !== "asked") return refused("grant-state");
    // A peer: somebody who does the same work and can tell whether it is needed.
    if (!by.duties.has(life.duty)) return refused("duty-not-the-requesters");
    return act.allow ? { change: { state: "reviewed", reviewer: by.id } } : over("declined");
  }
  if (by.id === life.reviewer) return refused("reviewed-by-you");
  // By another role than the one that asks: a duty that authorises, and is not the requester's.
  if (![...by.duties].some((duty) => duty !== life.duty && rightsOf(duty).has("grants:authorise"))) return refused("duty-not-another");
  if (life.state !== (life.kind === "break_glass" ? "asked" : "reviewed")) return refused("grant-state");
  if (!act.allow) return over("declined");
  if (act.customerIsAsked && life.kind === "ticket") return { change: { state: "customer", authoriser: by.id, lapsesAt: new Date(now.getTime() + LAPSES_AFTER_MS) } };
  return { change: { state: "live", authoriser: by.id, ...startingAt(life, now) } };
}
