/**
 * Somebody leaves: one act. Sessions, passkeys, an open link and duties end in one transaction; what other nouns hold (grants, in customers'
 * trails) ends before it commits, so that nobody is recorded as gone while something of theirs is open. How long it took stands in the register.
 */
import { Refusal } from "../../base/errors.ts";
import { needDuty, needFreshProof, type OperatorActor } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import type { ControlPlane } from "../plane.ts";
import { needOthersWith } from "./duties.ts";
import { change } from "./register.ts";
import { dutiesOf } from "./staff.store.ts";

export type Ended = Readonly<Record<string, number>>;

/** @throws Refusal not_found; conflict own-entry, last-with-duty. */
export async function endEmployment(plane: ControlPlane, actor: OperatorActor, idText: string): Promise<{ readonly ended: Ended; readonly tookMs: number }> {
  needDuty(actor, "register", "end");
  needFreshProof(actor, plane.clock.now().getTime());
  const askedAt = plane.clock.now();
  const startedMs = performance.now();
  let done: { ended: Ended; tookMs: number } | undefined;
  await change(plane, actor, idText, async (tx, { id }) => {
    const duties = await dutiesOf(tx, id);
    await needOthersWith(tx, id, duties);
    await tx.updateTable("staff").set({ left_at: askedAt }).where("id", "=", id).execute();
    const gone = async (table: "staff_session" | "staff_passkey" | "staff_enrolment" | "staff_duty"): Promise<number> => Number((await tx.deleteFrom(table).where("staff_id", "=", id).executeTakeFirst()).numDeletedRows);
    const ended: Record<string, number> = { sessions: await gone("staff_session"), passkeys: await gone("staff_passkey"), links: await gone("staff_enrolment"), duties: await gone("staff_duty") };
    await tx.deleteFrom("staff_duty_acceptance").where("staff_id", "=", id).execute();
    for (const also of plane.whenStaffLeave) {
      const { what, ended: count } = await also(tx, id, askedAt);
      ended[what] = count;
    }
    const tookMs = Math.round(performance.now() - startedMs);
    await tx.insertInto("staff_leaving").values({ staff_id: id, by_staff: actor.staff, asked_at: askedAt, ended: JSON.stringify(ended), took_ms: tookMs }).execute();
    await audit(tx, { actor, act: "staff.leave", object: { kind: "staff", id }, before: { duties }, after: ended, detail: { tookMs } }, plane.auditSeal, plane.clock);
    done = { ended, tookMs };
  });
  if (done === undefined) throw new Refusal("unavailable", "leaving-not-done", "Nothing was ended. Try again.");
  return done;
}
