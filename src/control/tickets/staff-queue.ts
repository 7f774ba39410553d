/** The operator's queue, over all customers: what is owed an answer first, the longest overdue on top. Subjects are the customers'; they are opened in each one's own scope. */
import { sql } from "kysely";
import type { OrganisationId, StaffId, TicketId } from "../../base/ids.ts";
import { needDuty } from "../../platform/access/access.ts";
import { actedSince, audit } from "../../platform/audit/audit.ts";
import { inTrail, OPERATOR } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { StaffSignedIn } from "../staff-sign-in/staff-sign-in.ts";
import { SAME_READ_MS } from "./list-tickets.ts";
import { namesOf, showTicket } from "./show-ticket.ts";
import type { QueueAsked, QueuedView } from "./staff-tickets.schema.ts";
import { COLUMNS, type TicketRow, type Tx } from "./tickets.store.ts";

export type QueuePage = { readonly items: QueuedView[]; readonly nextCursor: string | null; readonly total: number; readonly overdue: number };

const IN_QUEUE = { open: ["open", "reopened"], waiting: ["waiting"], ended: ["solved", "closed"] } as const;

/** @throws Refusal forbidden duty-missing, standing-missing. */
export async function staffQueue(plane: ControlPlane, { actor }: StaffSignedIn, { show, cursor, limit }: QueueAsked): Promise<QueuePage> {
  needDuty(actor, "staff-tickets", "read");
  const now = plane.clock.now();
  const offset = /^\d{1,6}$/.test(cursor ?? "") ? Number(cursor) : 0;
  const { rows, total, overdue } = await inTrail(plane.database, OPERATOR, async (tx: Tx) => {
    const all = tx.selectFrom("ticket_queue");
    const chosen = show === "mine" ? all.where("assignee", "=", actor.staff).where("state", "not in", ["solved", "closed"]) : all.where("state", "in", [...IN_QUEUE[show]]);
    const counted = await chosen.select((row) => row.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
    const late = await all.select((row) => row.fn.countAll<number>().as("late")).where("answer_due_at", "<", now).where("state", "in", ["open", "reopened"]).executeTakeFirstOrThrow();
    const found = await chosen.select(["ticket", "organisation_id"]).orderBy(sql`answer_due_at asc nulls last`).orderBy("touched_at", "desc").orderBy("ticket").offset(offset).limit(limit).execute();
    const object = { kind: "queue", id: show };
    if (!(await actedSince(tx, { actor, act: "staff-tickets.list", object }, new Date(now.getTime() - SAME_READ_MS)))) await audit(tx, { actor, act: "staff-tickets.list", object, detail: { rows: found.length } }, plane.auditSeal, plane.clock);
    return { rows: found, total: counted.total, overdue: late.late };
  });
  const shown = await shownByOrganisation(plane, rows);
  return { items: rows.flatMap(({ ticket }) => shown.get(ticket) ?? []), nextCursor: offset + rows.length < total ? String(offset + rows.length) : null, total, overdue };
}

async function shownByOrganisation(plane: ControlPlane, rows: readonly { readonly ticket: TicketId; readonly organisation_id: OrganisationId }[]): Promise<Map<TicketId, QueuedView>> {
  const shown = new Map<TicketId, QueuedView>();
  for (const organisation of new Set(rows.map((row) => row.organisation_id))) {
    const wanted = rows.filter((row) => row.organisation_id === organisation).map(({ ticket }) => ticket);
    for (const view of await inTrail(plane.database, organisation, (tx: Tx) => viewsOf(plane, tx, organisation, wanted))) shown.set(view.id as TicketId, view);
  }
  return shown;
}

async function viewsOf(plane: ControlPlane, tx: Tx, organisation: OrganisationId, wanted: readonly TicketId[]): Promise<QueuedView[]> {
  const rows = await tx.selectFrom("ticket").select(COLUMNS).where("organisation_id", "=", organisation).where("id", "in", wanted).execute();
  const names = await namesOf(tx, organisation, rows);
  const views: QueuedView[] = [];
  for (const row of rows) views.push(await queuedView(plane, tx, row, names));
  return views;
}

export async function queuedView(plane: ControlPlane, tx: Tx, row: TicketRow, names: ReadonlyMap<string, string>): Promise<QueuedView> {
  const { name: organisation } = await tx.selectFrom("organisation").select("name").where("id", "=", row.organisation_id).executeTakeFirstOrThrow();
  return { ...showTicket(plane, row, names, row.raised_by), yours: false, organisation: { id: row.organisation_id, name: organisation }, assignee: row.assignee === null ? null : await staffNamed(tx, row.assignee) };
}

const staffNamed = async (tx: Tx, id: StaffId): Promise<{ id: StaffId; name: string }> => ({ id, name: (await tx.selectFrom("staff").select("name").where("id", "=", id).executeTakeFirst())?.name ?? "" });
