/** Closes what was solved and not taken up again, and what came by mail and nobody confirmed. Bears running twice. */
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import type { ControlPlane } from "../plane.ts";
import { moveTicket } from "./move-ticket.ts";
import { lockTicket, type Tx } from "./tickets.store.ts";

const DAY_MS = 24 * 3_600_000;
export const SOLVED_QUIET_MS = 14 * DAY_MS;
/** Each round; what is left waits for the next. */
const AT_ONCE = 200;
const ACTOR = { kind: "system", name: "helpdesk" } as const;

export async function closeQuietTickets(plane: ControlPlane): Promise<number> {
  const before = new Date(plane.clock.now().getTime() - SOLVED_QUIET_MS);
  const quiet = await plane.database.kysely.selectFrom("ticket_queue").select(["ticket", "organisation_id"]).where("state", "=", "solved").where("touched_at", "<=", before).orderBy("touched_at").limit(AT_ONCE).execute();
  for (const { ticket, organisation_id: organisation } of quiet) {
    await inTrail(plane.database, organisation, async (tx: Tx) => {
      const row = await lockTicket(tx, organisation, ticket);
      if (row.state !== "solved" || row.touched_at > before) return;
      await moveTicket(plane, tx, row, "closed", { side: "clock", actor: ACTOR });
      await audit(tx, { actor: ACTOR, act: "tickets.move", object: { kind: "ticket", id: ticket }, before: { state: "solved" }, after: { state: "closed" } }, plane.auditSeal, plane.clock);
    });
  }
  return quiet.length;
}
