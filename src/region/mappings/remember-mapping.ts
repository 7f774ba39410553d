/** What a person confirmed for files with these headings, sealed, found again by a keyed fingerprint of the headings. */
import type { Inspection } from "../../engine/ledger/ledger.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import { tableMappingSchema, type TableMapping } from "./mappings.schema.ts";

const place = (index: string) => ({ kind: "confirmed_mapping.mapping", object: index });

export const headingIndex = (site: BorrowedSite, inspection: Inspection): Promise<string> =>
  site.keys.blindIndex("confirmed_mapping.headings", JSON.stringify(inspection.columns.map(({ name }) => name)));

export async function rememberMapping(site: BorrowedSite, tx: RegionTransaction, index: string, mapping: TableMapping, now: Date): Promise<void> {
  const sealed = await site.keys.sealJson(place(index), mapping);
  await tx.insertInto("confirmed_mapping").values({ site_id: site.siteId, heading_index: index, confirmed_at: now, sealed_mapping: sealed })
    .onConflict((conflict) => conflict.columns(["site_id", "heading_index"]).doUpdateSet((row) => ({
      confirmed_at: now, sealed_mapping: sealed, revision: row("confirmed_mapping.revision", "+", 1),
    }))).execute();
}

export async function recallMapping(site: BorrowedSite, tx: RegionTransaction, index: string): Promise<TableMapping | undefined> {
  const row = await tx.selectFrom("confirmed_mapping").select("sealed_mapping").where("site_id", "=", site.siteId).where("heading_index", "=", index).executeTakeFirst();
  if (!row) return undefined;
  // What an older version remembered may not be a mapping any more; then it is as if nothing were remembered.
  const parsed = tableMappingSchema.safeParse(await site.keys.openJson(place(index), row.sealed_mapping));
  return parsed.success ? parsed.data : undefined;
}
