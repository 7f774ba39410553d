/** The first line of every verb of the operator's people; what `need` is to a customer's. */
import { Refusal } from "../../base/errors.ts";
import type { OperatorActor } from "./actor.ts";
import { DUTIES, rightsOf, type Duty, type StaffAct, type StaffArea, type StaffRight } from "./duties.ts";
import { RECENT_PROOF_MS } from "./need.ts";

/** @throws Refusal forbidden standing-missing, duty-missing. */
export function needDuty<A extends StaffArea>(actor: OperatorActor, area: A, act: StaffAct<A>): void {
  needStanding(actor);
  const right = `${area}:${act}` as StaffRight;
  if (mayAsStaff(actor.duties, right)) return;
  const held = DUTIES.filter((duty) => rightsOf(duty).has(right));
  throw new Refusal("forbidden", "duty-missing", "None of your duties includes this.", [{ expected: held.join(" or ").replace("_", " "), remedy: "Ask somebody who has the duty." }]);
}

/** For what needs no duty but only somebody in good standing. @throws Refusal forbidden standing-missing. */
export function needStanding(actor: OperatorActor): void {
  if (actor.standing === "good") return;
  throw new Refusal("forbidden", "standing-missing", "Something is missing before you may do this: a background check, an agreement or a training.", [{ remedy: "The first page of the staff area lists what, and leads there." }]);
}

/** Before what reaches far: the passkey once more, within a quarter of an hour. @throws Refusal forbidden step-up-needed. */
export function needFreshProof(actor: OperatorActor, nowMs: number): void {
  if (nowMs - actor.provedAtMs <= RECENT_PROOF_MS) return;
  throw new Refusal("forbidden", "step-up-needed", "This needs your passkey once more.", [{ remedy: "Prove who you are with your passkey, then repeat it." }]);
}

/** For showing or hiding; never instead of `needDuty`. */
export const mayAsStaff = (duties: ReadonlySet<Duty>, right: StaffRight): boolean => [...duties].some((duty) => rightsOf(duty).has(right));
