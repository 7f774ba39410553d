/** Puts a draft away. It stays on record, and is not tried or switched on any more. */
import { Refusal } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite } from "../sites/sites.ts";
import type { ParametersVersion } from "./parameters.schema.ts";
import { lockSite, parametersRow } from "./parameters.store.ts";
import { showVersion } from "./show-version.ts";

/** @throws Refusal not_found; parameters-no-draft. */
export async function withdrawDraft(deps: RegionDeps, actor: Actor, siteId: SiteId, version: number): Promise<ParametersVersion> {
  need(actor, siteId, "parameters", "change", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      await lockSite(tx);
      const row = await parametersRow(tx, version);
      needDraft(row.state);
      await tx.updateTable("parameters").set({ state: "withdrawn", revision: row.revision + 1 }).where("site_id", "=", siteId).where("version", "=", version).execute();
      await site.audit(tx, { act: "parameters.withdraw", object: { kind: "parameters", id: String(version) }, before: { state: "draft" }, after: { state: "withdrawn" } });
      return showVersion(site, tx, await parametersRow(tx, version));
    }));
}

/** @throws Refusal parameters-no-draft */
export function needDraft(state: string): void {
  if (state === "draft") return;
  throw new Refusal("conflict", "parameters-no-draft", "This version is no draft any more.", [{ expected: "a draft", remedy: "Make a new draft that sets the same." }]);
}
