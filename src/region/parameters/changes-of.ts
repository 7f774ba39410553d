/** What one version sets otherwise than another, in the order of the catalogue and in words. Pure. */
import { SHOW_FROM, TESTS, type Kind, type Settings } from "../../engine/run/run.ts";
import type { ParametersVersion } from "./parameters.schema.ts";

type Change = ParametersVersion["changes"][number];

export function changesOf(before: Settings, after: Settings): Change[] {
  const changes: Change[] = [];
  for (const { id, name, parameters } of TESTS) {
    const on = ({ off }: Settings): number => ((off as readonly string[]).includes(id) ? 0 : 1);
    if (on(before) !== on(after)) changes.push({ what: "test", name: id, label: name, unit: "", before: on(before), after: on(after) });
    for (const [parameter, { value, unit, means }] of Object.entries(parameters)) {
      const key = `${id}.${parameter}`;
      const of = ({ values }: Settings): number => values[key] ?? value;
      if (of(before) !== of(after)) changes.push({ what: "value", name: key, label: means, unit, before: of(before), after: of(after) });
    }
  }
  for (const [kind, { value, unit, means }] of Object.entries(SHOW_FROM)) {
    const of = ({ showFrom }: Settings): number => showFrom[kind as Kind] ?? value;
    if (of(before) !== of(after)) changes.push({ what: "showFrom", name: kind, label: means, unit, before: of(before), after: of(after) });
  }
  return changes;
}
