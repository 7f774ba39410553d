/**
 * Reminders by mail: what is missing, and what runs out within thirty days; once a week at most for each person. Nobody's act, and the mail is
 * an entry of its own when it leaves. Bears running twice: the row that says when the last one went commits with the mail.
 */
import { showDay, type Day } from "../../base/day.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import { agreementOf } from "../agreements/agreements.ts";
import { notify } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import { courseOf } from "../training/training.ts";
import { DAY_MS, standingsOf, type Lack } from "./standing.ts";

const AHEAD_MS = 30 * DAY_MS;
const EVERY_MS = 7 * DAY_MS;
const ABOUT = "standing";

export const CHECK_TITLES: Readonly<Record<string, string>> = { identity: "Identity check", "criminal-record": "Criminal record check", "right-to-work": "Right to work check", references: "References" };
export const titleOfPart = ({ kind, what }: { readonly kind: string; readonly what: string }): string =>
  (kind === "agreement" ? agreementOf(what)?.title : kind === "training" ? courseOf(what)?.title : CHECK_TITLES[what]) ?? what;
const what = (one: Lack): { kind: string; what: string } => ({ kind: one.kind, what: "what" in one ? one.what : "" });

/** Answers how many were reminded. */
export async function remindStaff(plane: ControlPlane): Promise<number> {
  if (plane.mail.out.kind === "off") return 0;
  const now = plane.clock.now();
  const db = plane.database.kysely;
  const people = await db.selectFrom("staff").select(["id", "name", "email"]).where("left_at", "is", null)
    .where((eb) => eb.not(eb.exists(eb.selectFrom("staff_reminder").select("about").whereRef("staff_reminder.staff_id", "=", "staff.id").where("about", "=", ABOUT).where("sent_at", ">", new Date(now.getTime() - EVERY_MS))))).execute();
  const standings = await standingsOf(db, people.map(({ id }) => id), now);
  let reminded = 0;
  for (const { id, name, email } of people) {
    const standing = standings.get(id);
    // Whoever has no passkey yet has a welcome mail to act on first.
    const hasKey = await db.selectFrom("staff_passkey").select("id").where("staff_id", "=", id).executeTakeFirst();
    const due = (standing?.due ?? []).filter(({ at }) => at.getTime() - now.getTime() < AHEAD_MS);
    const missing = standing?.lacking ?? [];
    if (!hasKey || (due.length === 0 && missing.length === 0)) continue;
    await inTrail(plane.database, OPERATOR, async (tx) => {
      await tx.insertInto("staff_reminder").values({ staff_id: id, about: ABOUT, sent_at: now }).onConflict((row) => row.columns(["staff_id", "about"]).doUpdateSet({ sent_at: now })).execute();
      await notify(plane, tx, email, {
        kind: "staff-reminder", name, link: `${plane.origin}/staff`,
        missing: missing.map((one) => titleOfPart(what(one))), due: due.map((one) => ({ title: titleOfPart(one), day: showDay(one.at.toISOString().slice(0, 10) as Day) })),
      });
    });
    reminded += 1;
  }
  return reminded;
}
