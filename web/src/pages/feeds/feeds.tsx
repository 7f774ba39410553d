/** Where the entries of a site go besides being kept here: each feed with how far it has come, and what is wrong where something is. */
import { Button } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/queries.ts";
import { useSite } from "../../app/going.ts";
import { may, whyNot } from "../../app/rights.ts";
import { Empty } from "../../blocks/empty.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { AddFeed } from "./add-feed.tsx";
import { FeedSection } from "./feed-section.tsx";
import { Secret } from "./secret.tsx";

export function FeedsPage() {
  const site = useSite();
  const { data } = useSuspenseQuery(queries.feeds(site));
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const not = whyNot(site, "changeFeeds");
  return (
    <Page
      title="Feeds"
      lead={`Where the entries of ${site.name} go besides being kept here: your own syslog server or webhook, each entry as an OCSF event, in order, with the alerts among them.`}
      actions={!adding && <Button onClick={() => setAdding(true)} disabled={not !== undefined} {...(not !== undefined && { title: not })}>Add a feed</Button>}
    >
      {secret !== null && <Secret secret={secret} onSeen={() => setSecret(null)} />}
      {adding && (
        <Section title="New feed">
          <AddFeed site={site} onAdded={(shown) => { setSecret(shown); setAdding(false); }} onCancel={() => setAdding(false)} />
        </Section>
      )}
      {data.items.length === 0 && !adding ? (
        <Empty title="No feeds yet" action={may(site, "changeFeeds") && <Button variant="default" onClick={() => setAdding(true)}>Add a feed</Button>}>
          <p>A feed sends every entry of the activity to a system of yours, such as Splunk or Microsoft Sentinel. Entries that could not be delivered wait and are sent later, in order.</p>
        </Empty>
      ) : (
        data.items.map((feed) => <FeedSection key={feed.id} site={site} feed={feed} stopAfterDays={data.stopAfterDays} onSecret={setSecret} />)
      )}
    </Page>
  );
}
