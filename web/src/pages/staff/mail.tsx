/** Mail to the operator's people and what became of it; where there is no mail server, what would have been sent. */
import { Button } from "@mantine/core";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/staff-queries.ts";
import { readMail } from "../../api/staff.ts";
import styles from "../../blocks/add-factor.module.css";
import { Empty } from "../../blocks/empty.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { MAIL_STATES, mailWords } from "../../words/mail.ts";

export function StaffMailPage() {
  const { data } = useSuspenseQuery(queries.mail);
  const read = useMutation({ mutationFn: readMail });
  return (
    <Page title="Mail" lead="What was sent to the people of the register, newest first.">
      {data.leaves === "kept" && (
        <Notice meaning="held" title="This installation has no mail server, so nothing is sent.">
          <p>What would have been sent is kept here for a week. Pass each link on only to the person it is for. Every reading is in the operator's trail.</p>
        </Notice>
      )}
      {data.leaves === "off" && <Notice meaning="held" title="Mail is not set up, so nothing can be sent." />}
      {read.error && <FailureNotice error={read.error} doing="Reading the mail" />}
      {read.data && (
        <article aria-label="The mail" className={styles.letter}>
          <h2>{read.data.subject}</h2>
          {read.data.text.trim().split("\n\n").map((part) => <p key={part}>{part.startsWith("https://") ? <a href={part}>{part}</a> : part}</p>)}
        </article>
      )}
      {data.items.length === 0 ? (
        <Empty title="No mail yet"><p>Links for passkeys and reminders of what runs out will be listed here with what became of them.</p></Empty>
      ) : (
        <Table caption="Mail, newest first" rows={data.items} keyOf={(one) => one.id} columns={[
          { key: "at", head: "When", narrow: true, cell: (one) => <When at={one.createdAt} exact /> },
          { key: "to", head: "To", cell: (one) => one.to },
          { key: "what", head: "What", cell: (one) => mailWords(one.template) },
          { key: "state", head: "State", narrow: true, cell: (one) => <Tag meaning={MAIL_STATES[one.state].meaning}>{MAIL_STATES[one.state].words}</Tag> },
          { key: "read", head: "", narrow: true, cell: (one) => one.readable && <Button size="compact-sm" variant="default" aria-label={`Read ${mailWords(one.template)} to ${one.to}`} onClick={() => read.mutate(one.id)}>Read</Button> },
        ]} />
      )}
    </Page>
  );
}
