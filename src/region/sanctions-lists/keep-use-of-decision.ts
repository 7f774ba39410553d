/** A person's decision keeps the versions that the finding was found with: of those its run used, the lists that name it. */
import type { DecisionId, RunId } from "../../base/ids.ts";
import { ISSUER_OF } from "../list-names.ts";
import type { RegionTransaction } from "../sites/sites.ts";
import type { ListName } from "../../engine/screening/screening.ts";

/** In the transaction of the decision. */
export async function keepUseOfDecision(tx: RegionTransaction, decisionId: DecisionId, runId: RunId, lists: readonly ListName[], at: Date): Promise<void> {
  if (lists.length === 0) return;
  const rows = await tx.selectFrom("sanctions_use").select("sanctions_use.version_id")
    .innerJoin("sanctions_version", (on) => on.onRef("sanctions_version.site_id", "=", "sanctions_use.site_id").onRef("sanctions_version.version_id", "=", "sanctions_use.version_id"))
    .where("sanctions_use.site_id", "=", tx.siteId).where("sanctions_use.used_by", "=", runId).where("sanctions_version.list", "in", lists.map((name) => ISSUER_OF[name])).execute();
  if (rows.length === 0) return;
  await tx.insertInto("sanctions_use").values(rows.map(({ version_id }) => ({ site_id: tx.siteId, version_id, used_by: decisionId, used_at: at }))).execute();
}
