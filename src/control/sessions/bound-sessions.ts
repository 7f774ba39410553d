/**
 * How many sessions a person has at once: of too many, the oldest end. Arriving sessions and whole ones are counted apart, or whoever knows a
 * password alone could end its owner's whole sessions by signing in again and again.
 */
import type { OrganisationId, PersonId } from "../../base/ids.ts";
import { isStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { revoke } from "../revocations/revocations.ts";
import type { ControlTables } from "../tables.ts";

export const SESSIONS_AT_ONCE = 20;

/** After one has been opened. @param strength the new one's */
export async function boundSessions(plane: ControlPlane, tx: TrailTransaction<ControlTables>, organisation: OrganisationId, person: PersonId, strength: readonly string[]): Promise<void> {
  const sessions = await tx.selectFrom("session").select(["id", "strength"]).where("person_id", "=", person).orderBy("created_at", "desc").orderBy("id", "desc").execute();
  const over = sessions.filter((session) => isStrong(session.strength.split(" ")) === isStrong(strength)).slice(SESSIONS_AT_ONCE).map(({ id }) => id);
  if (over.length === 0) return;
  await tx.deleteFrom("session").where("id", "in", over).execute();
  await revoke(plane, tx, organisation, { sessions: over });
  await audit(tx, { actor: { kind: "system", name: "sessions" }, act: "sessions.end", object: { kind: "person", id: person }, detail: { sessions: over } }, plane.auditSeal, plane.clock);
}
