/** Sanctions lists of the site: which are screened against and how old they are, files that wait to be read, and every version there was. */
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import { sendFile, useSendingFiles } from "../../api/sending-files.ts";
import type { Issuer, SanctionsVersion, SanctionsVersionList, Site } from "../../api/shapes.ts";
import { useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Empty } from "../../blocks/empty.tsx";
import { Go } from "../../blocks/go.tsx";
import { Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { showCount } from "../../words/money.ts";
import { ageWords, ISSUERS, LIST_WORDS } from "../../words/sanctions.ts";
import { showDay } from "../../words/time.ts";
import { DropZone } from "../uploads/drop-zone.tsx";
import { SendingList } from "../uploads/sending-list.tsx";
import styles from "./sanctions-lists.module.css";
import { Versions } from "./versions.tsx";
import { WaitingFiles } from "./waiting-files.tsx";

const KINDS = ".csv,.xml,.txt,.gz";
const WHAT = "The files as their publishers give them: UK Sanctions List (CSV), UN consolidated list (XML), OFAC sdn, alt and add (CSV); packed with gzip or not. They are recognised by what they hold.";

export function SanctionsListsPage() {
  const site = useSite();
  const client = useQueryClient();
  const { data } = useSuspenseQuery(queries.sanctionsLists(site));
  const sending = useSendingFiles(site.id, undefined, "sanctions-list");
  const refresh = (): void => void client.invalidateQueries({ queryKey: queries.sanctionsLists(site).queryKey });
  return (
    <Page title="Sanctions lists" lead="Suppliers, people on the payroll and payees are compared with the names on these lists, by every run and every check of payments.">
      {may(site, "addLists") && may(site, "sendFiles") && (
        <DropZone title="Drop the files of a list here" kinds={KINDS} words={WHAT} onFiles={(files) => files.forEach((file) => sendFile(site, file, refresh, undefined, "sanctions-list"))} />
      )}
      <SendingList files={sending} />
      <WaitingFiles site={site} data={data} onChanged={refresh} />
      {data.total === 0 ? <Nothing site={site} /> : <InUse site={site} data={data} />}
      {data.total > 0 && <Versions site={site} data={data} onChanged={refresh} />}
    </Page>
  );
}

type Row = { readonly list: Issuer; readonly version: SanctionsVersion | undefined };

function InUse({ site, data }: { site: Site; data: SanctionsVersionList }) {
  const rows = ISSUERS.map((list): Row => ({ list, version: data.items.find((one) => one.list === list && one.state === "current") }));
  const old = rows.filter(({ version }) => version?.old);
  return (
    <Section title="Screened against now" aside={data.examining ? "The ledger is being examined with the newest lists" : data.lastRun ? <>Hits are findings of the <Go to={paths.run(site.id, data.lastRun.id)}>last run</Go></> : "No run has used them yet"}>
      {old.length > 0 && (
        <div className={styles.told}><Notice meaning="held" title={old.length === 1 ? "A list is old" : `${old.length} lists are old`}>
          <p>Lists are changed several times a month. Names listed since are not seen: after {data.oldAfterDays} days, get the present {old.length === 1 ? "list" : "lists"} from {old.length === 1 ? "its publisher" : "their publishers"} and drop {old.length === 1 ? "it" : "them"} here.</p>
        </Notice></div>
      )}
      <Table
        caption="Lists that are screened against"
        rows={rows}
        keyOf={({ list }) => list}
        columns={[
          { key: "list", head: "List", cell: ({ list }) => <strong>{LIST_WORDS[list]}</strong> },
          { key: "of", head: "As of", narrow: true, cell: ({ version }) => (version ? <AsOf version={version} /> : "") },
          { key: "age", head: "Age", narrow: true, cell: ({ version }) => <Age version={version} /> },
          { key: "names", head: "Names", number: true, narrow: true, cell: ({ version }) => version && <>{showCount(version.names)}<span className={styles.under}>of {showCount(version.subjects)} entries</span></> },
          { key: "hits", head: "Hits", number: true, narrow: true, cell: ({ version }) => version && <Hits site={site} version={version} /> },
        ]}
      />
    </Section>
  );
}

export const AsOf = ({ version }: { version: SanctionsVersion }) =>
  version.publishedOn === null ? <>not said<span className={styles.under}>read <When at={version.readAt} /></span></> : <>{showDay(version.publishedOn)}</>;

function Age({ version }: { version: SanctionsVersion | undefined }) {
  if (version === undefined) return <Tag meaning="held">Not given</Tag>;
  return <Tag meaning={version.old ? "held" : "good"}>{ageWords(version.ageDays, version.publishedOn !== null)}</Tag>;
}

function Hits({ site, version }: { site: Site; version: SanctionsVersion }) {
  if (version.hits === null) return <>not used yet</>;
  if (version.hits === 0 || !may(site, "seeFindings")) return <>{version.hits === 0 ? "none" : showCount(version.hits)}</>;
  return <Go to={paths.findings(site.id, { kind: "sanctions_match", decision: "all" })}>{showCount(version.hits)}</Go>;
}

function Nothing({ site }: { site: Site }) {
  return (
    <Empty title="Nobody is screened yet">
      <p>Paying somebody on a sanctions list may be an offence, whatever was owed. The lists are public; their publishers give them as files, free of charge:</p>
      <ul className={styles.publishers}>
        <li><strong>UK Sanctions List</strong>: the Foreign, Commonwealth and Development Office, on the government&rsquo;s website; CSV</li>
        <li><strong>UN Security Council Consolidated List</strong>: the Security Council, on the website of the United Nations; XML</li>
        <li><strong>OFAC SDN List</strong>: the Office of Foreign Assets Control of the US Treasury, in its list service; sdn.csv with alt.csv and add.csv</li>
      </ul>
      <p>{may(site, "addLists") ? "Download them from there and drop them above. This service fetches nothing by itself." : "Whoever may have sanctions lists read can add them here."}</p>
    </Empty>
  );
}
