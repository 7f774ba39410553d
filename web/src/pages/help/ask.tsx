/** Asking the helpdesk. From a finding or an import it is named by its id alone: nothing of it is sent. */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { raiseTicket, type NewTicket, type Priority } from "../../api/tickets.ts";
import { useFilters, useGoing, useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page } from "../../blocks/page.tsx";
import { PRIORITIES } from "../../words/tickets.ts";
import styles from "./help.module.css";

export function AskPage() {
  const { sites } = useSession();
  const filters = useFilters();
  const going = useGoing();
  const client = useQueryClient();
  const related = relatedIn(filters);
  const [subject, setSubject] = useState("");
  const [message, setMessage] = useState("");
  const [priority, setPriority] = useState<Priority>("normal");
  const [site, setSite] = useState(filters["site"] ?? (sites.length === 1 ? (sites[0]?.id ?? "") : ""));
  const send = useMutation({
    mutationFn: raiseTicket,
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ["tickets"] });
      going.replace(paths.ticket(id));
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send.mutate({ subject, message, priority, ...(site && { site }), ...(related && site && { related }) });
  };
  return (
    <Page title="Ask the helpdesk" above={{ to: paths.help(), words: "Help" }} lead="Say what you did, what you expected and what happened instead. Files can be added afterwards.">
      <form className={`${form.form} ${styles.ask}`} onSubmit={submit}>
        {send.error && <FailureNotice error={send.error} doing="Asking" />}
        {related && <Notice title={`About one ${related.kind}`}><p>The helpdesk is told its number, {related.id.slice(-8)}, and nothing of what is in it. It sees your data only if you agree to a request for access.</p></Notice>}
        <TextInput label="Subject" value={subject} maxLength={200} required withAsterisk={false} onChange={(event) => setSubject(event.currentTarget.value)} />
        <Textarea label="Message" description="Please leave out account numbers and other contents of your ledger: they are not needed here." value={message} minRows={6} autosize maxRows={18} maxLength={20_000} required withAsterisk={false} onChange={(event) => setMessage(event.currentTarget.value)} />
        <NativeSelect label="Priority" value={priority} onChange={(event) => setPriority(event.currentTarget.value as Priority)} data={PRIORITIES.map(({ value, label, target }) => ({ value, label: `${label}: answered ${target}` }))} />
        <NativeSelect
          label="Site that it concerns" description="Where files of this ticket are kept, and the only one that access could be asked for." value={site} disabled={related !== undefined}
          onChange={(event) => setSite(event.currentTarget.value)} data={[{ value: "", label: "None" }, ...sites.map(({ id, name }) => ({ value: id, label: name }))]}
        />
        <p className={form.hint}>Working hours are Monday to Friday, 09:00 to 17:00 UTC.</p>
        <div className={form.actions}>
          <Button type="submit" loading={send.isPending} disabled={!subject.trim() || !message.trim()}>Ask</Button>
        </div>
      </form>
    </Page>
  );
}

function relatedIn({ finding, import: imported }: Readonly<Record<string, string>>): NewTicket["related"] {
  if (finding) return { kind: "finding", id: finding };
  return imported ? { kind: "import", id: imported } : undefined;
}
