/** Versions of parameters as they are stored, and the one that counts. */
import type { Selectable } from "kysely";
import { notFound } from "../../base/errors.ts";
import { STANDARD_SETTINGS, type Settings } from "../../engine/run/run.ts";
import type { SealedRow } from "../../platform/vault/vault.ts";
import type { RegionTables } from "../region.store.ts";
import type { BorrowedSite, RegionTransaction } from "../sites/sites.ts";

export type ParametersRow = Selectable<RegionTables["parameters"]>;
/** Sealed: which tests a customer has switched off tells a fraudster where nobody looks. */
export type ParametersContent = { readonly settings: Settings; readonly why: string; readonly draftedByName: string };

const contentPlace = (version: number) => ({ kind: "parameters.content", object: String(version) });
const switchPlace = (version: number) => ({ kind: "parameters.switch", object: String(version) });

/** 0: the product's own. */
export async function currentVersion(tx: RegionTransaction): Promise<number> {
  const row = await tx.selectFrom("parameters").select("version").where("site_id", "=", tx.siteId).where("state", "=", "current").executeTakeFirst();
  return row?.version ?? 0;
}

/** @throws Refusal not_found */
export async function parametersRow(tx: RegionTransaction, version: number): Promise<ParametersRow> {
  const row = await tx.selectFrom("parameters").selectAll().where("site_id", "=", tx.siteId).where("version", "=", version).executeTakeFirst();
  if (!row) throw notFound("version of the parameters");
  return row;
}

export const sealContent = (site: BorrowedSite, version: number, content: ParametersContent): Promise<SealedRow> => site.keys.sealJson(contentPlace(version), content);
export const openContent = async (site: BorrowedSite, row: Pick<ParametersRow, "version" | "sealed_content">): Promise<ParametersContent> =>
  (await site.keys.openJson(contentPlace(row.version), row.sealed_content)) as ParametersContent;
export const sealSwitch = (site: BorrowedSite, version: number, name: string): Promise<SealedRow> => site.keys.sealJson(switchPlace(version), { name });
export const openSwitch = async (site: BorrowedSite, row: ParametersRow): Promise<string> =>
  row.sealed_switch === null ? "" : ((await site.keys.openJson(switchPlace(row.version), row.sealed_switch)) as { name: string }).name;

export async function settingsOf(site: BorrowedSite, tx: RegionTransaction, version: number): Promise<Settings> {
  return version === 0 ? STANDARD_SETTINGS : (await openContent(site, await parametersRow(tx, version))).settings;
}

/** Changes of one site's parameters come one after the other: whoever holds the site's row decides first. */
export async function lockSite(tx: RegionTransaction): Promise<{ ledgerRevision: number }> {
  const { ledger_revision } = await tx.selectFrom("site").select("ledger_revision").where("site_id", "=", tx.siteId).forUpdate().executeTakeFirstOrThrow();
  return { ledgerRevision: ledger_revision };
}
