/** A person's own sessions, newest first, so that one they do not know can be ended. */
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "./current-session.ts";

export type SessionView = {
  readonly id: string;
  readonly signedInAt: Date;
  /** Extended at most every five minutes, so it lags by as much. */
  readonly lastSeenAt: Date;
  /** What the browser said about itself. */
  readonly userAgent: string;
  /** RFC 8176 names, and `sso`. */
  readonly strength: readonly string[];
  readonly current: boolean;
};

export function listSessions(plane: ControlPlane, { actor }: SignedIn): Promise<readonly SessionView[]> {
  // No right is needed to look at oneself.
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const rows = await tx
      .selectFrom("session")
      .select(["id", "created_at", "updated_at", "user_agent", "strength"])
      .where("person_id", "=", actor.person)
      .where("expires_at", ">", plane.clock.now())
      .orderBy("created_at", "desc")
      .limit(200)
      .execute();
    return rows.map((row) => ({ id: row.id, signedInAt: row.created_at, lastSeenAt: row.updated_at, userAgent: row.user_agent ?? "", strength: row.strength.split(" "), current: row.id === actor.session }));
  });
}
