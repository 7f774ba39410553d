/** The rules of a trail: what they are set to, and setting one. */
import { Refusal } from "../../base/errors.ts";
import type { LentTrail } from "../audit/audit.ts";
import type { AuditedTransaction } from "../postgres/postgres.ts";
import type { ChangeRule, RuleView } from "./alerts.schema.ts";
import { saveRule, setRules } from "./alerts.store.ts";
import type { TrailPlane } from "./rules.ts";

export async function listRules(lent: LentTrail, plane: TrailPlane): Promise<RuleView[]> {
  return lent.transact(async (tx) => {
    await lent.auditRead(tx, "alerts.list", { kind: "alert-rules", id: lent.trail }, 0);
    return show(tx, plane);
  });
}

/** @throws Refusal invalid alert-rule-out-of-range */
export async function changeRule(lent: LentTrail, plane: TrailPlane, change: ChangeRule, now: Date): Promise<RuleView[]> {
  return lent.transact(async (tx) => {
    const before = (await show(tx, plane)).find(({ rule }) => rule === change.rule);
    if (before === undefined) throw new Refusal("invalid", "alert-rule-not-here", "That rule does not look at this trail.", [{ at: "/rule" }]);
    const ranges = [["threshold", before.thresholdRange, before.unit], ["windowMinutes", before.windowRange, "minutes"]] as const;
    for (const [field, { least, most }, unit] of ranges) {
      if (change[field] < least || change[field] > most) throw new Refusal("invalid", "alert-rule-out-of-range", "That is outside what the rule can be set to.", [{ at: `/${field}`, expected: least === most ? `${least} ${unit}` : `${least} to ${most} ${unit}` }]);
    }
    await saveRule(tx, change, now);
    const { on, threshold, windowMinutes } = before;
    await lent.audit(tx, { act: "alerts.change-rules", object: { kind: "alert-rule", id: change.rule }, before: { on, threshold, windowMinutes }, after: change });
    return show(tx, plane);
  });
}

async function show(tx: AuditedTransaction, plane: TrailPlane): Promise<RuleView[]> {
  return (await setRules(tx, plane)).map(({ name, rule, on, threshold, windowMinutes }) => ({ rule: name, on, threshold, unit: rule.unit, windowMinutes, thresholdRange: { ...rule.threshold }, windowRange: { ...rule.windowMinutes } }));
}
