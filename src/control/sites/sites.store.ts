/** The site table. Queries name the organisation as well as the id: row security is the second lock. */
import type { OrganisationId, SiteId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import type { TrailTransaction } from "../../platform/postgres/postgres.ts";
import type { ControlTables } from "../tables.ts";

export type SiteRow = {
  readonly id: SiteId;
  readonly name: string;
  readonly region: Region;
  /** 'preparing' until the region has confirmed. */
  readonly state: "preparing" | "ready";
};

type Tx = TrailTransaction<ControlTables>;
const COLUMNS = ["id", "name", "region", "state"] as const;

/** By name, as people read them. An organisation has tens of sites at most; the limit is a stop, not a page. */
export function sitesOf(tx: Tx, organisation: OrganisationId): Promise<SiteRow[]> {
  return tx.selectFrom("site").select(COLUMNS).where("organisation_id", "=", organisation).orderBy("name").limit(500).execute();
}

export function siteOf(tx: Tx, organisation: OrganisationId, id: SiteId): Promise<SiteRow | undefined> {
  return tx.selectFrom("site").select(COLUMNS).where("organisation_id", "=", organisation).where("id", "=", id).executeTakeFirst();
}

export async function insertSite(tx: Tx, organisation: OrganisationId, site: { id: SiteId; name: string; region: Region }, now: Date): Promise<boolean> {
  const inserted = await tx
    .insertInto("site")
    .values({ organisation_id: organisation, ...site, state: "preparing", created_at: now, ready_at: null })
    .onConflict((row) => row.columns(["organisation_id", "name"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function markReady(tx: Tx, organisation: OrganisationId, id: SiteId, now: Date): Promise<boolean> {
  const changed = await tx
    .updateTable("site")
    .set({ state: "ready", ready_at: now })
    .where("organisation_id", "=", organisation)
    .where("id", "=", id)
    .where("state", "=", "preparing")
    .returning("id")
    .executeTakeFirst();
  return changed !== undefined;
}
