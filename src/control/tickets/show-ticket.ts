/** A ticket's row as it is shown, to both sides. */
import type { OrganisationId, PersonId, SiteId } from "../../base/ids.ts";
import type { ControlPlane } from "../plane.ts";
import { isOpen } from "./ticket-state.ts";
import { subjectOf, type TicketRow, type Tx } from "./tickets.store.ts";
import type { TicketView } from "./tickets.schema.ts";

type Names = ReadonlyMap<string, string>;

export async function namesOf(tx: Tx, organisation: OrganisationId, rows: readonly Pick<TicketRow, "raised_by" | "site">[]): Promise<Names> {
  const people = [...new Set(rows.map((row) => row.raised_by))];
  const sites = [...new Set(rows.flatMap((row) => row.site ?? []))];
  const named = [
    ...(people.length === 0 ? [] : await tx.selectFrom("person").select(["id", "name"]).where("id", "in", people).execute()),
    ...(sites.length === 0 ? [] : await tx.selectFrom("site").select(["id", "name"]).where("organisation_id", "=", organisation).where("id", "in", sites).execute()),
  ];
  return new Map(named.map(({ id, name }) => [id, name]));
}

export function showTicket(plane: ControlPlane, row: TicketRow, names: Names, reader: PersonId): TicketView {
  const named = <I extends SiteId | PersonId>(id: I): { id: I; name: string } => ({ id, name: names.get(id) ?? "" });
  return {
    id: row.id, reference: row.reference, subject: subjectOf(plane, row), state: row.state, open: isOpen(row.state), priority: row.priority,
    site: row.site === null ? null : named(row.site),
    related: row.related_kind === null || row.related_id === null ? null : { kind: row.related_kind, id: row.related_id },
    raisedBy: named(row.raised_by), byMail: row.raised_by_mail, wokenByMail: isOpen(row.state) && row.woken_by_mail,
    createdAt: row.created_at.toISOString(), touchedAt: row.touched_at.toISOString(),
    answerDueAt: row.answer_due_at?.toISOString() ?? null, overdue: row.answer_due_at !== null && row.answer_due_at < plane.clock.now(),
    yours: row.raised_by === reader,
  };
}
