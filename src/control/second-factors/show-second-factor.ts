/** What a person has, and whether this session has proven it. Also for an arriving session: the page asks what comes next. */
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { factorsOf, hasAny, type Factors } from "./second-factors.store.ts";

export type SecondFactorView = {
  readonly state: "missing" | "needed" | "proven";
  readonly authenticator: boolean;
  readonly passkeys: number;
  /** null while the session is arriving: what else somebody has is not for who knows only the password. */
  readonly own: Factors | null;
};

export async function showSecondFactor(plane: ControlPlane, { actor, person, strong }: SignedIn): Promise<SecondFactorView> {
  const factors = await inTrail(plane.database, actor.organisation, (tx) => factorsOf(tx, person.id));
  return {
    state: strong ? "proven" : hasAny(factors) ? "needed" : "missing",
    authenticator: factors.authenticatorSince !== null,
    passkeys: factors.passkeys.length,
    own: strong ? factors : null,
  };
}
