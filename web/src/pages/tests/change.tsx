/** A draft of other parameters: tests on or off, their values within bounds, from where on kinds are shown. Nothing counts until it was tried. */
import { Button, NumberInput, Switch, Textarea } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import { draftParameters } from "../../api/region.ts";
import type { Test, Tests } from "../../api/shapes.ts";
import { useFilters, useGoing, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { kindWords } from "../../words/kinds.ts";
import { families, showNumber, showPercent, unitWords } from "../../words/tests.ts";
import styles from "./tests.module.css";

/** What differs from how it is now. */
type Wish = { readonly on: Readonly<Record<string, boolean>>; readonly values: Readonly<Record<string, number>>; readonly showFrom: Readonly<Record<string, number>> };
type Change = (part: "on" | "values" | "showFrom", name: string, value: boolean | number, now: boolean | number) => void;

export function ChangeTestsPage() {
  const site = useSite();
  const going = useGoing();
  const client = useQueryClient();
  const only = useFilters()["test"];
  const { data } = useSuspenseQuery(queries.tests(site));
  const [wish, setWish] = useState<Wish>({ on: {}, values: {}, showFrom: {} });
  const [why, setWhy] = useState("");
  const change: Change = (part, name, value, now) => {
    const { [name]: _, ...rest } = wish[part] as Record<string, boolean | number>;
    setWish({ ...wish, [part]: value === now ? rest : { ...rest, [name]: value } });
  };
  const count = Object.values(wish).reduce((sum, part) => sum + Object.keys(part).length, 0);
  const draft = useMutation({
    mutationFn: () => draftParameters(site, { basedOn: data.version, why, ...settingsOf(data, wish) }),
    onSuccess: ({ version }) => {
      void client.invalidateQueries({ queryKey: ["site", site.id, "parameters"] });
      going.to(paths.parameters(site.id, version));
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    draft.mutate();
  };
  const shown = only === undefined ? data.items : data.items.filter(({ id }) => id === only);
  const kinds = only === undefined ? data.kinds : data.kinds.filter(({ kind }) => shown.some((test) => test.kinds.includes(kind)));
  return (
    <Page
      wide title="Draft a change" above={{ to: paths.tests(site.id), words: "Tests" }}
      lead={<>Nothing is changed by a draft: it is tried on your history first, and then switched on, or not.{only !== undefined && <> Only {only} is shown; <Go to={paths.changeTests(site.id)}>show all tests</Go>.</>}</>}
    >
      <form onSubmit={submit} aria-label="Draft of the parameters">
        {families(shown).map(({ name, tests }) => (
          <Section key={name} title={name}>
            {tests.map((test) => <TestFields key={test.id} test={test} wish={wish} change={change} />)}
          </Section>
        ))}
        <Section title="Shown from" aside="The probability from which findings of a kind are shown">
          <div className={styles.kinds}>
            {kinds.map(({ kind, value, standard, least, most }) => (
              <NumberInput
                key={kind} label={kindWords(kind)} description={`standard ${showPercent(standard)}, up to ${showPercent(most)}`} suffix=" %" decimalScale={1} hideControls
                min={least * 100} max={most * 100} value={percent(wish.showFrom[kind] ?? value)}
                onChange={(typed) => typed !== "" && change("showFrom", kind, Math.round(Number(typed) * 10) / 1000, value)}
              />
            ))}
          </div>
        </Section>
        <div className={styles.foot}>
          {draft.error && <FailureNotice error={draft.error} doing="Drafting" />}
          <div className={styles.row}>
            <Textarea className={styles.why ?? ""} label="Why" description="For whoever reads it later" autosize minRows={1} maxRows={4} maxLength={1000} required value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
            <Button type="submit" disabled={count === 0 || why.trim() === ""} loading={draft.isPending}>{count === 0 ? "Nothing changed yet" : count === 1 ? "Draft 1 change" : `Draft ${count} changes`}</Button>
          </div>
        </div>
      </form>
    </Page>
  );
}

const percent = (share: number): number => Math.round(share * 1000) / 10;

/** Everything that will hold: what is set now, with the wish over it. The server leaves out what is standard. */
function settingsOf({ settings, items }: Tests, { on, values, showFrom }: Wish) {
  return {
    off: items.filter((test) => test.switchable && !(on[test.id] ?? test.on)).map(({ id }) => id),
    values: { ...settings.values, ...values }, showFrom: { ...settings.showFrom, ...showFrom },
  };
}

function TestFields({ test, wish, change }: { test: Test; wish: Wish; change: Change }) {
  const on = wish.on[test.id] ?? test.on;
  const name = `${test.id} ${test.name}`;
  return (
    <fieldset className={styles.one} aria-label={name}>
      {test.switchable ? <Switch label={name} checked={on} onChange={(event) => change("on", test.id, event.currentTarget.checked, test.on)} /> : <span className={styles.name}>{test.name}</span>}
      <div className={styles.values}>
        {test.parameters.map(({ name: parameter, means, unit, value, standard, least, most, whole }) => {
          const key = `${test.id}.${parameter}`;
          return (
            <NumberInput
              key={key} label={means} description={`${unitWords(unit)}, ${showNumber(least)} to ${showNumber(most)}; standard ${showNumber(standard)}`} disabled={!on}
              min={least} max={most} allowDecimal={!whole} thousandSeparator="," hideControls clampBehavior="blur" value={wish.values[key] ?? value}
              onChange={(typed) => typed !== "" && change("values", key, Number(typed), value)}
            />
          );
        })}
      </div>
    </fieldset>
  );
}
