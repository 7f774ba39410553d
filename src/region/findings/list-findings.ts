/** The queue of findings: filtered, in order, with totals of what the filter chose. */
import type { SiteId } from "../../base/ids.ts";
import { needWithin, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { pageOf } from "../region.schema.ts";
import { borrowSite } from "../sites/sites.ts";
import type { ByDecision, FindingItem, FindingsQuery, FindingTotals } from "./findings.schema.ts";
import { countDecisions, selectFindings, totalFindings, withoutDecision } from "./select-findings.ts";
import { benchFor, type Workbench } from "./workbench.ts";

export type FindingList = { items: FindingItem[]; nextCursor: string | null; total: number; totals: FindingTotals; byDecision: ByDecision; runId: string | null };

export async function listFindings(deps: RegionDeps, workbench: Workbench, actor: Actor, siteId: SiteId, query: FindingsQuery): Promise<FindingList> {
  const codes = needWithin(actor, siteId, "findings", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const whole = await workbench.of(site, tx);
      const bench = whole && benchFor(whole, codes);
      const chosen = bench ? selectFindings(bench.inOrder(query.sort), query) : [];
      const byDecision = countDecisions(bench ? withoutDecision(bench.all, query) : []);
      const page = pageOf(chosen, query);
      await site.auditRead(tx, "findings.list", { kind: "site", id: siteId }, page.items.length, page.items.map(({ id }) => id));
      return { ...page, totals: bench && chosen.length === bench.open.length && query.decision === "open" ? bench.totals : totalFindings(chosen), byDecision, runId: bench?.runId ?? null };
    }));
}
