/** Rows of access reviews, and the list as it is signed and downloaded. */
import { createHash } from "node:crypto";
import { sql, type Selectable } from "kysely";
import { notFound } from "../../base/errors.ts";
import type { OrganisationId, PersonId, ReviewId } from "../../base/ids.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import { heldFrom, narrowOf } from "../memberships/memberships.ts";
import type { ControlTables } from "../tables.ts";

export type Tx = TrailTransaction<ControlTables>;
export type ReviewRow = Selectable<ControlTables["access_review"]>;
export type Listed = {
  readonly name: string; readonly email: string; readonly access: readonly { readonly role: string; readonly site: string | null; readonly companyCodes: readonly string[] | null; readonly source: string }[];
  readonly joinedAt: string; readonly lastSignedInAt: string | null; readonly authenticator: boolean; readonly passkeys: number;
};
export type Line = { readonly person: PersonId; readonly position: number; readonly listed: Listed; readonly decision: "keep" | "remove" | null; readonly reason: string | null; readonly decidedBy: string | null; readonly decidedAt: Date | null };

const AT_ONCE = 1_000;
/** How long a reviewer has. */
export const REVIEW_DAYS = 30;
export const DAY_MS = 24 * 3_600_000;

/** Everybody's access as it is now becomes the list, by address. */
export async function listEverybody(tx: Tx, organisation: OrganisationId, review: ReviewId): Promise<number> {
  let position = 0;
  for (let after = ""; ; ) {
    const rows = await tx.selectFrom("membership").innerJoin("person", "person.id", "membership.person_id").leftJoin("membership_source as by", (join) => join.onRef("by.organisation_id", "=", "membership.organisation_id").onRef("by.person_id", "=", "membership.person_id"))
      .select(["person.id", "person.name", "person.email", "person.last_signed_in_at", "membership.roles", "membership.created_at", "by.source", narrowOf.as("narrow")])
      .select([sql<boolean>`exists (select from authenticator where authenticator.person_id = person.id and state = 'active')`.as("authenticator"), sql<number>`(select count(*)::int from passkey where passkey.person_id = person.id)`.as("passkeys")])
      .where("membership.organisation_id", "=", organisation).where("person.kind", "=", "person").where("person.email", ">", after).orderBy("person.email").limit(AT_ONCE).execute();
    if (rows.length === 0) return position;
    await tx.insertInto("access_review_line").values(rows.map((row) => {
      const access = heldFrom(row.roles, row.narrow, row.source ?? "invitation").map(({ role, site, companyCodes, source }) => ({ role: typeof role === "string" ? role : role.name, site, companyCodes, source }));
      const listed: Listed = { name: row.name, email: row.email, access, joinedAt: row.created_at.toISOString(), lastSignedInAt: row.last_signed_in_at?.toISOString() ?? null, authenticator: row.authenticator, passkeys: row.passkeys };
      return { organisation_id: organisation, review_id: review, person_id: row.id, position: ++position, listed: JSON.stringify(listed), decision: null, reason: null, decided_by: null, decided_at: null };
    })).execute();
    after = rows.at(-1)?.email ?? "";
  }
}

/** @throws Refusal not_found also for another organisation's. */
export async function reviewOf(tx: Tx, organisation: OrganisationId, id: ReviewId, lock = false): Promise<ReviewRow> {
  const found = await tx.selectFrom("access_review").selectAll().where("organisation_id", "=", organisation).where("id", "=", id).$if(lock, (query) => query.forUpdate()).executeTakeFirst();
  if (!found) throw notFound("review");
  return found;
}

export async function linesOf(tx: Tx, organisation: OrganisationId, review: ReviewId, { after = 0, limit, undecided = false }: { after?: number; limit: number; undecided?: boolean }): Promise<Line[]> {
  const rows = await tx.selectFrom("access_review_line").leftJoin("person as decider", "decider.id", "access_review_line.decided_by")
    .select(["access_review_line.person_id", "position", "listed", "decision", "reason", "decider.name", "decided_at"]).where("organisation_id", "=", organisation).where("review_id", "=", review).where("position", ">", after)
    .$if(undecided, (query) => query.where("decision", "is", null)).orderBy("position").limit(limit).execute();
  return rows.map((row) => ({ person: row.person_id, position: row.position, listed: row.listed as Listed, decision: row.decision, reason: row.reason, decidedBy: row.name, decidedAt: row.decided_at }));
}

export type Counts = { readonly people: number; readonly kept: number; readonly removed: number };
export async function countsOf(tx: Tx, organisation: OrganisationId, review: ReviewId): Promise<Counts> {
  return tx.selectFrom("access_review_line").select([sql<number>`count(*)::int`.as("people"), sql<number>`(count(*) filter (where decision = 'keep'))::int`.as("kept"), sql<number>`(count(*) filter (where decision = 'remove'))::int`.as("removed")])
    .where("organisation_id", "=", organisation).where("review_id", "=", review).executeTakeFirstOrThrow();
}

/** One JSON text a line: the review, then everybody. The same bytes whenever it is asked for; signed is their SHA-256. */
export async function reviewedList(tx: Tx, review: ReviewRow): Promise<Buffer> {
  const head = { format: "spendward access review 1", review: review.id, organisation: review.organisation_id, openedAt: review.opened_at.toISOString(), dueAt: review.due_at.toISOString() };
  const parts = [`${JSON.stringify(head)}\n`];
  for (let after = 0; ; ) {
    const lines = await linesOf(tx, review.organisation_id, review.id, { after, limit: AT_ONCE });
    for (const { person, listed, decision, reason, decidedBy, decidedAt } of lines) {
      const { name, email, access, joinedAt, lastSignedInAt, authenticator, passkeys } = listed;
      parts.push(`${JSON.stringify({ person, name, email, access, joinedAt, lastSignedInAt, authenticator, passkeys, decision, reason, decidedBy, decidedAt: decidedAt?.toISOString() ?? null })}\n`);
    }
    if (lines.length < AT_ONCE) return Buffer.from(parts.join(""));
    after = lines.at(-1)?.position ?? 0;
  }
}

export const hashOf = (list: Buffer): Buffer => createHash("sha256").update(list).digest();
