/** A new campaign: which mail, to whom, when. What would come is shown beside it. */
import { Button, Checkbox, NativeSelect, Radio, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/staff-queries.ts";
import { startCampaign } from "../../api/staff.ts";
import { useGoing } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Empty } from "../../blocks/empty.tsx";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { LANDINGS, monthWords } from "../../words/phishing.ts";
import { Lure } from "./lure.tsx";
import lure from "./lure.module.css";

export function StaffNewCampaignPage() {
  const { data: { items: templates } } = useSuspenseQuery(queries.templates);
  return (
    <Page title="New campaign" above={{ to: paths.staffPhishing(), words: "Phishing tests" }} lead="Each person gets one mail with a link of their own. What happens within fourteen days counts.">
      {templates.length === 0 ? <Empty title="There is no template" action={<Go to={paths.staffTemplates()}>Write one</Go>}><p>A campaign sends the text of a template.</p></Empty> : <NewCampaign />}
    </Page>
  );
}

const thisMonth = (): string => monthWords(new Date().toISOString().slice(0, 7));

function NewCampaign() {
  const { data: { items: templates } } = useSuspenseQuery(queries.templates);
  const { data: { teams } } = useSuspenseQuery(queries.campaigns);
  const [fields, setFields] = useState({ name: thisMonth(), template: templates[0]?.id ?? "", to: "everybody", when: "now", at: "" });
  const [chosen, setChosen] = useState<string[]>([]);
  const client = useQueryClient();
  const going = useGoing();
  const template = templates.find(({ id }) => id === fields.template);
  const people = teams.filter(({ team }) => fields.to === "everybody" || chosen.includes(team)).reduce((sum, one) => sum + one.people, 0);
  const start = useMutation({
    mutationFn: () => startCampaign({
      name: fields.name.trim(), template: fields.template, version: template?.version ?? 1,
      ...(fields.to === "teams" && { teams: chosen }), ...(fields.when === "later" && { startsAt: new Date(fields.at).toISOString() }),
    }),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ["staff", "campaigns"] });
      going.to(paths.staffCampaign(id));
    },
  });
  const set = (name: keyof typeof fields) => (value: string) => setFields((now) => ({ ...now, [name]: value }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <div className={lure.pair}>
      <form className={form.form} onSubmit={submit} aria-label="New campaign">
        {start.error && <FailureNotice error={start.error} doing="Starting the campaign" />}
        <TextInput label="Name" description="Seen by security and the people team" value={fields.name} maxLength={100} onChange={(event) => set("name")(event.currentTarget.value)} required withAsterisk={false} />
        <NativeSelect label="Template" value={fields.template} onChange={(event) => set("template")(event.currentTarget.value)} data={templates.map(({ id, name }) => ({ value: id, label: name }))} />
        <Radio.Group label="To" value={fields.to} onChange={set("to")}>
          <Radio mt={8} value="everybody" label="Everybody who works here, yourself included" />
          <Radio mt={8} value="teams" label="Some teams" />
        </Radio.Group>
        {fields.to === "teams" && (
          <Checkbox.Group label="Teams" description="A month counts only when nine in ten of everybody were reached" value={chosen} onChange={setChosen}>
            {teams.map(({ team, people: count }) => <Checkbox key={team} mt={8} value={team} label={`${team} (${count})`} />)}
          </Checkbox.Group>
        )}
        <Radio.Group label="When" value={fields.when} onChange={set("when")}>
          <Radio mt={8} value="now" label="Now" />
          <Radio mt={8} value="later" label="At a time" />
        </Radio.Group>
        {fields.when === "later" && <TextInput type="datetime-local" label="Begins" description="In your own time zone, within 90 days" value={fields.at} onChange={(event) => set("at")(event.currentTarget.value)} required withAsterisk={false} />}
        <div className={form.actions}>
          <Button type="submit" loading={start.isPending} disabled={people === 0 || (fields.when === "later" && fields.at === "")}>
            {fields.when === "now" ? `Send it to ${people} ${people === 1 ? "person" : "people"} now` : `Schedule it for ${people} ${people === 1 ? "person" : "people"}`}
          </Button>
        </div>
      </form>
      {template && (
        <Section title="The mail, as it would come to you" aside={<Go to={paths.staffTemplates({ open: template.id })}>Change the template</Go>}>
          <Lure lure={template.preview} />
          <p>Behind the link: {LANDINGS[template.page].toLowerCase()}. Afterwards it says that this was a test, and what gave it away.</p>
        </Section>
      )}
    </div>
  );
}
