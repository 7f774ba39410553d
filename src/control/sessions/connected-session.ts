/**
 * By which connection a session came. It is told of a new session that takes the place of one, for a session that is begun by a provider and
 * completed by a second factor of ours is still the provider's: its sign-out ends it, and so does switching the connection off.
 */
import type { OrganisationId } from "../../base/ids.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";

export const idTokenPlace = (session: string) => ({ kind: "connected_session.id_token", object: session });
export const nameIdPlace = (session: string) => ({ kind: "connected_session.name_id", object: session });

/** Before the session `from` is deleted. Does nothing for one that came another way. */
export async function carryConnection(plane: ControlPlane, tx: TrailTransaction<ControlTables>, organisation: OrganisationId, from: string, to: string): Promise<void> {
  const row = await tx.selectFrom("connected_session").selectAll().where("organisation_id", "=", organisation).where("session_id", "=", from).executeTakeFirst();
  if (!row) return;
  const moved = (sealed: Buffer | null, place: (session: string) => { kind: string; object: string }): Buffer | null =>
    sealed === null ? null : plane.signOnSeal.seal(place(to), plane.signOnSeal.open(place(from), sealed));
  await tx.insertInto("connected_session").values({ ...row, session_id: to, sealed_id_token: moved(row.sealed_id_token, idTokenPlace), sealed_name_id: moved(row.sealed_name_id, nameIdPlace) }).execute();
}
