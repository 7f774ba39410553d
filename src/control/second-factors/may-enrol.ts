/**
 * Who may add a factor: somebody who has none yet, with whatever opened the session; everybody else only after proving one of
 * those they have. Without this rule a stolen password would be enough: its thief would add a factor of their own.
 */
import { needStrong } from "../../platform/access/access.ts";
import type { ControlPlane } from "../plane.ts";
import { secondFactorNeeded, type SignedIn } from "../sessions/sessions.ts";
import { factorsOf, hasAny, lockPerson, type Factors, type Tx } from "./second-factors.store.ts";

/** Holds the person's factors until the transaction ends. @throws Refusal forbidden second-factor-needed, step-up-needed. */
export async function needMayEnrol(plane: ControlPlane, tx: Tx, by: SignedIn): Promise<Factors> {
  await lockPerson(tx, by.person.id);
  const factors = await factorsOf(tx, by.person.id);
  if (by.strong) needStrong(by.actor, plane.clock.now().getTime());
  else if (hasAny(factors)) throw secondFactorNeeded();
  return factors;
}
