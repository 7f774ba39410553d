/** Who is invited and has not come yet, newest first. */
import type { InvitationId } from "../../base/ids.ts";
import { needOrganisation, type Role } from "../../platform/access/access.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";

export type OpenInvitation = { readonly id: InvitationId; readonly email: string; readonly roles: readonly Role[]; readonly sentAt: Date; readonly expiresAt: Date; readonly state: "open" | "expired" };

export function listInvitations(plane: ControlPlane, { actor }: SignedIn): Promise<readonly OpenInvitation[]> {
  needOrganisation(actor, actor.organisation, "people", "read");
  const now = plane.clock.now();
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const rows = await tx.selectFrom("invitation").select(["id", "email", "roles", "sent_at", "expires_at"]).where("organisation_id", "=", actor.organisation).orderBy("sent_at", "desc").limit(1_000).execute();
    return rows.map((row) => ({ id: row.id, email: row.email, roles: row.roles, sentAt: row.sent_at, expiresAt: row.expires_at, state: row.expires_at > now ? ("open" as const) : ("expired" as const) }));
  });
}
