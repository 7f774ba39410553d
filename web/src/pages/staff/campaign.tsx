/** One campaign: totals, teams, and what each person did. For security and the people team; opening it is an entry of the trail. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/staff-queries.ts";
import { stopCampaign, type CampaignDetail } from "../../api/staff.ts";
import { useParam } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Empty } from "../../blocks/empty.tsx";
import { Figures } from "../../blocks/figures.tsx";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { CAMPAIGN_STATES, countWords, percentWords, shareOf } from "../../words/phishing.ts";
import styles from "./staff.module.css";

export function StaffCampaignPage() {
  const { data } = useSuspenseQuery(queries.campaign(useParam("campaignId")));
  const { counts } = data;
  const { meaning, words } = CAMPAIGN_STATES[data.state];
  return (
    <Page title={data.name} above={{ to: paths.staffPhishing(), words: "Phishing tests" }} lead={<>“{data.template.subject}”, from the template {data.template.name} (version {data.template.version}), by {data.by}.</>} actions={data.mayStop && <Stop campaign={data} />}>
      <Figures list={[
        { label: "State", value: <Tag meaning={meaning}>{words}</Tag>, note: data.state === "scheduled" ? <>begins <When at={data.startsAt} exact /></> : data.state === "running" ? <>counted until <When at={data.endsAt} exact /></> : undefined },
        { label: "Reached", value: `${counts.delivered} of ${counts.people}`, note: [counts.waiting > 0 && `${counts.waiting} on their way`, counts.notDelivered > 0 && `${counts.notDelivered} not delivered`].filter(Boolean).join(", ") },
        { label: "Touched the link", value: percentWords(shareOf(counts.clicked, counts)), note: String(counts.clicked) },
        { label: "Sent the form off", value: percentWords(shareOf(counts.entered, counts)), note: String(counts.entered) },
        { label: "Reported it", value: percentWords(shareOf(counts.reported, counts)), note: String(counts.reported) },
      ]} />
      {data.outcomes.length === 0 ? <Empty title="Not sent yet"><p>Who works here is looked up when it begins: {data.teams === null ? "everybody" : data.teams.join(", ")}.</p></Empty> : (
        <>
          <Section title="Teams">
            <Table compact caption="Results by team" rows={data.teamResults} keyOf={(one) => one.team} columns={[
              { key: "team", head: "Team", cell: (one) => one.team },
              { key: "reached", head: "Reached", number: true, cell: (one) => `${one.delivered} of ${one.people}` },
              { key: "clicked", head: "Touched the link", number: true, cell: (one) => countWords(one.clicked, one) },
              { key: "entered", head: "Sent the form", number: true, cell: (one) => countWords(one.entered, one) },
              { key: "reported", head: "Reported", number: true, cell: (one) => countWords(one.reported, one) },
            ]} />
          </Section>
          <Section title="People" aside="Seen by security and the people team; nobody else. What was typed is known to nobody"><People outcomes={data.outcomes} /></Section>
        </>
      )}
      <Section title="What gives it away">
        <ul className={styles.text}>{data.signs.map((sign) => <li key={sign}>{sign}</li>)}</ul>
      </Section>
    </Page>
  );
}

type Outcome = CampaignDetail["outcomes"][number];
const DELIVERY = { pending: { meaning: "held", words: "Not sent yet" }, waiting: { meaning: "moving", words: "On its way" }, delivered: { meaning: "good", words: "Arrived" }, "not-delivered": { meaning: "neutral", words: "Not delivered" } } as const;
const TRAINING = { due: { meaning: "held", words: "To do" }, done: { meaning: "good", words: "Done" } } as const;

function People({ outcomes }: { outcomes: readonly Outcome[] }) {
  const at = (instant: string | null) => (instant === null ? "–" : <When at={instant} />);
  return (
    <Table caption="What each person did" rows={outcomes} keyOf={(one) => one.id} columns={[
      { key: "name", head: "Name", cell: (one) => <Go to={paths.staffPerson(one.id)}>{one.name}</Go> },
      { key: "team", head: "Team", cell: (one) => one.team },
      { key: "mail", head: "Mail", narrow: true, cell: (one) => <Tag meaning={DELIVERY[one.delivery].meaning}>{DELIVERY[one.delivery].words}</Tag> },
      { key: "clicked", head: "Touched the link", narrow: true, cell: (one) => at(one.clickedAt) },
      { key: "entered", head: "Sent the form", narrow: true, cell: (one) => at(one.enteredAt) },
      { key: "reported", head: "Reported", narrow: true, cell: (one) => (one.reportedAt === null ? "–" : <><When at={one.reportedAt} />{one.reportedBy === "mail" && ", by mail"}</>) },
      { key: "training", head: "Course", narrow: true, cell: (one) => (one.training === "none" ? "–" : <Tag meaning={TRAINING[one.training].meaning}>{TRAINING[one.training].words}</Tag>) },
    ]} />
  );
}

function Stop({ campaign }: { campaign: CampaignDetail }) {
  const [sure, setSure] = useState(false);
  const client = useQueryClient();
  const stop = useMutation({ mutationFn: () => stopCampaign(campaign.id), onSettled: () => client.invalidateQueries({ queryKey: ["staff", "campaigns"] }) });
  const sent = campaign.counts.people - campaign.counts.waiting;
  if (!sure) return <Button variant="default" onClick={() => setSure(true)}>Stop it</Button>;
  return (
    <div className={form.actions}>
      {stop.error && <FailureNotice error={stop.error} doing="Stopping the campaign" />}
      <Button color="red" loading={stop.isPending} onClick={() => stop.mutate()}>{sent > 0 ? "Stop it: nothing counts from now on" : "Stop it: nothing is sent"}</Button>
      <Button variant="subtle" onClick={() => setSure(false)}>Leave it</Button>
    </div>
  );
}
