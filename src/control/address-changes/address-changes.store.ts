/** The change that is under way, and whether a person's address is theirs to change. */
import { Refusal } from "../../base/errors.ts";
import type { OrganisationId, PersonId } from "../../base/ids.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import { readOrganisationLink } from "../link-token.ts";
import type { ControlTables } from "../tables.ts";

export type Tx = TrailTransaction<ControlTables>;

/** To confirm it … */
export const CONFIRM_HOURS = 24;
/** … and after that to undo it. */
export const UNDO_DAYS = 7;

export const linkOver = (): Refusal =>
  new Refusal("not_found", "address-link-over", "This link has been used, was stopped or has expired.", [{ remedy: "Ask for the change again under Settings, Security." }]);

/** @throws Refusal not_found address-link-over for anything that is no link, as for one that is over. */
export function readLink(link: string): { readonly organisation: OrganisationId; readonly hash: Buffer } {
  const read = readOrganisationLink(link);
  if (!read) throw linkOver();
  return read;
}

export type GivenBy = "provisioning" | "connection";

/** Who gives the address, if it is not the person. Changed here it would come back, or part them from their account there. */
export async function givenBy(tx: Tx, organisation: OrganisationId, person: PersonId): Promise<GivenBy | null> {
  const provisioned = await tx.selectFrom("scim_user").select("id").where("organisation_id", "=", organisation).where("person_id", "=", person).executeTakeFirst();
  const source = await tx.selectFrom("membership_source").select("source").where("organisation_id", "=", organisation).where("person_id", "=", person).executeTakeFirst();
  if (provisioned || source?.source === "scim") return "provisioning";
  const connected = await tx.selectFrom("connected_person").select("subject").where("organisation_id", "=", organisation).where("person_id", "=", person).limit(1).executeTakeFirst();
  return connected || source?.source === "sso" ? "connection" : null;
}
