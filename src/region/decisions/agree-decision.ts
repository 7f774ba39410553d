/**
 * The second pair of eyes: somebody else agrees to setting a shared account aside, and from then on it counts.
 *
 * That it is somebody else is asked here and, apart from this, by the database (decision_second_person). It is asked of people by their id: the customer
 * answers for one person not having two accounts.
 */
import { invariant, notFound, Refusal } from "../../base/errors.ts";
import { parseId, type SiteId } from "../../base/ids.ts";
import { needStrong, needWithin, type Actor } from "../../platform/access/access.ts";
import type { RegionDeps } from "../region.deps.ts";
import { borrowSite, nameOf } from "../sites/sites.ts";
import type { Decision } from "./decisions.schema.ts";
import { decisionRow, noteChange, oneAtATime, openDecision, sealDecision } from "./decisions.store.ts";
import { maySee, needCodesFor, showDecision } from "./show-decision.ts";
import { isOver } from "./judge-findings.ts";

export async function agreeDecision(deps: RegionDeps, actor: Actor, siteId: SiteId, id: string): Promise<Decision> {
  const nowMs = deps.clock.now().getTime();
  const codes = needWithin(actor, siteId, "findings", "decide", nowMs);
  needStrong(actor, nowMs);
  invariant(actor.kind === "person", "only people decide");
  const decisionId = parseId("dec", id);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      await oneAtATime(tx);
      const known = await openDecision(site, await decisionRow(tx, decisionId));
      if (!maySee(known, codes)) throw notFound("decision");
      if (known.row.state !== "pending" || isOver(known.row, nowMs)) throw new Refusal("conflict", "decision-not-waiting", "This decision does not wait for anybody.", [{ remedy: "Look at it again." }]);
      needCodesFor(known.row.scope, codes);
      if (known.row.decided_by === actor.person) {
        throw new Refusal("forbidden", "second-person-needed", "Whoever dismissed this cannot agree to it as well.", [{ remedy: "Ask somebody else who may decide on findings." }]);
      }
      await tx.updateTable("decision").set({
        state: "live", second_by: actor.person, second_at: deps.clock.now(), revision: known.row.revision + 1, sealed_decision: await sealDecision(site, decisionId, { ...known.content, secondBy: nameOf(actor) }),
      }).where("site_id", "=", siteId).where("decision_id", "=", decisionId).execute();
      await noteChange(tx);
      await site.audit(tx, { act: "decisions.agree", object: { kind: "decision", id: decisionId }, before: { state: "pending" }, after: { state: "live" }, detail: { finding: known.row.finding_id } });
      return showDecision(await openDecision(site, await decisionRow(tx, decisionId)), codes, nowMs, 0);
    }));
}
