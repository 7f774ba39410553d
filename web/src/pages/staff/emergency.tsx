/** Breaking the glass. Customer and site are chosen by name where the helpdesk or an earlier access has to do with them; by id otherwise. */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/staff-queries.ts";
import { breakGlass, type AccessAsked } from "../../api/staff.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Section } from "../../blocks/page.tsx";
import { useAsking, useDuty, What } from "./asking.tsx";

const BY_ID = "by id";
type Named = { readonly id: string; readonly name: string };

/** Every site that a ticket or an access names, by customer and name. */
function usePlaces(): readonly { readonly value: string; readonly label: string }[] {
  const { data: { items: grants } } = useSuspenseQuery(queries.grants);
  const queues = [useInfiniteQuery(queries.queue("open")), useInfiniteQuery(queries.queue("waiting")), useInfiniteQuery(queries.queue("ended"))];
  const places = new Map<string, string>();
  const add = (organisation: Named, site: Named | null): void => {
    if (site !== null) places.set(`${organisation.id} ${site.id}`, `${organisation.name}, ${site.name}`);
  };
  for (const { organisation, site } of grants) add(organisation, site);
  for (const { organisation, site } of queues.flatMap(({ data }) => data?.pages.flatMap(({ items }) => items) ?? [])) add(organisation, site);
  return [...places].map(([value, label]) => ({ value, label })).toSorted((a, b) => a.label.localeCompare(b.label, "en"));
}

export function EmergencyForm({ onDone }: { onDone: () => void }) {
  const places = usePlaces();
  const [duty, setDuty] = useState(useDuty());
  const [fields, setFields] = useState({ place: "", organisation: "", site: "", reason: "" });
  const [chosen, setChosen] = useState<string[]>(["runs:read"]);
  const open = useAsking(breakGlass, onDone);
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setFields((now) => ({ ...now, [name]: value }));
  };
  const byId = fields.place === BY_ID || places.length === 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const [organisation = "", site = ""] = byId ? [fields.organisation.trim(), fields.site.trim()] : fields.place.split(" ");
    open.mutate({ organisation, site, reason: fields.reason, duty, permissions: chosen as AccessAsked["permissions"] });
  };
  return (
    <Section title="Break the glass">
      <Notice meaning="risk" title="For an emergency without a ticket"><p>Half an hour, with one other person who authorises it. The customer is told at once, and nobody can do it again until somebody else has written the account.</p></Notice>
      {open.error && <FailureNotice error={open.error} doing="Breaking the glass" />}
      <form className={form.form} onSubmit={submit}>
        {places.length > 0 && (
          <NativeSelect label="Customer and site" description="Those that a ticket or an earlier access names" value={fields.place} onChange={set("place")} required withAsterisk={false}
            data={[{ value: "", label: "Choose" }, ...places, { value: BY_ID, label: "Another, by its id" }]} />
        )}
        {byId && (
          <>
            <TextInput label="Customer" description="Id of the organisation" value={fields.organisation} onChange={set("organisation")} required withAsterisk={false} />
            <TextInput label="Site" description="Id of the site" value={fields.site} onChange={set("site")} required withAsterisk={false} />
          </>
        )}
        <What duty={duty} setDuty={setDuty} chosen={chosen} setChosen={setChosen} />
        <Textarea label="What is the emergency" description="The customer reads this" value={fields.reason} onChange={set("reason")} autosize minRows={2} required withAsterisk={false} />
        <div className={form.actions}>
          <Button color="red" type="submit" loading={open.isPending}>Break the glass</Button>
          <Button variant="subtle" onClick={onDone}>Leave it</Button>
        </div>
      </form>
    </Section>
  );
}
