/** Decisions of the site, newest first: those that stand, those that wait for a second person, those that are over. */
import { isId, type SiteId } from "../../base/ids.ts";
import { needWithin, type Actor } from "../../platform/access/access.ts";
import { benchFor, type Workbench } from "../findings/findings.ts";
import type { RegionDeps } from "../region.deps.ts";
import { pageOf } from "../region.schema.ts";
import { borrowSite } from "../sites/sites.ts";
import { decisionsQuery, type Decision } from "./decisions.schema.ts";
import { newestRows, openDecision, type DecisionRow, type Opened } from "./decisions.store.ts";
import { isOver } from "./judge-findings.ts";
import { maySee, showDecision } from "./show-decision.ts";

export type DecisionList = { items: Decision[]; nextCursor: string | null; total: number; pending: number };
type Query = ReturnType<typeof decisionsQuery.parse>;

export async function listDecisions(deps: RegionDeps, workbench: Workbench, actor: Actor, siteId: SiteId, query: Query): Promise<DecisionList> {
  const nowMs = deps.clock.now().getTime();
  const codes = needWithin(actor, siteId, "findings", "read", nowMs);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      const findingId = isId("fnd", query.findingId) ? query.findingId : undefined;
      const rows = query.findingId !== undefined && findingId === undefined ? [] : await newestRows(tx, STATES[query.state], findingId);
      const whole = await workbench.of(site, tx);
      const counts = new Map<string, number>();
      for (const { item: { decision } } of whole ? benchFor(whole, codes).all : []) if (decision.decisionId !== null && decision.state !== "reopened") counts.set(decision.decisionId, (counts.get(decision.decisionId) ?? 0) + 1);
      const seen: Opened[] = [];
      for (const row of rows.filter((one) => belongs(one, query.state, nowMs))) {
        const one = await openDecision(site, row);
        if (maySee(one, codes)) seen.push(one);
      }
      const page = pageOf(seen, query);
      await site.auditRead(tx, "decisions.list", { kind: "site", id: siteId }, page.items.length, page.items.map(({ row }) => row.decision_id));
      return { ...page, items: page.items.map((one) => showDecision(one, codes, nowMs, counts.get(one.row.decision_id) ?? 0)), pending: seen.filter(({ row }) => row.state === "pending").length };
    }));
}

const STATES: Readonly<Record<Query["state"], readonly DecisionRow["state"][]>> = {
  standing: ["pending", "live"], pending: ["pending"], over: ["live", "undone", "replaced"], all: ["pending", "live", "undone", "replaced"],
};

/** Expiry is no state of a row. */
const belongs = (row: DecisionRow, state: Query["state"], nowMs: number): boolean =>
  state === "all" || row.state === "undone" || row.state === "replaced" || isOver(row, nowMs) === (state === "over");
