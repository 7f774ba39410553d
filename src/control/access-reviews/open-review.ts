/** Opens a review: everybody's access as it is becomes its list. By hand, or when the schedule says so; one at a time. */
import { Refusal } from "../../base/errors.ts";
import { newId, type OrganisationId, type PersonId, type ReviewId } from "../../base/ids.ts";
import { type ActorFace, needOrganisation, needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { DAY_MS, listEverybody, REVIEW_DAYS, type Tx } from "./reviews.store.ts";

/** @throws Refusal forbidden, step-up-needed; conflict review-open. */
export function openReview(plane: ControlPlane, { actor }: SignedIn): Promise<ReviewId> {
  needOrganisation(actor, actor.organisation, "people", "change");
  needStrong(actor, plane.clock.now().getTime());
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const id = await beginReview(plane, tx, actor.organisation, actor, actor.person);
    if (id === undefined) throw new Refusal("conflict", "review-open", "A review is open already.", [{ remedy: "Finish that one first." }]);
    return id;
  });
}

/** Undefined when one is open. */
export async function beginReview(plane: ControlPlane, tx: Tx, organisation: OrganisationId, by: ActorFace, openedBy: PersonId | null): Promise<ReviewId | undefined> {
  const now = plane.clock.now();
  const id = newId("rev");
  const due = new Date(now.getTime() + REVIEW_DAYS * DAY_MS);
  const fresh = await tx.insertInto("access_review").values({ organisation_id: organisation, id, opened_by: openedBy, opened_at: now, due_at: due, reminded_at: null, signed_by: null, signed_at: null, list_sha256: null, audit_entry: null })
    .onConflict((row) => row.column("organisation_id").where("signed_at", "is", null).doNothing()).returning("id").executeTakeFirst();
  if (!fresh) return undefined;
  const people = await listEverybody(tx, organisation, id);
  await setDue(tx, organisation, due);
  await audit(tx, { actor: by, act: "access-reviews.open", object: { kind: "review", id }, after: { people, dueAt: due.toISOString() } }, plane.auditSeal, plane.clock);
  return id;
}

/** When the round has to look at this organisation again; null: never. */
export async function setDue(tx: Tx, organisation: OrganisationId, due: Date | null): Promise<void> {
  if (due === null) await tx.deleteFrom("access_review_due").where("organisation_id", "=", organisation).execute();
  else await tx.insertInto("access_review_due").values({ organisation_id: organisation, due_at: due }).onConflict((row) => row.column("organisation_id").doUpdateSet({ due_at: due })).execute();
}
