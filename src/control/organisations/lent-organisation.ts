/** An organisation's trail as machinery of the platform takes it. */
import type { OrganisationId } from "../../base/ids.ts";
import { actorId, type Actor } from "../../platform/access/access.ts";
import { actedSince, audit, auditRead, type LentTrail } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";

const SAME_READ_MS = 60_000;

export const lentOrganisation = (plane: ControlPlane, organisation: OrganisationId, actor: Actor): LentTrail => ({
  trail: organisation,
  by: actorId(actor),
  transact: (work) => inTrail(plane.database, organisation, (tx) => work(tx)),
  seal: plane.auditSeal,
  open: plane.auditOpen,
  audit: async (tx, entry) => void (await audit(tx, { actor, ...entry }, plane.auditSeal, plane.clock)),
  auditRead: async (tx, act, object, rows) => {
    const since = new Date(plane.clock.now().getTime() - SAME_READ_MS);
    if (await actedSince(tx, { actor, act, object }, since)) return;
    await auditRead(tx, { actor, act, object, rows }, plane.auditSeal, plane.clock);
  },
});
