/** Who did what in this site, newest first: reads of its data too. */
import { Button } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import * as queries from "../api/queries.ts";
import type { ActivityEntry, Site } from "../api/shapes.ts";
import { useSession, useSite } from "../app/going.ts";
import { paths } from "../app/paths.ts";
import { Go } from "../blocks/go.tsx";
import { Empty } from "../blocks/empty.tsx";
import { Page } from "../blocks/page.tsx";
import { Table } from "../blocks/table.tsx";
import { When } from "../blocks/when.tsx";
import { actWords } from "../words/acts.ts";
import { sentence } from "../words/kinds.ts";

/** A name where the entry holds one; the reader's own entries are known without. */
function whoOf({ who }: ActivityEntry, person: { id: string; name: string }): string {
  if (who.name) return who.name;
  if (who.id === person.id) return person.name;
  return who.kind === "job" || who.kind === "system" ? "Spendward" : who.kind === "staff" ? "Operator's staff" : who.id;
}

/** What it was done to, as a link where it has a page. */
function ObjectOf({ site, entry: { object } }: { site: Site; entry: ActivityEntry }) {
  const page = { finding: paths.finding, import: paths.oneImport, run: paths.run }[object.kind];
  if (object.kind === "site") return <>The site</>;
  const short = object.id.slice(-8);
  const words = `${sentence(object.kind)} …${short}`;
  return page ? <Go to={page(site.id, object.id)} title={object.id}>{words}</Go> : <span title={object.id}>{words}</span>;
}

export function ActivityPage() {
  const site = useSite();
  const { person } = useSession();
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
              { key: "who", head: "Who", cell: (entry) => whoOf(entry, person) },
              { key: "act", head: "What", cell: (entry) => actWords(entry.act) },
              { key: "object", head: "On", cell: (entry) => <ObjectOf site={site} entry={entry} /> },
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
