/** The domain table. */
import { sql } from "kysely";
import { invariant } from "../../base/errors.ts";
import type { OrganisationId } from "../../base/ids.ts";
import { inTrail, OPERATOR, type Database, type TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";
import { domainNameOf, domainOfAddress } from "./domain-name.ts";

type Tx = TrailTransaction<ControlTables>;
export type DomainRow = { readonly name: string; readonly proof: string; readonly verified_at: Date | null; readonly checked_at: Date | null; readonly problem: string | null };
const COLUMNS = ["name", "proof", "verified_at", "checked_at", "problem"] as const;

export const domainsOf = (tx: Tx, organisation: OrganisationId): Promise<DomainRow[]> =>
  tx.selectFrom("domain").select(COLUMNS).where("organisation_id", "=", organisation).orderBy("name").limit(200).execute();

export const domainOf = (tx: Tx, organisation: OrganisationId, name: string): Promise<DomainRow | undefined> =>
  tx.selectFrom("domain").select(COLUMNS).where("organisation_id", "=", organisation).where("name", "=", name).executeTakeFirst();

/** Is the address under a domain that this very organisation has verified? Subdomains are domains of their own. */
export async function isOwnAddress(tx: Tx, organisation: OrganisationId, address: string): Promise<boolean> {
  const name = domainOfAddress(address);
  if (name === undefined) return false;
  return (await domainOf(tx, organisation, name))?.verified_at instanceof Date;
}

/** Whose verified domain this address is under. Looked up before anybody is known, so scoped to that one name. */
export async function organisationOfDomain(db: Database<ControlTables>, address: string): Promise<OrganisationId | null> {
  const name = domainNameOf(domainOfAddress(address) ?? "");
  if (name === undefined) return null;
  return inTrail(db, OPERATOR, async (tx) => {
    invariant(/^[a-z0-9.-]{3,253}$/.test(name), "a domain name is checked before it is put into SQL by hand");
    await sql.raw(`SET LOCAL app.domain = '${name}'`).execute(tx);
    const found = await tx.selectFrom("domain").select("organisation_id").where("name", "=", name).where("verified_at", "is not", null).executeTakeFirst();
    return found?.organisation_id ?? null;
  });
}
