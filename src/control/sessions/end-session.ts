/** Ending one of one's own sessions from another. Somebody else's session is answered like none at all. */
import { notFound } from "../../base/errors.ts";
import { parseId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { SignedIn } from "./current-session.ts";

export function endSession(plane: ControlPlane, { actor }: SignedIn, sessionIdText: string): Promise<void> {
  const id = parseId("ses", sessionIdText);
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const ended = await tx.deleteFrom("session").where("id", "=", id).where("person_id", "=", actor.person).returning("id").executeTakeFirst();
    if (!ended) throw notFound("session");
    await revoke(plane, tx, actor.organisation, { sessions: [id] });
    await audit(tx, { actor, act: "sessions.end", object: { kind: "session", id } }, plane.auditSeal, plane.clock);
  });
}
