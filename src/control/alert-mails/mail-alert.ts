/**
 * Puts the mails of one alert into the queue, once: all of them, or none. Where the organisation's queue is full, nothing is written and the one
 * who tells is refused, and tells again later, for a week; then the alert itself says that nobody was written to.
 */
import { sql } from "kysely";
import type { AlertId, OrganisationId, SiteId } from "../../base/ids.ts";
import type { RuleName } from "../../platform/alerts/alerts.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import { enqueueMail } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";

export type AlertOfOrganisation = { readonly organisation: OrganisationId; readonly alertId: AlertId; readonly rule: RuleName; readonly firedAt: Date; readonly site?: { readonly id: SiteId; readonly name: string } };

/** More than so many alerts in an hour are told of in the product only; the last mail says so. */
export const ALERT_MAILS_PER_HOUR = 3;
const HOUR_MS = 3_600_000;
const ACTOR = { kind: "system", name: "alert-mails" } as const;

/** False when it was told before. @throws Refusal too_many mail-queue-full */
export function mailAlert(plane: ControlPlane, { organisation, alertId, rule, firedAt, site }: AlertOfOrganisation): Promise<boolean> {
  const now = plane.clock.now();
  return inTrail(plane.database, organisation, async (tx) => {
    // One after the other in an organisation, or two at once would both be the last of the hour.
    const { name } = await tx.selectFrom("organisation").select("name").where("id", "=", organisation).forUpdate().executeTakeFirstOrThrow();
    const earlier = await sentSince(tx, organisation, new Date(now.getTime() - HOUR_MS));
    const mailed = earlier < ALERT_MAILS_PER_HOUR;
    const fresh = await tx.insertInto("alert_mail").values({ organisation_id: organisation, alert: alertId, told_at: now, mailed }).onConflict((row) => row.doNothing()).returning("alert").executeTakeFirst();
    if (fresh === undefined) return false;
    const recipients = mailed && plane.mail.out.kind !== "off" ? await administrators(tx, organisation, rule) : [];
    const link = site === undefined ? `${plane.origin}/alerts` : `${plane.origin}/sites/${site.id}/alerts`;
    for (const { name: person, email } of recipients) {
      await enqueueMail(plane, tx, email, { kind: "alert", name: person, rule, where: site?.name ?? name, whole: site === undefined, at: firedAt, link, last: earlier + 1 === ALERT_MAILS_PER_HOUR });
    }
    await audit(tx, { actor: ACTOR, act: "alerts.mail", object: { kind: "alert", id: alertId }, detail: { rule, ...(site && { site: site.id }), recipients: recipients.length } }, plane.auditSeal, plane.clock);
    return true;
  });
}

async function sentSince(tx: TrailTransaction<ControlTables>, organisation: OrganisationId, since: Date): Promise<number> {
  const { count } = await tx.selectFrom("alert_mail").select(sql<number>`count(*)::int`.as("count")).where("organisation_id", "=", organisation).where("mailed", "=", true).where("told_at", ">", since).executeTakeFirstOrThrow();
  return count;
}

/** Those who have not said that they do not want mails about this rule. */
const administrators = (tx: TrailTransaction<ControlTables>, organisation: OrganisationId, rule: RuleName): Promise<{ name: string; email: string }[]> =>
  tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id").select(["person.name", "person.email"])
    .where("organisation_id", "=", organisation).where("kind", "=", "person").where(sql<boolean>`'administrator' = any(roles)`)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom("alert_mail_unwanted").select("rule").whereRef("alert_mail_unwanted.person_id", "=", "person.id").where("alert_mail_unwanted.organisation_id", "=", organisation).where("rule", "=", rule))))
    .orderBy("person.id").execute();
