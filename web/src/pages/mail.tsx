/** Mail that was sent to the organisation's people and what became of it; where there is no mail server, what would have been sent. */
import { Button } from "@mantine/core";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { readMail } from "../api/control.ts";
import * as queries from "../api/queries.ts";
import type { Mail } from "../api/shapes.ts";
import { paths } from "../app/paths.ts";
import styles from "../blocks/add-factor.module.css";
import { Empty } from "../blocks/empty.tsx";
import form from "../blocks/form.module.css";
import { FailureNotice, Notice } from "../blocks/notice.tsx";
import { Page } from "../blocks/page.tsx";
import { Table } from "../blocks/table.tsx";
import { Tag } from "../blocks/tag.tsx";
import { When } from "../blocks/when.tsx";
import { MAIL_STATES, mailWords } from "../words/mail.ts";

export function MailPage() {
  const { data } = useSuspenseQuery(queries.mail);
  const read = useMutation({ mutationFn: (mail: Mail) => readMail(mail.id) });
  return (
    <Page title="Mail" above={{ to: paths.people(), words: "People" }} lead="What was sent to the people of your organisation about their accounts, newest first.">
      {data.leaves === "kept" && (
        <Notice meaning="held" title="This installation has no mail server, so nothing is sent.">
          <p>What would have been sent is kept here for a week. The links in it are keys to accounts: pass each on only to the person it is for. Every reading is in the activity.</p>
        </Notice>
      )}
      {data.leaves === "off" && <Notice meaning="held" title="Mail is not set up, so nothing can be sent. Whoever runs this installation can name a mail server." />}
      {read.error && <FailureNotice error={read.error} doing="Reading the mail" />}
      {read.data && (
        <article aria-label="The mail" className={styles.letter}>
          <h2>{read.data.subject}</h2>
          {read.data.text.trim().split("\n\n").map((part) => (
            <p key={part}>{part.startsWith("https://") ? <a href={part}>{part}</a> : part}</p>
          ))}
        </article>
      )}
      {data.items.length === 0 ? (
        <Empty title="No mail yet">
          <p>Invitations, new passwords and notices about accounts will be listed here with what became of them.</p>
        </Empty>
      ) : (
        <Table
          caption="Mail, newest first"
          rows={data.items}
          keyOf={(one) => one.id}
          columns={[
            {
              key: "what",
              head: "What, to whom",
              cell: (one) => (
                <>
                  {mailWords(one.template)}
                  <div className={form.hint}>{one.to}</div>
                </>
              ),
            },
            {
              key: "read",
              head: "",
              narrow: true,
              cell: (one) =>
                one.readable && (
                  <Button size="compact-sm" variant="default" aria-label={`Read ${mailWords(one.template)} to ${one.to}`} onClick={() => read.mutate(one)}>
                    Read
                  </Button>
                ),
            },
            { key: "state", head: "State", narrow: true, cell: (one) => <Tag meaning={MAIL_STATES[one.state].meaning}>{MAIL_STATES[one.state].words}</Tag> },
            { key: "at", head: "When", narrow: true, cell: (one) => <When at={one.createdAt} exact /> },
            { key: "reply", head: "Answer", narrow: true, cell: (one) => one.reply ?? "" },
          ]}
        />
      )}
    </Page>
  );
}
