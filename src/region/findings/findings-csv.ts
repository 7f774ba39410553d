/** The chosen findings as the file that `spendward scan` writes: the same columns, whoever made it. */
import type { SiteId } from "../../base/ids.ts";
import { findingsCsv as csvOf } from "../../engine/report/report.ts";
import type { Finding } from "../../engine/run/run.ts";
import { needStrong, needWithin, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite } from "../sites/sites.ts";
import { reasonsFor } from "./company-codes.ts";
import { wholeFindings } from "./findings.store.ts";
import { selectFindings, type Choice } from "./select-findings.ts";
import { benchFor, type Workbench } from "./workbench.ts";

/** Reasons are not held in the workbench, so the rows are opened for this. */
export async function findingsCsv(deps: RegionDeps, workbench: Workbench, actor: Actor, siteId: SiteId, choice: Choice): Promise<string> {
  const codes = needWithin(actor, siteId, "findings", "read", deps.clock.now().getTime());
  needStrong(actor, deps.clock.now().getTime()); // it leaves the product
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const whole = await workbench.of(site, tx);
      if (!whole) return csvOf([]);
      const bench = benchFor(whole, codes);
      const chosen = selectFindings(bench.inOrder(choice.sort), choice);
      const wanted = new Map(chosen.map(({ id }, at) => [id, at]));
      const findings: Finding[] = [];
      for await (const { findingId, finding } of wholeFindings(site, tx, bench.runId)) {
        const at = wanted.get(findingId);
        const shown = bench.all[bench.at.get(findingId) ?? -1];
        if (at !== undefined && shown) findings[at] = { ...reasonsFor(finding, shown.within, codes), title: shown.item.title };
      }
      await site.auditRead(tx, "findings.export", { kind: "site", id: siteId }, chosen.length);
      return csvOf(findings);
    }));
}
