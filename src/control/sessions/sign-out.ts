/** Ending the session of this browser, and the access tokens that were issued to it. */
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { SetCookies } from "./better-auth.ts";
import type { SignedIn } from "./current-session.ts";

export function signOut(plane: ControlPlane, { actor }: SignedIn, cookie: string): Promise<SetCookies> {
  // No right is needed to stop being somebody.
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const setCookies = await plane.accounts.signOut(tx, cookie);
    await revoke(plane, tx, actor.organisation, { sessions: [actor.session] });
    await audit(tx, { actor, act: "sessions.sign-out", object: { kind: "session", id: actor.session } }, plane.auditSeal, plane.clock);
    return setCookies;
  });
}
