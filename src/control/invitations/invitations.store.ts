/** The invitation table. Expired ones stay, so that the list can say so, until they are sent again or withdrawn. */
import { Refusal } from "../../base/errors.ts";
import type { OrganisationId } from "../../base/ids.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import { ROLES } from "../../platform/access/access.ts";
import type { InvitedTo } from "../access-tables.ts";
import { inWords, type OwnRole } from "../memberships/memberships.ts";
import { readOrganisationLink } from "../link-token.ts";
import type { ControlTables } from "../tables.ts";

export type Tx = TrailTransaction<ControlTables>;

export const invitationOver = (): Refusal =>
  new Refusal("not_found", "invitation-over", "This invitation has been used, withdrawn or has expired.", [{ remedy: "Ask whoever invited you to send it again." }]);

/** A role that is gone meanwhile cannot be: removing one waits for its invitations. */
export const sayInvitedTo = (own: ReadonlyMap<string, OwnRole>, assignments: readonly InvitedTo[]): string[] =>
  assignments.map(({ role, siteId, companyCodes }) => inWords({ role: ROLES.find((one) => one === role) ?? own.get(role) ?? { id: role as OwnRole["id"], name: "a role", permissions: [] }, site: siteId, companyCodes }));

/** What stands after the `#` of the link. @throws Refusal not_found invitation-over for anything else, as for one that is over. */
export function readLink(link: string): { readonly organisation: OrganisationId; readonly hash: Buffer } {
  const read = readOrganisationLink(link);
  if (!read) throw invitationOver();
  return read;
}
