/**
 * Deletes the text of a mail an hour after it left (a kept one after a week), and all of it after 90 days. Nobody's act, so
 * not in the audit trail, where sending it is.
 */
import type { MailId } from "../../base/ids.ts";
import { inTrail, type Trail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";

const HOUR_MS = 3_600_000;
export const TEXT_AFTER_SENT_MS = HOUR_MS;
export const TEXT_KEPT_MS = 7 * 24 * HOUR_MS;
export const MAIL_KEPT_MS = 90 * 24 * HOUR_MS;
/** Each round; what is left waits for the next. */
const AT_ONCE = 500;

type Due = { readonly mail: MailId; readonly organisation_id: Trail; readonly step: "send" | "forget-text" | "forget" };

/** Bears running twice: what is forgotten already is forgotten again. */
export async function forgetMail(plane: ControlPlane): Promise<void> {
  const now = plane.clock.now();
  const due: Due[] = await plane.database.kysely.selectFrom("mail_due").select(["mail", "organisation_id", "step"]).where("step", "!=", "send").where("due_at", "<=", now).orderBy("due_at").limit(AT_ONCE).execute();
  for (const { mail, organisation_id: organisation, step } of due) {
    await inTrail(plane.database, organisation, async (tx) => {
      if (step === "forget") {
        await tx.deleteFrom("mail").where("organisation_id", "=", organisation).where("id", "=", mail).execute();
        return;
      }
      await tx.updateTable("mail").set({ sealed_text: null }).where("organisation_id", "=", organisation).where("id", "=", mail).execute();
      await tx.updateTable("mail_due").set({ step: "forget", due_at: new Date(now.getTime() + MAIL_KEPT_MS) }).where("mail", "=", mail).execute();
    });
  }
  // A dead address is forgotten as long after it was found dead as an ordinary one after its hour.
  const cutoff = new Date(now.getTime() - HOUR_MS);
  const alive = new Date(now.getTime() - 30 * 24 * HOUR_MS);
  await plane.database.kysely.deleteFrom("mail_recipient").where("started_at", "<=", cutoff).where((eb) => eb.or([eb("dead_since", "is", null), eb("dead_since", "<=", alive)])).execute();
}
