/** Who hears of it by mail: that there is something, and where to look. Never what is in the data, nor why. */
import { sql } from "kysely";
import type { GrantId, StaffId } from "../../base/ids.ts";
import type { Duty } from "../../platform/access/access.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { type AccessNews, notify } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import type { GrantRow, Tx } from "./grants.store.ts";

/** The organisation's administrators, and whoever raised the ticket. */
export async function tellCustomer(plane: ControlPlane, tx: Tx, row: GrantRow, kind: AccessNews): Promise<void> {
  const raisedBy = row.ticket === null ? undefined : await tx.selectFrom("ticket").select("raised_by").where("organisation_id", "=", row.organisation_id).where("id", "=", row.ticket).executeTakeFirst();
  const people = await tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id").select(["person.id", "person.name", "person.email"])
    .where("membership.organisation_id", "=", row.organisation_id).where("person.kind", "=", "person")
    .where((at) => at.or([sql<boolean>`'administrator' = any(roles)`, at("person.id", "=", raisedBy?.raised_by ?? null)])).orderBy("person.id").execute();
  for (const { name, email } of people) await notify(plane, tx, email, { kind, name, link: `${plane.origin}/staff-access/${row.id}` });
}

/** Those who have the requester's duty. */
export const tellPeers = (plane: ControlPlane, requester: StaffId, duty: Duty, id: GrantId): Promise<void> => tellStaff(plane, requester, [duty], "access-to-review", id);

/** Those who authorise. */
export const tellAuthorisers = (plane: ControlPlane, requester: StaffId, id: GrantId): Promise<void> => tellStaff(plane, requester, ["security"], "access-to-authorise", id);

const MOST_TOLD = 20;

/** The operator's own mail, so in the operator's trail: the customer's list of mails does not name the operator's people. */
function tellStaff(plane: ControlPlane, requester: StaffId, duties: readonly Duty[], kind: AccessNews, id: GrantId): Promise<void> {
  return inTrail(plane.database, OPERATOR, async (tx: Tx) => {
    const staff = await tx.selectFrom("staff").innerJoin("staff_duty", "staff_duty.staff_id", "staff.id").select(["staff.id", "staff.name", "staff.email"]).distinct()
      .where("duty", "in", duties).where("left_at", "is", null).where("staff.id", "<>", requester).orderBy("staff.id").limit(MOST_TOLD).execute();
    for (const { name, email } of staff) await notify(plane, tx, email, { kind, name, link: `${plane.origin}/staff/access/${id}` });
  });
}
