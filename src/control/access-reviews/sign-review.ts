/**
 * Signs a review: whoever is to be taken away leaves, and the hash of the list with its decisions goes into the organisation's trail, all
 * in one transaction. The reviewer proves the second factor for it.
 *
 * Somebody who left since the list was made counts as decided. The last administrator cannot be taken away by it, nor can anybody sign
 * away themselves or who holds more than they do: then nothing is signed.
 */
import { Refusal } from "../../base/errors.ts";
import { parseId, type OrganisationId, type PersonId, type ReviewId } from "../../base/ids.ts";
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { takeOut } from "../people/people.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { reviewSigned } from "./decide.ts";
import { setDue } from "./open-review.ts";
import { countsOf, hashOf, reviewedList, reviewOf, type Tx } from "./reviews.store.ts";

/** @throws Refusal forbidden, step-up-needed, more-than-you-hold; not_found; conflict review-signed, review-undecided, last-administrator, last-emergency, yourself. */
export async function signReview(plane: ControlPlane, by: SignedIn, reviewIdText: string): Promise<void> {
  const { actor } = by;
  const { organisation } = actor;
  needOrganisation(actor, organisation, "people", "remove");
  needStrong(actor, plane.clock.now().getTime());
  const id = parseId("rev", reviewIdText);
  await inTrail(plane.database, organisation, async (tx) => {
    const review = await reviewOf(tx, organisation, id, true);
    if (review.signed_at !== null) throw reviewSigned();
    const now = plane.clock.now();
    await settleLeft(tx, organisation, id, actor.person, now);
    const undecided = await tx.selectFrom("access_review_line").select("person_id").where("organisation_id", "=", organisation).where("review_id", "=", id).where("decision", "is", null).limit(1).executeTakeFirst();
    if (undecided) throw new Refusal("conflict", "review-undecided", "Some people are not decided on yet.", [{ remedy: "Keep or take away each of them." }]);
    for (const person of await toTakeOut(tx, organisation, id)) await takeOut(plane, tx, by, person);
    const list = await reviewedList(tx, review);
    const counts = await countsOf(tx, organisation, id);
    const sha256 = hashOf(list);
    const entry = await audit(tx, { actor, act: "access-reviews.sign", object: { kind: "review", id }, after: { ...counts, listSha256: sha256.toString("hex"), listBytes: list.length } }, plane.auditSeal, plane.clock);
    await tx.updateTable("access_review").set({ signed_by: actor.person, signed_at: now, list_sha256: sha256, audit_entry: entry.id }).where("organisation_id", "=", organisation).where("id", "=", id).execute();
    await scheduleNext(tx, organisation, now);
  });
}

const membersOnly = (tx: Tx, organisation: OrganisationId) => tx.selectFrom("membership").select("person_id").where("organisation_id", "=", organisation);

async function settleLeft(tx: Tx, organisation: OrganisationId, review: ReviewId, by: PersonId, now: Date): Promise<void> {
  await tx.updateTable("access_review_line").set({ decision: "remove", reason: "Had left before", decided_by: by, decided_at: now })
    .where("organisation_id", "=", organisation).where("review_id", "=", review).where("decision", "is", null).where("person_id", "not in", membersOnly(tx, organisation)).execute();
}

async function toTakeOut(tx: Tx, organisation: OrganisationId, review: ReviewId): Promise<PersonId[]> {
  const rows = await tx.selectFrom("access_review_line").select("person_id").where("organisation_id", "=", organisation).where("review_id", "=", review).where("decision", "=", "remove")
    .where("person_id", "in", membersOnly(tx, organisation)).orderBy("position").execute();
  return rows.map((row) => row.person_id);
}

export function monthsLater(from: Date, months: number): Date {
  const later = new Date(from);
  later.setUTCDate(1);
  later.setUTCMonth(later.getUTCMonth() + months);
  // The 31st becomes the last day of a shorter month.
  const last = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0)).getUTCDate();
  later.setUTCDate(Math.min(from.getUTCDate(), last));
  return later;
}

async function scheduleNext(tx: Tx, organisation: OrganisationId, now: Date): Promise<void> {
  const policy = await tx.selectFrom("access_review_policy").select("every_months").where("organisation_id", "=", organisation).executeTakeFirst();
  if (!policy) return setDue(tx, organisation, null);
  const next = monthsLater(now, policy.every_months);
  await tx.updateTable("access_review_policy").set({ next_at: next }).where("organisation_id", "=", organisation).execute();
  await setDue(tx, organisation, next);
}
