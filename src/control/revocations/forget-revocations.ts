/** Removes what can refuse nothing any more. That it ended has entries of its own, where it ended. */
import { REVOCATION_KEPT_MS } from "../../platform/tokens/tokens.ts";
import type { ControlPlane } from "../plane.ts";

export async function forgetRevocations(plane: ControlPlane): Promise<number> {
  const gone = await plane.database.kysely.deleteFrom("revocation").where("revoked_at", "<=", new Date(plane.clock.now().getTime() - REVOCATION_KEPT_MS)).executeTakeFirst();
  return Number(gone.numDeletedRows);
}
