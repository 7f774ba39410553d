/** Grants as the operator's people and the customer see them. The customer sees the reason, the names, and everything that became of it. */
import { sql } from "kysely";
import { notFound } from "../../base/errors.ts";
import { parseId, type OrganisationId } from "../../base/ids.ts";
import { may, mayAsStaff, needDuty, needOrganisation, type OperatorActor } from "../../platform/access/access.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { judge, timeIsUp } from "./grant-life.ts";
import { approverOf, type GrantRow, lifeOf, namesOfStaff, openText, organisationOf, type Tx } from "./grants.store.ts";
import { customerIsAsked } from "./policy.ts";
import type { GrantView, ListAsked } from "./grants.schema.ts";

type Named = Pick<GrantRow, "organisation_id" | "id" | "kind" | "site" | "ticket" | "permissions" | "minutes" | "duty" | "requester" | "reviewer" | "authoriser" | "state" | "outcome" | "asked_at"
  | "lapses_at" | "customer_asked_at" | "starts_at" | "ends_at" | "ended_at" | "accounted_at">;

/** To the millisecond, as a cursor says it. */
const ASKED = sql`date_trunc('milliseconds', asked_at)`;
const olderThan = (after: { at: Date; id: string } | undefined) => sql<boolean>`(${ASKED}, id) < (${after?.at}::timestamptz, ${after?.id})`;
const cursorOf = (last: Pick<GrantRow, "asked_at" | "id"> | undefined): string | null => (last === undefined ? null : `${last.asked_at.getTime()}.${last.id}`);

const text = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Within the organisation's own transaction: names of its site and ticket are behind its row security. */
async function viewOf(tx: Tx, row: Named, now: Date): Promise<GrantView> {
  const names = await namesOfStaff(tx, [row.requester, row.reviewer, row.authoriser]);
  const organisation = await tx.selectFrom("organisation").select("name").where("id", "=", row.organisation_id).executeTakeFirst();
  const site = await tx.selectFrom("site").select("name").where("organisation_id", "=", row.organisation_id).where("id", "=", row.site).executeTakeFirst();
  const ticket = row.ticket === null ? undefined : await tx.selectFrom("ticket").select("reference").where("organisation_id", "=", row.organisation_id).where("id", "=", row.ticket).executeTakeFirst();
  const somebody = (id: GrantRow["reviewer"]) => (id === null ? null : { id, name: names.get(id) ?? "" });
  // What is over by the clock is shown as over, whether or not the round has come by.
  const late = row.state !== "over" && timeIsUp({ state: row.state, lapsesAt: row.lapses_at, endsAt: row.ends_at }, now);
  return {
    id: row.id, kind: row.kind, state: late ? "over" : row.state, outcome: late ? (row.state === "live" ? "time" : "lapsed") : row.outcome,
    organisation: { id: row.organisation_id, name: organisation?.name ?? "" }, site: { id: row.site, name: site?.name ?? "" },
    ticket: row.ticket === null ? null : { id: row.ticket, reference: ticket?.reference ?? "" },
    permissions: row.permissions, minutes: row.minutes, duty: row.duty,
    requester: { id: row.requester, name: names.get(row.requester) ?? "" }, reviewer: somebody(row.reviewer), authoriser: somebody(row.authoriser),
    askedAt: row.asked_at.toISOString(), lapsesAt: row.lapses_at.toISOString(), customerAskedAt: text(row.customer_asked_at), startsAt: text(row.starts_at), endsAt: text(row.ends_at),
    endedAt: late ? text(row.ends_at ?? row.lapses_at) : text(row.ended_at), accountedAt: text(row.accounted_at),
  };
}

export async function listGrants(plane: ControlPlane, actor: OperatorActor, { state, cursor, limit }: ListAsked) {
  needDuty(actor, "grants", "read");
  let found = plane.database.kysely.selectFrom("grant_queue");
  if (state !== "all") found = found.where("state", state === "open" ? "<>" : "=", "over");
  const { total } = await found.select((row) => row.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const after = cursorIn(cursor);
  const rows = await found.selectAll()
    .$if(after !== undefined, (query) => query.where(olderThan(after)))
    .orderBy(ASKED, "desc").orderBy("id", "desc").limit(limit + 1).execute();
  const items: GrantView[] = [];
  for (const row of rows.slice(0, limit)) items.push(await inTrail(plane.database, row.organisation_id, (tx: Tx) => viewOf(tx, row, plane.clock.now())));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items, nextCursor: cursorOf(last), total: Number(total) };
}

/** @throws Refusal not_found. */
export async function readGrant(plane: ControlPlane, actor: OperatorActor, idText: string) {
  needDuty(actor, "grants", "read");
  const { id, organisation } = await organisationOf(plane, idText);
  return inTrail(plane.database, organisation, async (tx: Tx) => {
    const row = await rowOf(tx, organisation, id);
    const now = plane.clock.now();
    const by = await approverOf(tx, actor);
    const asked = await customerIsAsked(tx, organisation);
    const can = (act: "review" | "authorise"): boolean => {
      const judged = mayAsStaff(actor.duties, `grants:${act}`) ? judge(lifeOf(row), { act, by, allow: true, customerIsAsked: asked }, now) : "nothing";
      return judged !== "nothing" && "change" in judged;
    };
    const over = row.state === "over" || timeIsUp(lifeOf(row), now);
    const involved = [row.requester, row.reviewer, row.authoriser].includes(actor.staff);
    const view = await viewOf(tx, row, now);
    return {
      ...view, reason: openText(plane, "sealed_reason", row.id, row.sealed_reason), account: row.sealed_account && openText(plane, "sealed_account", row.id, row.sealed_account),
      may: {
        review: can("review"), authorise: can("authorise"), end: !over && (involved || mayAsStaff(actor.duties, "grants:authorise")), use: row.state === "live" && !over && row.requester === actor.staff,
        account: row.kind === "break_glass" && over && row.starts_at !== null && row.accounted_at === null && mayAsStaff(actor.duties, "break-glass:review") && row.requester !== actor.staff && row.authoriser !== actor.staff,
      },
    };
  });
}

export function listStaffAccess(plane: ControlPlane, { actor }: SignedIn, { state, cursor, limit }: ListAsked) {
  needOrganisation(actor, actor.organisation, "staff-access", "read");
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    let found = tx.selectFrom("access_grant").where("organisation_id", "=", actor.organisation);
    if (state !== "all") found = found.where("state", state === "open" ? "<>" : "=", "over");
    const { total } = await found.select((row) => row.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
    const after = cursorIn(cursor);
    const rows = await found.selectAll()
      .$if(after !== undefined, (query) => query.where(olderThan(after)))
      .orderBy(ASKED, "desc").orderBy("id", "desc").limit(limit + 1).execute();
    const items: GrantView[] = [];
    for (const row of rows.slice(0, limit)) items.push(await viewOf(tx, row, plane.clock.now()));
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      items, nextCursor: cursorOf(last), total: Number(total), askedEachTime: await customerIsAsked(tx, actor.organisation),
      mayAllow: may(actor, "staff-access:allow"), mayEnd: may(actor, "staff-access:end"),
    };
  });
}

/** @throws Refusal not_found, also for another organisation's. */
export function readStaffAccess(plane: ControlPlane, { actor }: SignedIn, idText: string) {
  needOrganisation(actor, actor.organisation, "staff-access", "read");
  const id = parseId("grt", idText);
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    const row = await rowOf(tx, actor.organisation, id);
    const now = plane.clock.now();
    const over = row.state === "over" || timeIsUp(lifeOf(row), now);
    const person = row.customer_person === null ? undefined : await tx.selectFrom("person").select(["id", "name"]).where("id", "=", row.customer_person).executeTakeFirst();
    const site = await tx.selectFrom("site").select("region").where("organisation_id", "=", actor.organisation).where("id", "=", row.site).executeTakeFirst();
    return {
      ...(await viewOf(tx, row, now)), reason: openText(plane, "sealed_reason", row.id, row.sealed_reason), account: row.sealed_account && openText(plane, "sealed_account", row.id, row.sealed_account),
      customerPerson: person ?? null, region: site?.region ?? "", trailActor: `${row.requester} under ${row.id}`,
      may: { answer: row.state === "customer" && !over && may(actor, "staff-access:allow"), end: !over && may(actor, "staff-access:end") },
    };
  });
}

async function rowOf(tx: Tx, organisation: OrganisationId, id: GrantRow["id"]): Promise<GrantRow> {
  const row = await tx.selectFrom("access_grant").selectAll().where("organisation_id", "=", organisation).where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound("grant");
  return row;
}

function cursorIn(cursor: string | undefined): { at: Date; id: string } | undefined {
  const [, ms, id] = /^(\d{1,15})\.(grt_[0-9a-f-]{36})$/.exec(cursor ?? "") ?? [];
  return ms === undefined || id === undefined ? undefined : { at: new Date(Number(ms)), id };
}
