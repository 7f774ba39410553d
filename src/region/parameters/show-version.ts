/** A version as its readers see it. */
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";
import { changesOf } from "./changes-of.ts";
import type { ParametersVersion } from "./parameters.schema.ts";
import { openContent, openSwitch, settingsOf, type ParametersRow } from "./parameters.store.ts";

export async function showVersion(site: BorrowedSite, tx: RegionTransaction, row: ParametersRow): Promise<ParametersVersion> {
  const { settings, why, draftedByName } = await openContent(site, row);
  return {
    version: row.version, basedOn: row.based_on, state: row.state, why,
    draftedBy: { id: row.drafted_by, name: draftedByName }, draftedAt: row.drafted_at.toISOString(),
    switchedOnBy: row.switched_on_by === null ? null : { id: row.switched_on_by, name: await openSwitch(site, row) },
    switchedOnAt: row.switched_on_at?.toISOString() ?? null,
    changes: changesOf(await settingsOf(site, tx, row.based_on), settings),
    settings: { off: [...settings.off], values: { ...settings.values }, showFrom: { ...settings.showFrom } },
  };
}
