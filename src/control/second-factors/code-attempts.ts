/** Guessing at codes is limited like guessing at passwords; who is guessed at knows that their password is known, and is told. */
import { Refusal } from "../../base/errors.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { notify } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import { codeAttemptOf, forgiveAttempt, knownDevice, needAttempt, type SignedIn, type Visitor } from "../sessions/sessions.ts";
import type { Tx } from "./second-factors.store.ts";

export type CodeAttempt = { readonly forgive: (tx: Tx) => Promise<void> };

/** Counted before the code is looked at. @throws Refusal too_many too-many-attempts. */
export async function takeCodeAttempt(plane: ControlPlane, { actor, person, strong }: SignedIn, visitor: Visitor): Promise<CodeAttempt> {
  const attempt = codeAttemptOf(plane.limitKey, person.id, visitor.address, knownDevice(plane.deviceKey, person.email, visitor.cookie));
  await needAttempt(plane, attempt, async () => {
    if (strong) return; // somebody who is signed in and mistypes is no stranger with the password
    await inTrail(plane.database, actor.organisation, (tx) => notify(plane, tx, person.email, { kind: "codes-guessed", name: person.name }));
  });
  return { forgive: (tx) => forgiveAttempt(tx, attempt) };
}

export const codeNotRight = (): Refusal =>
  new Refusal("invalid", "code-wrong", "This code is not right.", [{ at: "/code", remedy: "Type the code that is shown now. Each works once; if none does, check that the clock of your phone is right." }]);
