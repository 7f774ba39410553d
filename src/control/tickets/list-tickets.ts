/** The tickets that somebody of the customer may see, those with the newest news first. */
import { sql } from "kysely";
import { needOrganisation } from "../../platform/access/access.ts";
import { actedSince, auditRead } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { seesAll } from "./may-see.ts";
import { namesOf, showTicket } from "./show-ticket.ts";
import { COLUMNS, type Tx } from "./tickets.store.ts";
import type { ListAsked, TicketView } from "./tickets.schema.ts";

export type TicketPage = { readonly items: TicketView[]; readonly nextCursor: string | null; readonly total: number; readonly all: boolean };
export const SAME_READ_MS = 60_000;

export function listTickets(plane: ControlPlane, { actor }: SignedIn, { state, cursor, limit }: ListAsked): Promise<TicketPage> {
  needOrganisation(actor, actor.organisation, "tickets", "read");
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    const all = seesAll(actor);
    let found = tx.selectFrom("ticket").where("organisation_id", "=", actor.organisation);
    if (!all) found = found.where("raised_by", "=", actor.person);
    if (state === "open") found = found.where("state", "not in", ["solved", "closed"]);
    if (state === "ended") found = found.where("state", "in", ["solved", "closed"]);
    const { total } = await found.select((row) => row.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
    const after = cursorIn(cursor);
    const rows = await found.select(COLUMNS)
      .$if(after !== undefined, (query) => query.where(sql<boolean>`(date_trunc('milliseconds', touched_at), id) < (${after?.at}::timestamptz, ${after?.id})`))
      .orderBy(sql`date_trunc('milliseconds', touched_at)`, "desc").orderBy("id", "desc").limit(limit + 1).execute();
    const shown = rows.slice(0, limit);
    const names = await namesOf(tx, actor.organisation, shown);
    const object = { kind: "organisation", id: actor.organisation };
    if (!(await actedSince(tx, { actor, act: "tickets.list", object }, new Date(plane.clock.now().getTime() - SAME_READ_MS)))) {
      await auditRead(tx, { actor, act: "tickets.list", object, rows: shown.length }, plane.auditSeal, plane.clock);
    }
    const last = shown.at(-1);
    return { items: shown.map((row) => showTicket(plane, row, names, actor.person)), nextCursor: rows.length > limit && last ? `${last.touched_at.getTime()}.${last.id}` : null, total, all };
  });
}

/** The last one shown: when it was touched, in milliseconds, and its id. Anything else is answered from the beginning. */
export function cursorIn(text: string | undefined): { at: Date; id: string } | undefined {
  const [, ms, id] = /^(\d{1,15})\.(tck_[0-9a-f-]{36})$/.exec(text ?? "") ?? [];
  return ms === undefined || id === undefined ? undefined : { at: new Date(Number(ms)), id };
}
