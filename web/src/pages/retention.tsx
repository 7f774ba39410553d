/** How long the entries of the organisation and of each site are kept. Longer is a wish; shorter deletes for good, so its button says so. */
import { Button, NumberInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { changeRetention } from "../api/control.ts";
import * as queries from "../api/queries.ts";
import { useSession } from "../app/going.ts";
import { paths } from "../app/paths.ts";
import form from "../blocks/form.module.css";
import { Go } from "../blocks/go.tsx";
import { FailureNotice, Notice } from "../blocks/notice.tsx";
import { Page, Section } from "../blocks/page.tsx";
import { showCount } from "../words/money.ts";

type Typed = { readonly organisation: number; readonly sites: Readonly<Record<string, number | null>> };

export function RetentionPage() {
  const { data } = useSuspenseQuery(queries.retention);
  const { permissions } = useSession();
  const mayChange = permissions.includes("organisation:change");
  const before: Typed = { organisation: data.organisationDays, sites: Object.fromEntries(data.sites.map(({ siteId, own, days }) => [siteId, own ? days : null])) };
  const [typed, setTyped] = useState(before);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => changeRetention({ organisationDays: typed.organisation, sites: data.sites.map(({ siteId }) => ({ siteId, days: typed.sites[siteId] ?? null })).filter(({ siteId, days }) => days !== before.sites[siteId]) }),
    onSuccess: (now) => {
      client.setQueryData(queries.retention.queryKey, now);
      return client.invalidateQueries({ predicate: ({ queryKey }) => queryKey.at(-1) === "state" });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const changed = JSON.stringify(typed) !== JSON.stringify(before);
  const shorter = changed && shortened(before, typed);
  const away = data.sites.filter(({ confirmed }) => !confirmed);
  return (
    <Page
      title="How long entries are kept"
      above={{ to: paths.settings(), words: "Settings" }}
      lead={`Every entry of the activity is kept for at least ${data.leastDays} days; nobody can have one deleted earlier. You can have them kept longer. What is past its time is deleted by schedule, each time with an entry that says so, and a kept checkpoint still proves that it was there.`}
    >
      {away.length > 0 && <Notice meaning="held" title={`On its way to the region: ${away.map(({ name }) => name).join(", ")}`}><p>Until the region has confirmed, entries there are kept as long as before.</p></Notice>}
      <Section title="Days" aside={<Go to={paths.organisationActivity({ act: "retention" })}>Who changed this, and when</Go>}>
        <form className={form.form} onSubmit={submit}>
          {save.error && <FailureNotice error={save.error} doing="Changing how long entries are kept" />}
          {save.isSuccess && !changed && <Notice title="Saved." live />}
          <Days label="The organisation: sign-ins, people, access" least={data.leastDays} most={data.mostDays} value={typed.organisation} disabled={!mayChange} onChange={(days) => setTyped({ ...typed, organisation: days ?? data.organisationDays })} />
          {data.sites.map(({ siteId, name }) => (
            <Days key={siteId} label={`Site ${name}`} empty={`Empty: as long as the organisation's, ${showCount(typed.organisation)} days.`} least={data.leastDays} most={data.mostDays} value={typed.sites[siteId] ?? null} disabled={!mayChange} onChange={(days) => setTyped({ ...typed, sites: { ...typed.sites, [siteId]: days } })} />
          ))}
          {mayChange ? (
            <div className={form.actions}>
              <Button type="submit" disabled={!changed} loading={save.isPending} {...(shorter ? { color: "red" } : {})}>{shorter ? "Keep shorter, and delete what is older" : "Save"}</Button>
            </div>
          ) : (
            <p>An administrator of your organisation can change this.</p>
          )}
        </form>
      </Section>
    </Page>
  );
}

type DaysProps = { label: string; empty?: string; least: number; most: number; value: number | null; disabled: boolean; onChange: (days: number | null) => void };

/** The server refuses what is too short, in words; the field does not change what somebody types. */
function Days({ label, empty, least, most, value, disabled, onChange }: DaysProps) {
  return (
    <NumberInput
      label={label}
      description={`Days, ${showCount(least)} to ${showCount(most)}. ${empty ?? ""}`}
      value={value ?? ""}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="none"
      thousandSeparator=","
      hideControls
      disabled={disabled}
      onChange={(days) => onChange(typeof days === "number" ? days : null)}
    />
  );
}

const shortened = (before: Typed, now: Typed): boolean =>
  now.organisation < before.organisation || Object.keys(now.sites).some((id) => (now.sites[id] ?? now.organisation) < (before.sites[id] ?? before.organisation));
