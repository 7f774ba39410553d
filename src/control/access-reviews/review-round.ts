/** What is due: a review that the schedule asks for is opened, one that is overdue is told of again each week. Administrators get a mail. */
import { sql } from "kysely";
import type { OrganisationId } from "../../base/ids.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { notify } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import { beginReview, setDue } from "./open-review.ts";
import { DAY_MS, REVIEW_DAYS, type Tx } from "./reviews.store.ts";

const ACTOR = { kind: "system", name: "access-reviews" } as const;
const AT_ONCE = 20;
const REMIND_EVERY_MS = 7 * DAY_MS;

/** Answers how many organisations were looked at. */
export async function reviewRound(plane: ControlPlane): Promise<number> {
  const due = await plane.database.kysely.selectFrom("access_review_due").select("organisation_id").where("due_at", "<=", plane.clock.now()).orderBy("due_at").limit(AT_ONCE).execute();
  for (const { organisation_id: organisation } of due) await inTrail(plane.database, organisation, (tx) => lookAt(plane, tx, organisation));
  return due.length;
}

async function lookAt(plane: ControlPlane, tx: Tx, organisation: OrganisationId): Promise<void> {
  const now = plane.clock.now();
  // Another node may have been here first.
  const still = await tx.selectFrom("access_review_due").select("organisation_id").where("organisation_id", "=", organisation).where("due_at", "<=", now).forUpdate().executeTakeFirst();
  if (!still) return;
  const open = await tx.selectFrom("access_review").select(["id", "due_at"]).where("organisation_id", "=", organisation).where("signed_at", "is", null).executeTakeFirst();
  if (!open) {
    if ((await beginReview(plane, tx, organisation, ACTOR, null)) === undefined) return;
    return tell(plane, tx, organisation, new Date(now.getTime() + REVIEW_DAYS * DAY_MS), false);
  }
  if (open.due_at > now) return setDue(tx, organisation, open.due_at);
  await tx.updateTable("access_review").set({ reminded_at: now }).where("organisation_id", "=", organisation).where("id", "=", open.id).execute();
  await setDue(tx, organisation, new Date(now.getTime() + REMIND_EVERY_MS));
  await tell(plane, tx, organisation, open.due_at, true);
  await audit(tx, { actor: ACTOR, act: "access-reviews.remind", object: { kind: "review", id: open.id } }, plane.auditSeal, plane.clock);
}

async function tell(plane: ControlPlane, tx: Tx, organisation: OrganisationId, dueAt: Date, overdue: boolean): Promise<void> {
  const { name: where } = await tx.selectFrom("organisation").select("name").where("id", "=", organisation).executeTakeFirstOrThrow();
  const people = await tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id").select(["person.name", "person.email"])
    .where("organisation_id", "=", organisation).where("kind", "=", "person").where(sql<boolean>`'administrator' = any(roles)`).orderBy("person.id").execute();
  for (const { name, email } of people) await notify(plane, tx, email, { kind: "access-review", name, organisation: where, dueAt, overdue, link: `${plane.origin}/people/reviews` });
}
