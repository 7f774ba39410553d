/**
 * Removes the rows of sessions that have run out. They are worth nothing already; this keeps the table to those that are
 * alive and does not hold on to what browsers said about themselves. Nobody's act, so not in the audit trail.
 */
import type { ControlPlane } from "../plane.ts";
import { SESSION_MOST_MS } from "./current-session.ts";

export async function forgetEndedSessions(plane: ControlPlane): Promise<number> {
  const now = plane.clock.now();
  const ended = await plane.database.kysely
    .deleteFrom("session")
    .where((eb) => eb.or([eb("expires_at", "<=", now), eb("created_at", "<=", new Date(now.getTime() - SESSION_MOST_MS))]))
    .executeTakeFirst();
  return Number(ended.numDeletedRows);
}
