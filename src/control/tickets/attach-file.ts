/**
 * A file of a ticket: which, and in which site. It is in the site's region already; here is neither its name nor a byte of it. The *pass* lets
 * its holder send files for this ticket to that region, and see those that are there, for five minutes and beside their own rights.
 */
import { notFound, Refusal } from "../../base/errors.ts";
import { parseId, type MessageId, type PersonId, type SiteId, type UploadId } from "../../base/ids.ts";
import { needOrganisation } from "../../platform/access/access.ts";
import { audit } from "../../platform/audit/audit.ts";
import { inTrail } from "../../platform/postgres/postgres.ts";
import { issueTicketPass } from "../../platform/tokens/tokens.ts";
import type { ControlPlane } from "../plane.ts";
import type { SignedIn } from "../sessions/sessions.ts";
import { siteOf } from "../sites/sites.ts";
import { needSee, needTakePart } from "./may-see.ts";
import { isOpen } from "./ticket-state.ts";
import { lockTicket, saveTicket, ticketRow, type TicketRow, type Tx } from "./tickets.store.ts";

const MOST_FILES = 100;

export type NewFile = { readonly upload: UploadId; readonly site: SiteId; readonly sizeBytes: number; readonly message: MessageId | null; readonly by: PersonId };

/** The part that a mail does as well. The caller holds the row and audits. @throws Refusal conflict already-attached; too_many ticket-full. */
export async function attachFile(plane: ControlPlane, tx: Tx, row: TicketRow, { upload, site, sizeBytes, message, by }: NewFile): Promise<void> {
  const { count } = await tx.selectFrom("ticket_attachment").select((file) => file.fn.countAll<number>().as("count")).where("organisation_id", "=", row.organisation_id).where("ticket", "=", row.id).executeTakeFirstOrThrow();
  if (count >= MOST_FILES) throw new Refusal("too_many", "ticket-full", "This ticket has very many files.", [{ remedy: "Raise a new one, and name this one's reference in it." }]);
  const added = await tx.insertInto("ticket_attachment").values({ organisation_id: row.organisation_id, ticket: row.id, upload, site, message, attached_by: by, size_bytes: sizeBytes, created_at: plane.clock.now() })
    .onConflict((file) => file.column("upload").doNothing()).returning("upload").executeTakeFirst();
  if (!added) throw new Refusal("conflict", "already-attached", "This file is attached already.");
}

/** After the browser has sent it to the region. Named wrongly, nothing is shown for it there. @throws Refusal forbidden; not_found; conflict ticket-state, ticket-other-site. */
export function attachUpload(plane: ControlPlane, { actor }: SignedIn, ticketIdText: string, file: { upload: UploadId; sizeBytes: number }): Promise<void> {
  needOrganisation(actor, actor.organisation, "tickets", "read");
  const id = parseId("tck", ticketIdText);
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    const row = await lockTicket(tx, actor.organisation, id);
    needTakePart(actor, row);
    if (!isOpen(row.state)) throw new Refusal("conflict", "ticket-state", "This ticket is not open.", [{ remedy: "Reopen it first." }]);
    if (row.site === null) throw noSite();
    await attachFile(plane, tx, row, { ...file, site: row.site, message: null, by: actor.person });
    await saveTicket(tx, row, { touched_at: plane.clock.now() });
    await audit(tx, { actor, act: "tickets.attach", object: { kind: "ticket", id }, detail: { upload: file.upload, site: row.site } }, plane.auditSeal, plane.clock);
  });
}

export type Pass = { readonly pass: string; readonly expiresAt: Date; readonly site: SiteId; readonly origin: string };

/** @throws Refusal forbidden; not_found; conflict ticket-no-site. */
export async function issuePass(plane: ControlPlane, { actor }: SignedIn, ticketIdText: string): Promise<Pass> {
  needOrganisation(actor, actor.organisation, "tickets", "read");
  const id = parseId("tck", ticketIdText);
  const signer = await plane.tokenKeys.signer();
  return inTrail(plane.database, actor.organisation, async (tx: Tx) => {
    const row = await ticketRow(tx, actor.organisation, id);
    needSee(actor, row);
    if (row.site === null) throw noSite();
    const site = await siteOf(tx, actor.organisation, row.site);
    if (!site) throw notFound("site");
    const write = isOpen(row.state) && actor.permissions.has(row.raised_by === actor.person ? "tickets:raise" : "tickets:answer");
    const issued = await issueTicketPass(signer, { ticket: id, person: actor.person, site: site.id, region: site.region, write }, plane.clock.now().getTime());
    await audit(tx, { actor, act: "tickets.issue-pass", object: { kind: "ticket", id } }, plane.auditSeal, plane.clock);
    return { ...issued, site: site.id, origin: plane.regionOrigins[site.region] };
  });
}

const noSite = (): Refusal => new Refusal("conflict", "ticket-no-site", "This ticket names no site, and files are kept in a site's region.", [{ remedy: "Name the site first." }]);
