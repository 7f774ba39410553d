/** How the newest trial of a version went, and the findings that it gained, lost or changed. */
import { Refusal } from "../../base/errors.ts";
import type { SiteId } from "../../base/ids.ts";
import { need, type Actor } from "../../platform/access/access.ts";
import { parametersRow } from "../parameters/parameters.ts";
import type { RegionDeps } from "../region.deps.ts";
import { offsetOf } from "../region.schema.ts";
import { borrowSite } from "../sites/sites.ts";
import type { BackTest, DifferenceItem, DifferencesQuery } from "./back-tests.schema.ts";
import { differencesOf, newestBackTest, openBackTest, PAGE_ROWS, showBackTest } from "./back-tests.store.ts";

/** Null: it was not tried yet. @throws Refusal not_found. */
export async function readBackTest(deps: RegionDeps, actor: Actor, siteId: SiteId, version: number): Promise<{ backTest: BackTest | null }> {
  need(actor, siteId, "parameters", "read", deps.clock.now().getTime());
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      await parametersRow(tx, version);
      const row = await newestBackTest(tx, version);
      await site.auditRead(tx, "back-tests.read", { kind: "parameters", id: String(version) }, row ? 1 : 0);
      return { backTest: row ? await showBackTest(deps, site, tx, row) : null };
    }));
}

type Page = { items: DifferenceItem[]; nextCursor: string | null; total: number };

/** Findings in all but name, so that it takes the right to read those too. @throws Refusal not_found; back-test-not-done. */
export async function listDifferences(deps: RegionDeps, actor: Actor, siteId: SiteId, version: number, query: DifferencesQuery): Promise<Page> {
  const nowMs = deps.clock.now().getTime();
  need(actor, siteId, "parameters", "read", nowMs);
  need(actor, siteId, "findings", "read", nowMs);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      await parametersRow(tx, version);
      const row = await newestBackTest(tx, version);
      if (row?.sealed_outcome == null) throw new Refusal("conflict", "back-test-not-done", "This version was not tried yet, or is being tried now.", [{ remedy: "Wait for the trial to end." }]);
      const { sizes } = await openBackTest(site, { ...row, sealed_outcome: row.sealed_outcome });
      const offset = offsetOf(query.cursor);
      const items: DifferenceItem[] = [];
      let seen = query.test === undefined ? Math.min(Math.floor(offset / PAGE_ROWS) * PAGE_ROWS, sizes[query.side]) : 0;
      for await (const page of differencesOf(site, tx, row, sizes, query.side, seen / PAGE_ROWS)) {
        for (const one of page) {
          if (query.test !== undefined && !one.detectors.includes(query.test)) continue;
          if (seen >= offset && items.length < query.limit) items.push(one);
          seen += 1;
        }
        if (query.test === undefined && items.length === query.limit) break;
      }
      const total = query.test === undefined ? sizes[query.side] : seen;
      const end = offset + items.length;
      await site.auditRead(tx, "back-tests.list", { kind: "parameters", id: String(version) }, items.length);
      return { items, nextCursor: end < total && items.length > 0 ? String(end) : null, total };
    }));
}
