/** Who may send the bytes of a file: for the ledger, with the right to add; for a ticket, whoever began it. */
import { notFound } from "../../base/errors.ts";
import type { ClientId, PersonId, SiteId, TicketId } from "../../base/ids.ts";
import type { UploadPurpose } from "../region.store.ts";
import { type Actor, may, need } from "../../platform/access/access.ts";

/** The verb's first line. @throws Refusal not_found, forbidden. */
export function needSend(actor: Actor, siteId: SiteId, nowMs: number): void {
  if (may(actor, "uploads:add")) need(actor, siteId, "uploads", "add", nowMs);
  else if (may(actor, "payment-runs:check")) need(actor, siteId, "payment-runs", "check", nowMs);
  else need(actor, siteId, "tickets", "raise", nowMs);
}

/** Once it is known which file. A mail's files are sent by a job. @throws Refusal not_found, forbidden. */
export function needSendTo(actor: Actor, siteId: SiteId, upload: { readonly ticket_id: TicketId | null; readonly sent_by: PersonId | ClientId; readonly purpose: UploadPurpose }, nowMs: number): void {
  if (upload.purpose === "payment-run") return need(actor, siteId, "payment-runs", "check", nowMs);
  if (upload.ticket_id === null) return need(actor, siteId, "uploads", "add", nowMs);
  if (actor.kind !== "job" && (actor.kind !== "person" || actor.person !== upload.sent_by)) throw notFound("upload");
}
