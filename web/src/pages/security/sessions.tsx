/** Where a person is signed in, so that a session they do not know can be ended. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { endSession } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { browserOf } from "../../words/device.ts";
import { strengthWords } from "../../words/sign-on.ts";

export function OwnSessions() {
  const { data } = useSuspenseQuery(queries.ownSessions);
  const client = useQueryClient();
  const end = useMutation({ mutationFn: endSession, onSettled: () => client.invalidateQueries(queries.ownSessions) });
  return (
    <>
      {end.error && <FailureNotice error={end.error} doing="Ending the session" />}
      <Table
        compact
        caption="Where you are signed in"
        rows={data.items}
        keyOf={(session) => session.id}
        columns={[
          {
            key: "browser",
            head: "Browser, and how",
            cell: (session) => (
              <>
                {browserOf(session.userAgent)}
                <div className={form.hint}>{strengthWords(session.strength)}</div>
              </>
            ),
          },
          { key: "since", head: "Signed in", narrow: true, cell: (session) => <When at={session.signedInAt} /> },
          { key: "seen", head: "Last seen", narrow: true, cell: (session) => <When at={session.lastSeenAt} /> },
          {
            key: "end",
            head: "",
            narrow: true,
            cell: (session) => session.current ? <Tag meaning="good">This one</Tag> : <Button size="compact-sm" variant="default" onClick={() => end.mutate(session.id)}>Sign out</Button>,
          },
        ]}
      />
    </>
  );
}
