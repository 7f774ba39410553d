/** A decision as a reader of these company codes is shown it. */
import { Refusal } from "../../base/errors.ts";
import type { CompanyCodes } from "../../platform/access/access.ts";
import { seesAll } from "../../platform/access/access.ts";
import { titleFor } from "../findings/findings.ts";
import type { Decision } from "./decisions.schema.ts";
import type { Opened } from "./decisions.store.ts";
import { isOver } from "./judge-findings.ts";
import { teaches } from "./reasons.ts";

/** Whoever may not see the finding may not see what was decided on it. */
export const maySee = ({ content }: Opened, codes: CompanyCodes): boolean => seesAll(codes, content.within?.companyCodes);

/** @param findings how many are as they are because of it, of those the reader may see. */
export function showDecision({ row, content }: Opened, codes: CompanyCodes, nowMs: number, findings: number): Decision {
  const { finding } = content;
  const by = (id: string | null, name: string | undefined): Decision["secondBy"] => (id === null ? null : { id, name: name ?? "" });
  return {
    id: row.decision_id, findingId: row.finding_id, title: titleFor(finding.title, content.within, codes), kind: finding.kind, detectors: [...finding.detectors], amountAtRisk: finding.amountAtRisk,
    verdict: row.verdict, reason: content.reason, note: content.note, scope: row.scope, supplierIds: [...finding.supplierIds], supplierNames: [...content.supplierNames], upTo: content.upTo ?? null,
    state: row.state === "live" && isOver(row, nowMs) ? "expired" : row.state, needsSecond: row.needs_second, teaches: teaches(row.verdict, content.reason),
    decidedBy: { id: row.decided_by, name: content.decidedBy }, decidedAt: row.decided_at.toISOString(),
    secondBy: by(row.second_by, content.secondBy), secondAt: row.second_at?.toISOString() ?? null, endedBy: by(row.ended_by, content.endedBy), endedAt: row.ended_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null, lists: [...(content.facts?.lists ?? [])], findings,
  };
}

/** Whoever sees some company codes neither ends nor puts into force what holds beyond one finding. @throws Refusal forbidden all-company-codes-needed. */
export function needCodesFor(scope: string, codes: CompanyCodes): void {
  if (scope === "finding" || codes === "all") return;
  throw new Refusal("forbidden", "all-company-codes-needed", "This dismissal holds for more than one finding, perhaps of other company codes, and your Access Permissions name some of them.", [{ remedy: "Ask somebody who sees all company codes." }]);
}
