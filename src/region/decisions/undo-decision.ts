/** Takes a decision back: what it set aside or confirmed is open again. It stays in the history; nothing of it teaches any more. */
import { invariant, notFound, Refusal } from "../../base/errors.ts";
import { parseId, type SiteId } from "../../base/ids.ts";
import { needWithin, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, nameOf } from "../sites/sites.ts";
import type { Decision } from "./decisions.schema.ts";
import { decisionRow, noteChange, oneAtATime, openDecision, sealDecision } from "./decisions.store.ts";
import { maySee, needCodesFor, showDecision } from "./show-decision.ts";

export async function undoDecision(deps: RegionDeps, actor: Actor, siteId: SiteId, id: string): Promise<Decision> {
  const nowMs = deps.clock.now().getTime();
  const codes = needWithin(actor, siteId, "findings", "decide", nowMs);
  invariant(actor.kind === "person", "only people decide");
  const decisionId = parseId("dec", id);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      await oneAtATime(tx);
      const known = await openDecision(site, await decisionRow(tx, decisionId));
      if (!maySee(known, codes)) throw notFound("decision");
      const { state } = known.row;
      if (state !== "pending" && state !== "live") throw new Refusal("conflict", "decision-over", "This decision has been undone or replaced already.", [{ remedy: "Look at it again." }]);
      needCodesFor(known.row.scope, codes);
      await tx.updateTable("decision").set({
        state: "undone", ended_by: actor.person, ended_at: deps.clock.now(), revision: known.row.revision + 1, sealed_decision: await sealDecision(site, decisionId, { ...known.content, endedBy: nameOf(actor) }),
      }).where("site_id", "=", siteId).where("decision_id", "=", decisionId).execute();
      await noteChange(tx);
      await site.audit(tx, { act: "decisions.undo", object: { kind: "decision", id: decisionId }, before: { state }, after: { state: "undone" }, detail: { finding: known.row.finding_id } });
      return showDecision(await openDecision(site, await decisionRow(tx, decisionId)), codes, nowMs, 0);
    }));
}
