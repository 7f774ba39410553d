/** Who is invited and has not come yet, newest first. */
import type { InvitationId } from "../../base/ids.ts";
import { needOrganisation, type Role } from "../../platform/access/access.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { rolesById } from "../own-roles/own-roles.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { sayInvitedTo } from "./invitations.store.ts";

export type OpenInvitation = { readonly id: InvitationId; readonly email: string; readonly roles: readonly Role[]; /** Of narrower assignments, in words. */ readonly narrower: readonly string[]; readonly sentAt: Date; readonly expiresAt: Date; readonly state: "open" | "expired" };

export function listInvitations(plane: ControlPlane, { actor }: SignedIn): Promise<readonly OpenInvitation[]> {
  needOrganisation(actor, actor.organisation, "people", "read");
  const now = plane.clock.now();
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const rows = await tx.selectFrom("invitation").select(["id", "email", "roles", "assignments", "sent_at", "expires_at"]).where("organisation_id", "=", actor.organisation).orderBy("sent_at", "desc").limit(1_000).execute();
    const own = await rolesById(tx, actor.organisation);
    return rows.map((row) => ({ id: row.id, email: row.email, roles: row.roles, narrower: sayInvitedTo(own, row.assignments), sentAt: row.sent_at, expiresAt: row.expires_at, state: row.expires_at > now ? ("open" as const) : ("expired" as const) }));
  });
}
