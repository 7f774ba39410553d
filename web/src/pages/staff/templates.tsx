/** Templates of test mails: read, write a new one, write a new version. What was sent once stays as it was. */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/staff-queries.ts";
import { writeTemplate, type CampaignTemplate, type CampaignTemplateText } from "../../api/staff.ts";
import { useFilters, useGoing } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { useOwn } from "../../app/staff-frame.tsx";
import { Empty } from "../../blocks/empty.tsx";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { When } from "../../blocks/when.tsx";
import { LANDINGS } from "../../words/phishing.ts";
import { Lure } from "./lure.tsx";
import lure from "./lure.module.css";

const NEW = "new";

export function StaffTemplatesPage() {
  const { data: { items } } = useSuspenseQuery(queries.templates);
  const { rights } = useOwn();
  const { open } = useFilters();
  const going = useGoing();
  const mayWrite = rights.includes("phishing:run");
  const found = items.find(({ id }) => id === open);
  return (
    <Page title="Templates" above={{ to: paths.staffPhishing(), words: "Phishing tests" }} lead="The texts of test mails. Each change is a new version; campaigns keep the one that they sent." actions={mayWrite && <Button onClick={() => going.to(paths.staffTemplates({ open: NEW }))}>New template</Button>}>
      {found && (
        <Section title={found.name} aside={<>version {found.version}, by {found.by}</>}>
          <div className={lure.pair}>
            {mayWrite && <Write key={found.id + found.version} template={found} />}
            <Lure lure={found.preview} />
          </div>
        </Section>
      )}
      {open === NEW && mayWrite && <Section title="New template"><Write key={NEW} template={undefined} /></Section>}
      {items.length === 0 ? <Empty title="There is no template"><p>A campaign sends the text of a template.</p></Empty> : (
        <Section title="All templates"><All items={items} /></Section>
      )}
    </Page>
  );
}

function All({ items }: { items: readonly CampaignTemplate[] }) {
  return (
    <Table caption="Templates" rows={items} keyOf={(one) => one.id} columns={[
      { key: "name", head: "Template", cell: (one) => <Go to={paths.staffTemplates({ open: one.id })}>{one.name}</Go> },
      { key: "subject", head: "Subject", cell: (one) => one.subject },
      { key: "page", head: "Behind the link", cell: (one) => LANDINGS[one.page] },
      { key: "version", head: "Version", number: true, narrow: true, cell: (one) => one.version },
      { key: "used", head: "Campaigns", number: true, narrow: true, cell: (one) => one.used },
      { key: "at", head: "Written", narrow: true, cell: (one) => <When at={one.at} /> },
    ]} />
  );
}

const BLANK = { name: "", fromName: "", subject: "", body: "Hello {first name},\n\n\n\n{link}\n", page: "sign-in" as CampaignTemplateText["page"], signs: "" };

function Write({ template }: { template: CampaignTemplate | undefined }) {
  const { data: { placeholders } } = useSuspenseQuery(queries.templates);
  const [fields, setFields] = useState(template === undefined ? BLANK : { name: template.name, fromName: template.fromName, subject: template.subject, body: template.body, page: template.page, signs: template.signs.join("\n") });
  const client = useQueryClient();
  const going = useGoing();
  const write = useMutation({
    mutationFn: () => writeTemplate(template?.id, { ...fields, signs: fields.signs.split("\n").map((line) => line.trim()).filter((line) => line !== "") }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries(queries.templates);
      going.to(paths.staffTemplates({ open: id }));
    },
  });
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setFields((now) => ({ ...now, [name]: value }));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    write.mutate();
  };
  return (
    <form className={form.form} onSubmit={submit} aria-label={template === undefined ? "New template" : `New version of ${template.name}`}>
      {write.error && <FailureNotice error={write.error} doing="Writing the template" />}
      <TextInput label="Name" value={fields.name} maxLength={100} onChange={set("name")} required withAsterisk={false} />
      <TextInput label="From" description="The name beside our own address" value={fields.fromName} maxLength={80} onChange={set("fromName")} required withAsterisk={false} />
      <TextInput label="Subject" value={fields.subject} maxLength={150} onChange={set("subject")} required withAsterisk={false} />
      <Textarea label="Text" description={`Plain text, without any address. Placeholders: ${placeholders.join(", ")}. The link exactly once`} value={fields.body} maxLength={4_000} onChange={set("body")} minRows={8} autosize maxRows={20} required withAsterisk={false} />
      <NativeSelect label="Behind the link" value={fields.page} onChange={set("page")} data={Object.entries(LANDINGS).map(([value, label]) => ({ value, label }))} />
      <Textarea label="What gives it away" description="One line each, at most six. Told to whoever sent the form off" value={fields.signs} onChange={set("signs")} minRows={3} autosize maxRows={10} required withAsterisk={false} />
      <div className={form.actions}>
        <Button type="submit" loading={write.isPending}>{template === undefined ? "Add the template" : `Write version ${template.version + 1}`}</Button>
        <Button variant="subtle" onClick={() => going.to(paths.staffTemplates())}>Leave it</Button>
      </div>
    </form>
  );
}
