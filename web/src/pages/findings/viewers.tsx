/** "Who can see this finding, and why?": by assignment, with the people who have it. Asked on demand. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/queries.ts";
import type { Site } from "../../api/shapes.ts";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Table } from "../../blocks/table.tsx";
import { showCount } from "../../words/money.ts";
import { roleInWords } from "../../words/roles.ts";

export function Viewers({ site, findingId }: { site: Site; findingId: string }) {
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching } = useQuery({ ...queries.viewers(site, findingId), enabled: asked });
  if (error) return <FailureNotice error={error} doing="Asking who can see this finding" />;
  if (!data) return <Button variant="default" loading={isFetching} onClick={() => setAsked(true)}>Show who can see it</Button>;
  return (
    <>
      <p role="status">
        {data.companyCodes === null
          ? "It rests on rows without a company code, or on records that belong to none, so only those who see all company codes see it."
          : `It rests on company ${data.companyCodes.length === 1 ? "code" : "codes"} ${data.companyCodes.join(", ")}: whoever may see findings of ${data.companyCodes.length === 1 ? "it" : "all of them"} sees it.`}
      </p>
      <Table
        caption="Who can see this finding, by assignment"
        rows={data.viewers}
        keyOf={(_, at) => String(at)}
        columns={[
          { key: "role", head: "Because of the role", cell: (one) => roleInWords(one.role) },
          { key: "where", head: "At", narrow: true, cell: (one) => (one.allSites ? "All sites" : site.name) },
          { key: "codes", head: "For", narrow: true, cell: (one) => (one.allCompanyCodes ? "All company codes" : "These company codes") },
          { key: "count", head: "People", number: true, narrow: true, cell: (one) => showCount(one.count) },
          { key: "names", head: "Who", cell: (one) => `${one.names.join(", ")}${one.count > one.names.length ? ` and ${showCount(one.count - one.names.length)} more` : ""}` },
        ]}
      />
      {data.viewers.length === 0 && <p>Nobody.</p>}
    </>
  );
}
