/** How a try to sign in ended: as an entry of the operator's trail, and as a row that the evidence of promise A9 counts. */
import type { StaffId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";

/** Every reason there is, so that figures can be shown for each. */
export const REFUSALS = [
  "network-not-allowed", "device-not-proven", "not-attested", "self-attested", "model-not-allowed", "attestation-not-trusted",
  "passkey-unknown", "passkey-refused", "has-left", "link-over",
] as const;
export type RefusalReason = (typeof REFUSALS)[number];

const KEPT_MS = 400 * 86_400_000;

export async function recordRefusal(plane: ControlPlane, reason: RefusalReason, address: string, staff: StaffId | null): Promise<void> {
  await inTrail(plane.database, OPERATOR, async (tx) => {
    await tx.insertInto("staff_sign_in").values({ at: plane.clock.now(), staff_id: staff, outcome: "refused", reason }).execute();
    const object = { kind: "staff", id: staff ?? "unknown" };
    await audit(tx, { actor: { kind: "system", name: "staff-sign-in" }, act: "staff-sessions.refuse", object, detail: { reason, address } }, plane.auditSeal, plane.clock);
  });
}

/** What is counted is forgotten after 400 days; sessions that have ended, at once. Nobody's act: the trail has the entries. */
export async function forgetStaffSignIns(plane: ControlPlane): Promise<void> {
  const now = plane.clock.now().getTime();
  await plane.database.kysely.deleteFrom("staff_sign_in").where("at", "<", new Date(now - KEPT_MS)).execute();
  await plane.database.kysely.deleteFrom("staff_session").where("started_at", "<", new Date(now - 24 * 3_600_000)).execute();
}
