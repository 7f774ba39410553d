/** What a member of staff sees of themselves on the first page: who they are here, what they lack, what runs out, how they came in. */
import { CONFLICTS, mayAsStaff, rightsOf } from "../../platform/access/access.ts";
import { reportAddress } from "../campaigns/campaigns.ts";
import type { ControlPlane } from "../plane.ts";
import { titleOfPart } from "../staff/staff.ts";
import { STAFF_IDLE_MS, STAFF_SESSION_MOST_MS, type StaffSignedIn } from "./staff-session.ts";

export async function showOwn(plane: ControlPlane, { actor, staff, standing }: StaffSignedIn) {
  const passkeys = await plane.database.kysely.selectFrom("staff_passkey").select(["id", "name", "attested_as", "created_at", "last_used_at"]).where("staff_id", "=", staff.id).orderBy("created_at").execute();
  const rights = [...new Set(staff.duties.flatMap((duty) => [...rightsOf(duty)]))].filter((right) => mayAsStaff(actor.duties, right)).sort();
  return {
    id: staff.id, name: staff.name, email: staff.email, duties: [...staff.duties], rights,
    standing: { state: standing.state, lacking: standing.lacking.map((one) => ({ kind: one.kind, what: "what" in one ? one.what : "", title: titleOf(one) })), due: standing.due.map((one) => ({ kind: one.kind, what: one.what, title: titleOf(one), at: one.at.toISOString() })) },
    conflicts: CONFLICTS.filter(({ one, other }) => actor.duties.has(one) && actor.duties.has(other)).map(({ one, other, why }) => ({ one, other, why })),
    device: actor.strength.includes("attested") ? ("attested" as const) : actor.strength.includes("certificate") ? ("certificate" as const) : ("nothing" as const),
    deviceRequired: plane.staffRules.device === "required",
    idleMinutes: STAFF_IDLE_MS / 60_000,
    hours: STAFF_SESSION_MOST_MS / 3_600_000,
    reportTo: reportAddress(plane) ?? null,
    passkeys: passkeys.map((one) => ({ id: one.id, name: one.name, attestedAs: one.attested_as, createdAt: one.created_at.toISOString(), lastUsedAt: one.last_used_at?.toISOString() ?? null })),
  };
}

const titleOf = (one: { readonly kind: string; readonly what?: string }): string => titleOfPart({ kind: one.kind, what: one.what ?? "" });
