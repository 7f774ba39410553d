/** Keeps or takes away people of an open review. Nothing happens to anybody before it is signed, and a decision can be changed until then. */
import { notFound, Refusal } from "../../base/errors.ts";
import { parseId } from "../../base/ids.ts";
import { needOrganisation } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { reviewOf } from "./reviews.store.ts";

export type Decision = { readonly personId: string; readonly decision: "keep" | "remove"; readonly reason: string };

/** @throws Refusal forbidden; not_found review, person; conflict review-signed. */
export async function decideLines(plane: ControlPlane, { actor }: SignedIn, reviewIdText: string, decisions: readonly Decision[]): Promise<void> {
  needOrganisation(actor, actor.organisation, "people", "change");
  const id = parseId("rev", reviewIdText);
  await inTrail(plane.database, actor.organisation, async (tx) => {
    const review = await reviewOf(tx, actor.organisation, id, true);
    if (review.signed_at !== null) throw reviewSigned();
    for (const { personId, decision, reason } of decisions) {
      const done = await tx.updateTable("access_review_line").set({ decision, reason, decided_by: actor.person, decided_at: plane.clock.now() })
        .where("organisation_id", "=", actor.organisation).where("review_id", "=", id).where("person_id", "=", parseId("per", personId)).returning("person_id").executeTakeFirst();
      if (!done) throw notFound("person");
    }
    await audit(tx, { actor, act: "access-reviews.decide", object: { kind: "review", id }, after: { decisions } }, plane.auditSeal, plane.clock);
  });
}

export const reviewSigned = (): Refusal => new Refusal("conflict", "review-signed", "This review is signed already.", [{ remedy: "Open another one." }]);
