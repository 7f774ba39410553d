/**
 * A person confirms or dismisses a finding.
 *
 * Nothing is hidden for good by it: a dismissal holds for what was decided on, for some months, and until the facts change. Setting a shared
 * account aside counts only when a second person has agreed (agree-decision.ts).
 */
import { invariant, notFound, Refusal } from "../../base/errors.ts";
import { newId, parseId, type DecisionId, type FindingId, type SiteId } from "../../base/ids.ts";
import type { Money } from "../../base/money.ts";
import { needWithin, type Actor, type CompanyCodes } from "../../platform/access/access.ts";
import { benchFor, needsSecond, scopesFor, type Bench, type FindingItem, type Judged, type Workbench } from "../findings/findings.ts";
import type { RegionDeps } from "../region.deps.ts";
import { keepUseOfDecision } from "../sanctions-lists/sanctions-lists.ts";
import { borrowSite, nameOf, type BorrowedSite, type RegionTransaction } from "../sites/sites.ts";
import { decideSchema, type Decision } from "./decisions.schema.ts";
import { noteChange, oneAtATime, openDecision, decisionRow, sealDecision, type DecisionContent } from "./decisions.store.ts";
import { needsNote } from "./reasons.ts";
import { showDecision } from "./show-decision.ts";

type Asked = ReturnType<typeof decideSchema.parse>;

export async function decideFinding(deps: RegionDeps, workbench: Workbench, actor: Actor, siteId: SiteId, id: string, input: unknown): Promise<Decision> {
  const codes = needWithin(actor, siteId, "findings", "decide", deps.clock.now().getTime());
  const asked = decideSchema.parse(input);
  if (needsNote(asked.reason) && asked.note.trim() === "") throw new Refusal("invalid", "note-needed", "Say why in a note.", [{ at: "note", expected: "Some words", remedy: "Write what somebody else should know." }]);
  const findingId = parseId("fnd", id);
  return borrowSite(deps, actor, siteId, (site) =>
    site.transact(async (tx) => {
      await oneAtATime(tx);
      const bench = await workbench.of(site, tx);
      const seen = bench && benchFor(bench, codes);
      const found = seen?.all[seen.at.get(findingId) ?? -1];
      if (!bench || !found?.judged) throw notFound("finding");
      refuseDecided(found.item);
      const scope = asked.verdict === "dismissed" ? asked.scope : "finding";
      refuseScope(codes, found.judged, scope);
      await replaceFormer(deps, site, tx, actor, findingId, scope);
      const { item } = bench.all[bench.at.get(findingId) ?? -1] ?? found; // with its own title: what the decision shows is cut for each reader anew
      const decisionId = await keep(deps, site, tx, actor, { bench, item, judged: found.judged, within: found.within }, asked, scope);
      await noteChange(tx);
      await site.audit(tx, {
        act: "decisions.make", object: { kind: "decision", id: decisionId },
        after: { verdict: asked.verdict, reason: asked.reason, scope, note: asked.note }, detail: { finding: findingId },
      });
      return showDecision(await openDecision(site, await decisionRow(tx, decisionId)), codes, deps.clock.now().getTime(), 0);
    }));
}

/** Reopened and expired ones are decided on anew; what counts or waits is undone first, by whoever means to. */
function refuseDecided({ decision: { state, waits } }: FindingItem): void {
  if (state !== "confirmed" && state !== "dismissed" && !waits) return;
  throw new Refusal("conflict", "finding-decided", waits ? "A dismissal of this finding waits for a second person." : "This finding has been decided on.", [
    { remedy: "Look at that decision; undo it first if it was wrong." },
  ]);
}

function refuseScope(codes: CompanyCodes, { finding, facts }: Judged, scope: Decision["scope"]): void {
  if (scope === "finding") return;
  if (codes !== "all") {
    throw new Refusal("forbidden", "all-company-codes-needed", "A dismissal for more than one finding may reach other company codes, and your Access Permissions name some of them.", [{ at: "scope", expected: "finding", remedy: "Dismiss this finding only." }]);
  }
  if (!scopesFor(finding, facts).includes(scope)) {
    throw new Refusal("invalid", "scope-does-not-fit", "A dismissal of this finding cannot hold for that.", [{ at: "scope", expected: scopesFor(finding, facts).join(", "), remedy: "Choose another." }]);
  }
}

/** What was decided before, and is over or gone beyond, gives way: its place is taken, and it stays in the history. */
async function replaceFormer(deps: RegionDeps, _site: BorrowedSite, tx: RegionTransaction, actor: Actor, findingId: FindingId, scope: Decision["scope"]): Promise<void> {
  invariant(actor.kind === "person", "only people decide");
  await tx.updateTable("decision").set((row) => ({ state: "replaced" as const, ended_by: actor.person, ended_at: deps.clock.now(), revision: row("revision", "+", 1) }))
    .where("site_id", "=", tx.siteId).where("finding_id", "=", findingId).where("scope", "=", scope).where("state", "=", "live").execute();
}

type On = { readonly bench: Bench; readonly item: FindingItem; readonly judged: Judged; readonly within: DecisionContent["within"] | undefined };

async function keep(deps: RegionDeps, site: BorrowedSite, tx: RegionTransaction, actor: Actor, on: On, asked: Asked, scope: Decision["scope"]): Promise<DecisionId> {
  invariant(actor.kind === "person", "only people decide");
  const { finding, facts } = on.judged;
  const decisionId = newId("dec");
  const decidedAt = deps.clock.now();
  const second = asked.verdict === "dismissed" && needsSecond(finding);
  const upTo = asked.verdict === "dismissed" ? limitOf(finding.amountAtRisk, scope, asked.upToMinor) : undefined;
  const content: DecisionContent = {
    finding, supplierNames: on.item.supplierNames, reason: asked.reason, note: asked.note, decidedBy: nameOf(actor),
    ...(facts && { facts }), ...(on.within && { within: on.within }), ...(upTo && { upTo }),
  };
  await tx.insertInto("decision").values({
    site_id: site.siteId, decision_id: decisionId, finding_id: on.item.id as FindingId, run_id: on.bench.runId, verdict: asked.verdict, scope, state: second ? "pending" : "live",
    needs_second: second, decided_by: actor.person, decided_at: decidedAt, expires_at: asked.verdict === "dismissed" ? monthsAfter(decidedAt, asked.months) : null,
    sealed_decision: await sealDecision(site, decisionId, content),
  }).execute();
  await keepUseOfDecision(tx, decisionId, on.bench.runId, (facts?.lists ?? []).map(({ list }) => list), decidedAt);
  return decisionId;
}

function limitOf(atRisk: Money, scope: Decision["scope"], upToMinor: number | undefined): Money | undefined {
  if (scope !== "supplier_test" && scope !== "supplier_group") return undefined;
  return { minor: Math.max(atRisk.minor, upToMinor ?? 0), currency: atRisk.currency };
}

/** The same day of a later month, or its last day. */
export function monthsAfter(from: Date, months: number): Date {
  const day = new Date(from);
  day.setUTCDate(1);
  day.setUTCMonth(day.getUTCMonth() + months);
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  day.setUTCDate(Math.min(from.getUTCDate(), last));
  return day;
}
