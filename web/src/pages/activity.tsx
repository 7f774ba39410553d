/** Who did what in this site, newest first: reads of its data too. */
import { Button } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import * as queries from "../api/queries.ts";
import { useSite } from "../app/going.ts";
import { Empty } from "../blocks/empty.tsx";
import { Page } from "../blocks/page.tsx";
import { Table } from "../blocks/table.tsx";
import { When } from "../blocks/when.tsx";
import { sentence } from "../words/kinds.ts";

/** `findings.read` → `Findings: read`. */
const actWords = (act: string): string => sentence(act.replace(".", ": "));

export function ActivityPage() {
  const site = useSite();
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(queries.activity(site));
  const entries = data.pages.flatMap((page) => page.items);
  return (
    <Page title="Activity" lead="Everything done in this site, by people and by the service, and every reading of its data. Entries are added, never changed.">
      {entries.length === 0 ? (
        <Empty title="Nothing yet">
          <p>Uploads, imports, runs and every look at a finding will be listed here with who and when.</p>
        </Empty>
      ) : (
        <>
          <Table
            caption="Activity, newest first"
            rows={entries}
            keyOf={(entry) => entry.id}
            columns={[
              { key: "at", head: "When", narrow: true, cell: (entry) => <When at={entry.at} exact /> },
              { key: "who", head: "Who", cell: (entry) => entry.who.name || sentence(entry.who.kind) },
              { key: "act", head: "What", cell: (entry) => actWords(entry.act) },
              { key: "object", head: "On", cell: (entry) => <code>{`${entry.object.kind} ${entry.object.id}`}</code> },
            ]}
          />
          {hasNextPage && (
            <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Show older entries
            </Button>
          )}
        </>
      )}
    </Page>
  );
}
