/** Where the entries of a site, or of the organisation itself, go besides being kept here: each feed with how far it has come, and what is wrong where something is. */
import { Button } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/queries.ts";
import { organisationTrail, siteTrail, type Trail } from "../../api/trails.ts";
import { useSession, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may, whyNot } from "../../app/rights.ts";
import { TrailSwitch } from "../../app/trail-switch.tsx";
import { Empty } from "../../blocks/empty.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { FeedForm } from "./feed-form.tsx";
import { FeedSection } from "./feed-section.tsx";
import { Secret } from "./secret.tsx";

export function SiteFeedsPage() {
  const site = useSite();
  return <Feeds key={site.id} trail={siteTrail(site)} lead={`Where the entries of ${site.name} go besides being kept here: your own syslog server or webhook, each entry as an OCSF event, in order, with the alerts among them.`} />;
}

export function OrganisationFeedsPage() {
  const session = useSession();
  return <Feeds trail={organisationTrail(session)} lead={`Where the entries of ${session.organisation.name} itself go besides being kept here: sign-ins, people, sites and access, with the alerts among them. A site's entries have feeds of their own.`} />;
}

function Feeds({ trail, lead }: { trail: Trail; lead: string }) {
  const { data } = useSuspenseQuery(queries.feeds(trail));
  const { permissions } = useSession();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const not = whyNot(trail, "changeFeeds");
  return (
    <Page
      title="Feeds"
      lead={lead}
      actions={!adding && <Button onClick={() => setAdding(true)} disabled={not !== undefined} {...(not !== undefined && { title: not })}>Add a feed</Button>}
    >
      <TrailSwitch words="Whose feeds" needs="seeFeeds" ofSite={paths.feeds} ofOrganisation={may({ permissions }, "seeFeeds") ? paths.organisationFeeds() : undefined} />
      {secret !== null && <Secret secret={secret} onSeen={() => setSecret(null)} />}
      {adding && (
        <Section title="New feed">
          <FeedForm trail={trail} onDone={(shown) => { setSecret(shown); setAdding(false); }} onCancel={() => setAdding(false)} />
        </Section>
      )}
      {data.items.length === 0 && !adding ? (
        <Empty title="No feeds yet" action={may(trail, "changeFeeds") && <Button variant="default" onClick={() => setAdding(true)}>Add a feed</Button>}>
          <p>A feed sends every entry of the activity to a system of yours, such as Splunk or Microsoft Sentinel. Entries that could not be delivered wait and are sent later, in order.</p>
        </Empty>
      ) : (
        data.items.map((feed) => <FeedSection key={feed.id} trail={trail} feed={feed} stopAfterDays={data.stopAfterDays} onSecret={setSecret} />)
      )}
    </Page>
  );
}
