/** Reviews of an organisation, the lines of one, and its list as a file. */
import { parseId, type ReviewId } from "../../base/ids.ts";
import { needOrganisation, needStrong } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { countsOf, linesOf, reviewedList, reviewOf, type Counts, type Line, type ReviewRow, type Tx } from "./reviews.store.ts";

export type ReviewView = {
  readonly id: ReviewId; readonly openedAt: Date; readonly openedBy: string | null; readonly dueAt: Date; readonly overdue: boolean; readonly signedAt: Date | null; readonly signedBy: string | null;
  readonly listSha256: string | null; readonly auditEntry: string | null; readonly counts: Counts;
};
export type Reviews = { readonly everyMonths: number | null; readonly nextAt: Date | null; readonly items: readonly ReviewView[] };
/** Years of them; older ones stay in the trail. */
const SHOWN = 50;

export function listReviews(plane: ControlPlane, { actor }: SignedIn): Promise<Reviews> {
  needOrganisation(actor, actor.organisation, "people", "read");
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const policy = await tx.selectFrom("access_review_policy").select(["every_months", "next_at"]).where("organisation_id", "=", actor.organisation).executeTakeFirst();
    const rows = await tx.selectFrom("access_review").selectAll().where("organisation_id", "=", actor.organisation).orderBy("opened_at", "desc").limit(SHOWN).execute();
    const items: ReviewView[] = [];
    for (const row of rows) items.push(await viewOf(tx, row, plane.clock.now()));
    return { everyMonths: policy?.every_months ?? null, nextAt: policy?.next_at ?? null, items };
  });
}

async function viewOf(tx: Tx, row: ReviewRow, now: Date): Promise<ReviewView> {
  const ids = [row.opened_by, row.signed_by].filter((id) => id !== null);
  const names = new Map((ids.length === 0 ? [] : await tx.selectFrom("person").select(["id", "name"]).where("id", "in", ids).execute()).map((one) => [one.id, one.name]));
  const nameOf = (id: typeof row.opened_by): string | null => (id === null ? null : (names.get(id) ?? id));
  return {
    id: row.id, openedAt: row.opened_at, openedBy: nameOf(row.opened_by), dueAt: row.due_at, overdue: row.signed_at === null && row.due_at <= now, signedAt: row.signed_at, signedBy: nameOf(row.signed_by),
    listSha256: row.list_sha256?.toString("hex") ?? null, auditEntry: row.audit_entry, counts: await countsOf(tx, row.organisation_id, row.id),
  };
}

export type LinesAsked = { readonly cursor?: number | undefined; readonly limit: number; readonly undecided?: boolean | undefined };
export function readReview(plane: ControlPlane, { actor }: SignedIn, idText: string, asked: LinesAsked): Promise<{ review: ReviewView; lines: readonly Line[]; nextCursor: number | null }> {
  needOrganisation(actor, actor.organisation, "people", "read");
  const id = parseId("rev", idText);
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const review = await viewOf(tx, await reviewOf(tx, actor.organisation, id), plane.clock.now());
    const lines = await linesOf(tx, actor.organisation, id, { after: asked.cursor ?? 0, limit: asked.limit + 1, undecided: asked.undecided ?? false });
    const shown = lines.slice(0, asked.limit);
    return { review, lines: shown, nextCursor: lines.length > asked.limit ? (shown.at(-1)?.position ?? null) : null };
  });
}

/** The bytes whose hash was signed. @throws Refusal forbidden, step-up-needed: it leaves the product. */
export function downloadReview(plane: ControlPlane, { actor }: SignedIn, idText: string): Promise<Buffer> {
  needOrganisation(actor, actor.organisation, "people", "read");
  needStrong(actor, plane.clock.now().getTime());
  const id = parseId("rev", idText);
  return inTrail(plane.database, actor.organisation, async (tx) => {
    const list = await reviewedList(tx, await reviewOf(tx, actor.organisation, id));
    await audit(tx, { actor, act: "access-reviews.download", object: { kind: "review", id } }, plane.auditSeal, plane.clock);
    return list;
  });
}
