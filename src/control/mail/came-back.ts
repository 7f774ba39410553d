/** A mail that its server had taken could not be delivered after all. */
import type { MailId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { ControlTables } from "../tables.ts";
import { bucketOf } from "./enqueue-mail.ts";

const ACTOR = { kind: "system", name: "mail" } as const;

/**
 * @param status RFC 3463: 5.1.x says that the mailbox does not exist, so nothing else is sent there for now
 * @param once written in the same transaction; false: this report was taken before
 */
export async function cameBack(plane: ControlPlane, id: MailId, status: string, once: (tx: TrailTransaction<ControlTables>) => Promise<boolean>): Promise<void> {
  const due = await plane.database.kysely.selectFrom("mail_due").select("organisation_id").where("mail", "=", id).executeTakeFirst();
  if (!due) return;
  const { organisation_id: organisation } = due;
  await inTrail(plane.database, organisation, async (tx: TrailTransaction<ControlTables>) => {
    if (!(await once(tx))) return;
    const mail = await tx.updateTable("mail").set({ state: "bounced", reply: status.slice(0, 40) }).where("organisation_id", "=", organisation).where("id", "=", id).where("state", "=", "sent").returning(["sealed_recipient", "template"]).executeTakeFirst();
    if (!mail) return;
    if (status.startsWith("5.1.")) {
      const to = plane.mail.seal.open({ kind: "mail.sealed_recipient", object: id }, mail.sealed_recipient).toString();
      const dead = { dead_since: plane.clock.now() };
      await tx.insertInto("mail_recipient").values({ bucket: bucketOf(plane, organisation, to), sent: 0, started_at: plane.clock.now(), ...dead }).onConflict((row) => row.column("bucket").doUpdateSet(dead)).execute();
    }
    await audit(tx, { actor: ACTOR, act: "mail.bounced", object: { kind: "mail", id }, detail: { template: mail.template } }, plane.auditSeal, plane.clock);
  });
}
