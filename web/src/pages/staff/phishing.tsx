/** Phishing tests: whether each month had one, how they went by month and team, and for those who run them the campaigns. */
import { Button } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/staff-queries.ts";
import type { Campaign, Phishing } from "../../api/staff.ts";
import { useFilters, useGoing } from "../../app/going.ts";
import { useCommands } from "../../app/keys.ts";
import { paths } from "../../app/paths.ts";
import { useOwn } from "../../app/staff-frame.tsx";
import { Empty } from "../../blocks/empty.tsx";
import { Figures } from "../../blocks/figures.tsx";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { CAMPAIGN_STATES, countWords, monthWords, percentWords, pickMonth, shareOf } from "../../words/phishing.ts";
import { MonthBars } from "./month-bars.tsx";
import styles from "./staff.module.css";

const CONTROL = { good: { meaning: "good", words: "Each month has its test" }, failing: { meaning: "risk", words: "A month without a test" }, "not-due": { meaning: "neutral", words: "Not due yet" } } as const;

export function StaffPhishingPage() {
  const month = pickMonth(useFilters());
  const { data } = useSuspenseQuery(queries.phishing(month));
  const { rights } = useOwn();
  const going = useGoing();
  const mayRun = rights.includes("phishing:run");
  useCommands("Phishing tests", mayRun ? [{ keys: "n", words: "New campaign", run: () => going.to(paths.staffNewCampaign()) }] : []);
  const last = data.months.findLast(({ counts }) => counts !== null);
  return (
    <Page
      title="Phishing tests"
      lead="Mails of our own that look like an attacker's, to everybody who works here, each month. What anybody types behind their links never leaves their browser, and whether a mail was opened is not looked at."
      actions={<>{mayRun && <Button onClick={() => going.to(paths.staffNewCampaign())}>New campaign</Button>}<Button variant="default" onClick={() => going.to(paths.staffReport())}>Report a mail</Button></>}
    >
      <p className={styles.control}><Tag meaning={CONTROL[data.control.state].meaning}>{CONTROL[data.control.state].words}</Tag> <span>{data.control.why}</span></p>
      {last?.counts && (
        <Figures list={[
          { label: `Reached, ${monthWords(last.month)}`, value: last.counts.delivered, to: paths.staffPhishing({ month: last.month }), note: `of ${last.counts.people} mails` },
          { label: "Touched the link", value: percentWords(shareOf(last.counts.clicked, last.counts)), note: String(last.counts.clicked) },
          { label: "Sent the form off", value: percentWords(shareOf(last.counts.entered, last.counts)), note: String(last.counts.entered) },
          { label: "Reported it", value: percentWords(shareOf(last.counts.reported, last.counts)), note: String(last.counts.reported) },
        ]} />
      )}
      {last === undefined ? <NoResults sees={data.sees} mayRun={mayRun} /> : <Results data={data} />}
      {rights.includes("phishing:read") && <Campaigns month={month} mayRun={mayRun} />}
    </Page>
  );
}

function NoResults({ sees, mayRun }: { sees: Phishing["sees"]; mayRun: boolean }) {
  return (
    <Empty title="No results yet" action={mayRun && <Go to={paths.staffNewCampaign()}>New campaign</Go>}>
      <p>{sees === "all" ? "After the first campaign this page shows, by month and by team, how many touched its link, how many sent the form off and how many reported it." : "Totals of tests that are over stand here, by month and by team. Results of a named person are seen by security and the people team only, and a total of fewer than five people by nobody else."}</p>
    </Empty>
  );
}

function Results({ data }: { data: Phishing }) {
  return (
    <>
      <Section title="Months" aside={`A month counts when a test reached ${Math.round(data.control.share * 100)} % of those who worked here all of it`}>
        <MonthBars months={data.months} chosen={data.month} />
        <Table compact caption="Tests by month" rows={[...data.months].reverse().filter(({ here, counts }) => here > 0 || counts !== null)} keyOf={(one) => one.month} columns={[
          { key: "month", head: "Month", cell: (one) => <Go to={paths.staffPhishing({ month: one.month })}>{monthWords(one.month)}</Go> },
          { key: "held", head: "Held", narrow: true, cell: (one) => <Held month={one} /> },
          { key: "reached", head: "Reached, of those here", number: true, cell: (one) => (one.here === 0 ? "–" : `${one.reached ?? "–"} of ${one.here}`) },
          { key: "clicked", head: "Touched the link", number: true, cell: (one) => (one.counts ? countWords(one.counts.clicked, one.counts) : "–") },
          { key: "entered", head: "Sent the form", number: true, cell: (one) => (one.counts ? countWords(one.counts.entered, one.counts) : "–") },
          { key: "reported", head: "Reported", number: true, cell: (one) => (one.counts ? countWords(one.counts.reported, one.counts) : "–") },
        ]} />
      </Section>
      <Section title={data.month === null ? "Teams, the last twelve months" : `Teams, ${monthWords(data.month)}`} aside={data.month !== null && <Go to={paths.staffPhishing()}>All twelve months</Go>}>
        {data.teams.length === 0 ? <p>{data.sees === "all" ? "No test began in this month." : "Nothing to show: no test of this month is over, or it went to fewer than five people."}</p> : (
          <Table compact caption="Tests by team" rows={data.teams} keyOf={(one) => one.team ?? ""} columns={[
            { key: "team", head: "Team", cell: (one) => one.team ?? "Small teams together" },
            { key: "reached", head: "Mails that arrived", number: true, cell: (one) => one.delivered },
            { key: "clicked", head: "Touched the link", number: true, cell: (one) => countWords(one.clicked, one) },
            { key: "entered", head: "Sent the form", number: true, cell: (one) => countWords(one.entered, one) },
            { key: "reported", head: "Reported", number: true, cell: (one) => countWords(one.reported, one) },
          ]} />
        )}
      </Section>
    </>
  );
}

function Held({ month: { held, here } }: { month: Phishing["months"][number] }) {
  if (here === 0) return <Tag meaning="neutral">Not due</Tag>;
  if (held === null) return <Tag meaning="moving">Not over</Tag>;
  return held ? <Tag meaning="good">Held</Tag> : <Tag meaning="risk">Not held</Tag>;
}

function Campaigns({ month, mayRun }: { month: string | undefined; mayRun: boolean }) {
  const { data, error } = useQuery(queries.campaigns);
  if (error) return <FailureNotice error={error} doing="Loading the campaigns" />;
  if (data === undefined) return null;
  const shown = data.items.filter(({ startsAt }) => month === undefined || startsAt.startsWith(month));
  return (
    <Section title={month === undefined ? "Campaigns" : `Campaigns, ${monthWords(month)}`} aside={<><Go to={paths.staffTemplates()}>Templates</Go> · <Go to={paths.staffSuspicious()}>Reported mails</Go></>}>
      {shown.length === 0 ? <p>None{month !== undefined && " in this month"}.</p> : <CampaignTable items={shown} />}
      {!mayRun && <Notice title="Security runs campaigns"><p>The people team sees results, so that nobody is left alone with one.</p></Notice>}
    </Section>
  );
}

function CampaignTable({ items }: { items: readonly Campaign[] }) {
  return (
    <Table caption="Campaigns" rows={items} keyOf={(one) => one.id} columns={[
      { key: "name", head: "Campaign", cell: (one) => <Go to={paths.staffCampaign(one.id)}>{one.name}</Go> },
      { key: "state", head: "State", narrow: true, cell: (one) => <Tag meaning={CAMPAIGN_STATES[one.state].meaning}>{CAMPAIGN_STATES[one.state].words}</Tag> },
      { key: "starts", head: "Begins", narrow: true, cell: (one) => <When at={one.startsAt} exact /> },
      { key: "to", head: "To", cell: (one) => one.teams?.join(", ") ?? "Everybody" },
      { key: "reached", head: "Reached", number: true, cell: (one) => `${one.counts.delivered} of ${one.counts.people}` },
      { key: "clicked", head: "Touched", number: true, cell: (one) => countWords(one.counts.clicked, one.counts) },
      { key: "reported", head: "Reported", number: true, cell: (one) => countWords(one.counts.reported, one.counts) },
    ]} />
  );
}
