/** How often access is reviewed. The first one is opened at once by hand, or when the months are over. */
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { setDue } from "./open-review.ts";
import { monthsLater } from "./sign-review.ts";

/** @param everyMonths null: by hand only. @throws Refusal forbidden, step-up-needed. */
export async function changeReviewPolicy(plane: ControlPlane, { actor }: SignedIn, everyMonths: number | null): Promise<void> {
  needOrganisation(actor, actor.organisation, "people", "change");
  needStrong(actor, plane.clock.now().getTime());
  const organisation = actor.organisation;
  await inTrail(plane.database, organisation, async (tx) => {
    const before = await tx.selectFrom("access_review_policy").select("every_months").where("organisation_id", "=", organisation).executeTakeFirst();
    const open = await tx.selectFrom("access_review").select("due_at").where("organisation_id", "=", organisation).where("signed_at", "is", null).executeTakeFirst();
    const now = plane.clock.now();
    if (everyMonths === null) await tx.deleteFrom("access_review_policy").where("organisation_id", "=", organisation).execute();
    else {
      const row = { every_months: everyMonths, next_at: monthsLater(now, everyMonths), changed_at: now };
      await tx.insertInto("access_review_policy").values({ organisation_id: organisation, ...row }).onConflict((known) => known.column("organisation_id").doUpdateSet(row)).execute();
    }
    await setDue(tx, organisation, open?.due_at ?? (everyMonths === null ? null : monthsLater(now, everyMonths)));
    await audit(tx, { actor, act: "access-reviews.change-policy", object: { kind: "organisation", id: organisation }, before: { everyMonths: before?.every_months ?? null }, after: { everyMonths } }, plane.auditSeal, plane.clock);
  });
}
