/** One alert rule: on or off, how much within how long. */
import { Button, NumberInput, Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import type { AlertRule } from "../../api/shapes.ts";
import type { Trail } from "../../api/trails.ts";
import { may } from "../../app/rights.ts";
import { FailureNotice } from "../../blocks/notice.tsx";
import { ruleName, ruleWords } from "../../words/alerts.ts";
import styles from "./rules.module.css";

export function RuleForm({ trail, rule, note }: { trail: Trail; rule: AlertRule; note: string | undefined }) {
  const [typed, setTyped] = useState({ on: rule.on, threshold: rule.threshold, windowMinutes: rule.windowMinutes });
  const client = useQueryClient();
  const change = useMutation({ mutationFn: () => trail.alerts.changeRule({ rule: rule.rule, ...typed }), onSuccess: () => client.invalidateQueries(queries.alertRules(trail)) });
  const mayChange = may(trail, "changeAlertRules");
  const changed = typed.on !== rule.on || typed.threshold !== rule.threshold || typed.windowMinutes !== rule.windowMinutes;
  const fixed = rule.thresholdRange.least === rule.thresholdRange.most;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form className={styles.rule} onSubmit={submit} aria-label={ruleName(rule.rule)}>
      <Switch className={styles.name ?? ""} label={ruleName(rule.rule)} description={note === undefined ? ruleWords(rule.rule) : `${ruleWords(rule.rule)} ${note}`} checked={typed.on} disabled={!mayChange} onChange={(event) => setTyped({ ...typed, on: event.currentTarget.checked })} />
      <div className={styles.numbers}>
        {!fixed && <NumberInput label={`From how many ${rule.unit}`} value={typed.threshold} min={rule.thresholdRange.least} max={rule.thresholdRange.most} thousandSeparator="," allowDecimal={false} hideControls disabled={!mayChange || !typed.on} onChange={(value) => setTyped({ ...typed, threshold: Number(value) || rule.threshold })} />}
        <NumberInput label={fixed ? "Once in how many minutes" : "Within how many minutes"} value={typed.windowMinutes} min={rule.windowRange.least} max={rule.windowRange.most} thousandSeparator="," allowDecimal={false} hideControls disabled={!mayChange || !typed.on} onChange={(value) => setTyped({ ...typed, windowMinutes: Number(value) || rule.windowMinutes })} />
        {mayChange && <Button type="submit" variant="default" disabled={!changed} loading={change.isPending}>Save</Button>}
      </div>
      {change.error && <FailureNotice error={change.error} doing="Changing the rule" />}
    </form>
  );
}
