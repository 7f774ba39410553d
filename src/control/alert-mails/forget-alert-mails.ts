/** Forgets which alerts were told of, when none of them can be told again: an alert is told for a week. With an entry, as every deletion by schedule. */
import { sql } from "kysely";
import { isId, type OrganisationId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";

export const ALERT_MAILS_KEPT_DAYS = 90;
const ACTOR = { kind: "system", name: "retention" } as const;

/** Answers how many were forgotten. */
export async function forgetAlertMails(plane: ControlPlane): Promise<number> {
  const olderThan = new Date(plane.clock.now().getTime() - ALERT_MAILS_KEPT_DAYS * 86_400_000);
  const { rows } = await sql<{ trail: string }>`SELECT trail FROM trail_register ORDER BY trail`.execute(plane.database.kysely);
  let forgotten = 0;
  for (const { trail } of rows) if (isId("org", trail)) forgotten += await forget(plane, trail, olderThan);
  return forgotten;
}

function forget(plane: ControlPlane, organisation: OrganisationId, olderThan: Date): Promise<number> {
  return inTrail(plane.database, organisation, async (tx) => {
    const { numDeletedRows } = await tx.deleteFrom("alert_mail").where("organisation_id", "=", organisation).where("told_at", "<", olderThan).executeTakeFirst();
    if (numDeletedRows > 0n) await audit(tx, { actor: ACTOR, act: "alerts.prune", object: { kind: "alert-mails-before", id: olderThan.toISOString() } }, undefined, plane.clock);
    return Number(numDeletedRows);
  });
}
