/** Whose an address is: a ticket's, the helpdesk's, that of reports of suspicious mail, a mail's that came back, or nobody's. */
import type { MailId } from "../../base/ids.ts";
import { REPORT } from "../campaigns/campaigns.ts";
import { mailOfBounce } from "../mail/mail.ts";
import type { ControlPlane } from "../plane.ts";
import { findMembership } from "../sessions/sessions.ts";
import { type AddressOwner, ownerOfAddress } from "../tickets/tickets.ts";

export const HELPDESK = "helpdesk";

export type Target =
  | { readonly kind: "ticket"; readonly owner: AddressOwner }
  | { readonly kind: "helpdesk" }
  | { readonly kind: "report" }
  | { readonly kind: "bounce"; readonly mail: MailId };

/** Undefined also for the address of somebody who has left. */
export async function targetOf(plane: ControlPlane, recipient: string): Promise<Target | undefined> {
  const [, local = "", secret, domain = ""] = /^([a-z]{1,10})(?:\+([a-z0-9]{1,60}))?@([a-z0-9.-]{1,200})$/.exec(recipient.toLowerCase()) ?? [];
  if (domain !== plane.tickets.mailDomain) return undefined;
  if (local === HELPDESK && secret === undefined) return { kind: "helpdesk" };
  if (local === REPORT && secret === undefined) return { kind: "report" };
  if (secret === undefined) return undefined;
  if (local === "bounce") {
    const mail = mailOfBounce(plane, secret);
    return mail && { kind: "bounce", mail };
  }
  if (local !== "ticket") return undefined;
  const owner = await ownerOfAddress(plane, secret);
  if (owner === undefined) return undefined;
  const membership = await findMembership(plane.database, owner.person);
  return membership?.organisation === owner.organisation ? { kind: "ticket", owner } : undefined;
}
