/** One finding with its evidence, its reasons and its neighbours in the queue. */
import { notFound } from "../../base/errors.ts";
import { parseId, type SiteId } from "../../base/ids.ts";
import { needWithin, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite } from "../sites/sites.ts";
import { reasonsFor } from "./company-codes.ts";
import { needsSecond, scopesFor } from "./facts.ts";
import type { FindingDetail } from "./findings.schema.ts";
import { readEvidence } from "./findings.store.ts";
import { exposureOf } from "./show-evidence.ts";
import { benchFor, neighboursOf, type Workbench } from "./workbench.ts";

export async function readFinding(deps: RegionDeps, workbench: Workbench, actor: Actor, siteId: SiteId, id: string): Promise<FindingDetail> {
  const codes = needWithin(actor, siteId, "findings", "read", deps.clock.now().getTime());
  const findingId = parseId("fnd", id);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const bench = await workbench.of(site, tx);
      if (!bench) throw notFound("finding");
      const { item, within, judged, previousId, nextId } = neighboursOf(benchFor(bench, codes), findingId);
      const stored = await readEvidence(site, tx, bench.runId, findingId);
      if (!item || !stored) throw notFound("finding");
      await site.auditRead(tx, "findings.read", { kind: "finding", id: findingId }, 1);
      const { finding, evidence } = { ...stored, finding: reasonsFor(stored.finding, within, codes) };
      const decidable = { rawScore: finding.rawScore ?? null, dismissal: { scopes: codes === "all" ? scopesFor(item, judged?.facts) : ["finding" as const], needsSecond: needsSecond(item) } };
      return { ...item, ...evidence, reasons: [...finding.reasons], exposure: exposureOf(finding, evidence), ...decidable, runId: bench.runId, previousId, nextId };
    }));
}
